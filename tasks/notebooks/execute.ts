import { type ExecuteOptions, Kernel } from "./kernel.ts";
import type { KernelMessage } from "./messages.ts";
import { type CodeCell, type ErrorOutput, type Output } from "./notebook.ts";
import { prepare, settle } from "./hidden_code.ts";
import { OutputCollector } from "./outputs.ts";
import type { Problem } from "./problem.ts";

/** The tag of cells that are meant to fail, as in Jupyter's own tools. */
const RAISES = "raises-exception";

/** How a notebook is run. */
export interface ExecuteNotebookOptions {
  /** The kernel's working directory: the notebook's folder. */
  directory: string;
  /** Milliseconds that one cell may take. */
  timeout: number;
  /** Environment variables for the kernel beside the inherited ones. */
  environment?: Record<string, string>;
  /** Ends the run. */
  signal?: AbortSignal;
}

/** What came of a run. */
export interface Execution {
  /** The outputs of each code cell, by its number. */
  readonly outputs: ReadonlyMap<number, Output[]>;
  readonly problems: Problem[];
}

/**
 * Runs code cells one after another in a fresh kernel, up to the first that fails.
 *
 * @throws {Error} If no kernel can be started
 * @throws The signal's reason, if it is aborted
 */
export async function executeCells(
  cells: CodeCell[],
  { directory, environment, timeout, signal }: ExecuteNotebookOptions,
): Promise<Execution> {
  const collector = new OutputCollector();
  const problems: Problem[] = [];
  await using kernel = await Kernel.start({ directory, environment });
  await prepare(kernel, { timeout, signal });
  for (const one of cells) {
    const message = await executeCell(kernel, one, collector, { timeout, signal });
    if (message === undefined) continue;
    problems.push({ cell: one.number, message });
    break;
  }
  const outputs = new Map(cells.map(({ number }) => [number, collector.of(number)]));
  return { outputs, problems };
}

/** Runs one cell, and returns in words what went wrong, if anything did. */
async function executeCell(
  kernel: Kernel,
  { number, code, cell }: CodeCell,
  collector: OutputCollector,
  options: ExecuteOptions,
): Promise<string | undefined> {
  const onMessage = (message: KernelMessage) => collector.accept(number, message);
  try {
    const reply = await kernel.execute(code, { ...options, onMessage });
    await settle(kernel, { ...options, onMessage });
    const error = collector.of(number).find(isError);
    const failed = reply.status === "error" || error !== undefined;
    const meant = cell.metadata?.tags?.includes(RAISES) ?? false;
    if (failed === meant) return undefined;
    if (meant) return `Expected an error, as the cell is tagged "${RAISES}", found none`;
    return error ? describeError(error) : `${reply.ename}: ${reply.evalue}`;
  } catch (error) {
    options.signal?.throwIfAborted();
    if (!(error instanceof Deno.errors.TimedOut)) return (error as Error).message;
    return `Expected an end within ${options.timeout / 1000} s, found none`;
  }
}

function isError(output: Output): output is ErrorOutput {
  return output.output_type === "error";
}

/** The error, and through which files it came; places in cells are those of generated code. */
function describeError({ ename, evalue, traceback }: ErrorOutput): string {
  const frames = traceback.filter((line) => /^\s+at .*\.ts:/.test(line));
  return [`${ename}: ${evalue}`, ...frames].join("\n");
}
