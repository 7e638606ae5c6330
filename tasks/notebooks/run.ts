import { dirname } from "node:path";
import { describeDifference } from "./compare.ts";
import { executeCells, type Execution } from "./execute.ts";
import { describeEmptyFigure } from "./figures.ts";
import { compareFormat, formatNotebook } from "./format.ts";
import {
  type CodeCell,
  codeCells,
  type Notebook,
  parseNotebook,
  serializeNotebook,
  writeAtomically,
} from "./notebook.ts";
import type { Problem } from "./problem.ts";
import { checkNotebooks } from "./static_check.ts";

/** The tag, known from nbval, of cells whose output is another each time, such as timings. */
const VARIES = "nbval-ignore-output";

/** What the kernel finds in its environment: plain text, and figures as static pictures. */
const ENVIRONMENT = { NO_COLOR: "1", HESSCALE_STATIC_FIGURES: "1" };

/** What is done with notebooks. */
export interface RunNotebooksOptions {
  /**
   * `check`: types, lint and format only; `run`: also run them and compare the outputs; `write`: also
   * keep the outputs; `format`: only format the cells.
   */
  mode: "check" | "run" | "write" | "format";
  /** Milliseconds that one cell may take. */
  timeout: number;
  /** Ends the run. */
  signal?: AbortSignal;
}

/** What came of one notebook. */
export interface NotebookReport {
  readonly path: string;
  /** How many code cells it has. */
  readonly cells: number;
  readonly problems: Problem[];
  /** Milliseconds that it took, without the check of all notebooks at the beginning. */
  readonly time: number;
}

/**
 * Checks notebooks all at once, then runs one after another.
 *
 * @param paths The notebook files
 * @param options What to do with them
 * @returns A report for each, as soon as it is there
 * @throws The signal's reason, if it is aborted
 */
export async function* runNotebooks(
  paths: readonly string[],
  options: RunNotebooksOptions,
): AsyncGenerator<NotebookReport> {
  const opened = await Promise.all(paths.map(open));
  const readable = opened.filter((one) => one instanceof OpenNotebook);
  const checked = options.mode === "format"
    ? new Map<string, Problem[]>()
    : await checkNotebooks(readable, options.signal);
  for (const one of opened) {
    const start = performance.now();
    const problems = one instanceof OpenNotebook
      ? await process(one, options, checked.get(one.path) ?? [])
      : [one.problem];
    const cells = one instanceof OpenNotebook ? one.cells.length : 0;
    yield { path: one.path, cells, problems, time: performance.now() - start };
  }
}

class OpenNotebook {
  readonly notebook: Notebook;
  readonly cells: CodeCell[];

  constructor(readonly path: string, readonly text: string) {
    this.notebook = parseNotebook(text);
    this.cells = codeCells(this.notebook);
  }
}

async function open(path: string): Promise<OpenNotebook | { path: string; problem: Problem }> {
  try {
    return new OpenNotebook(path, await Deno.readTextFile(path));
  } catch (error) {
    return { path, problem: { message: (error as Error).message } };
  }
}

/** Does what is asked with one notebook, and returns all its problems. */
async function process(
  one: OpenNotebook,
  options: RunNotebooksOptions,
  known: Problem[],
): Promise<Problem[]> {
  const { mode, signal } = options;
  try {
    const formatted = await formatNotebook(one.text, dirname(one.path), signal);
    if (mode === "format") {
      if (formatted !== one.text) await writeAtomically(one.path, formatted);
      return [];
    }
    const problems = [...known, ...compareFormat(one.notebook, parseNotebook(formatted))];
    return mode === "check" ? problems : await run(one, options, problems);
  } catch (error) {
    signal?.throwIfAborted();
    return [...known, { message: (error as Error).message }];
  }
}

/** Runs a notebook; writes it only if nothing at all is wrong with it. */
async function run(
  { path, notebook, cells }: OpenNotebook,
  { mode, timeout, signal }: RunNotebooksOptions,
  known: Problem[],
): Promise<Problem[]> {
  const directory = dirname(path);
  const execution = await executeCells(cells, {
    directory,
    environment: ENVIRONMENT,
    timeout,
    signal,
  });
  const problems = [...known, ...execution.problems];
  if (execution.problems.length > 0) return problems;
  problems.push(...findEmptyFigures(cells, execution));
  if (mode === "run") problems.push(...compareOutputs(cells, execution));
  else if (problems.length === 0) {
    await writeAtomically(path, serializeNotebook(withOutputs(notebook, cells, execution)));
  }
  return problems;
}

function findEmptyFigures(cells: CodeCell[], { outputs }: Execution): Problem[] {
  return cells.flatMap(({ number }) =>
    (outputs.get(number) ?? []).flatMap((output) => {
      const message = "data" in output ? describeEmptyFigure(output.data) : undefined;
      return message ? [{ cell: number, message }] : [];
    })
  );
}

function compareOutputs(cells: CodeCell[], { outputs }: Execution): Problem[] {
  return cells.flatMap(({ number, cell }) => {
    const kinds = cell.metadata?.tags?.includes(VARIES) ?? false;
    const message = describeDifference(cell.outputs ?? [], outputs.get(number) ?? [], { kinds });
    return message ? [{ cell: number, message }] : [];
  });
}

function withOutputs(notebook: Notebook, cells: CodeCell[], { outputs }: Execution): Notebook {
  const numbers = new Map(cells.map(({ cell, number }) => [cell, number]));
  return {
    ...notebook,
    cells: notebook.cells.map((cell) => {
      if (cell.cell_type !== "code") return cell;
      const number = numbers.get(cell);
      return {
        ...cell,
        execution_count: number ?? null,
        outputs: number === undefined ? [] : outputs.get(number),
      };
    }),
  };
}
