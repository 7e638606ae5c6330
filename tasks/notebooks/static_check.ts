import { basename, dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { runDeno } from "./deno.ts";
import type { CodeCell } from "./notebook.ts";
import type { Problem } from "./problem.ts";

/** The cells of one notebook that are to be checked. */
export interface CheckedNotebook {
  readonly path: string;
  readonly cells: CodeCell[];
}

/** The types of `Deno.jupyter`, which the kernel has and other programs have not. */
const PROLOGUE = `/// <reference lib="deno.unstable" />\n`;

/** Ends what stands before it, whether or not that ended with a semicolon, and makes the file a module. */
const SEPARATOR = "\nexport {};\n";

/**
 * Type-checks and lints notebooks: the cells of each, joined to one module that stands for a moment beside
 * the notebook, so that relative imports and the import map mean what they mean in the kernel.
 *
 * @returns The problems of each notebook, by its path
 */
export async function checkNotebooks(
  notebooks: readonly CheckedNotebook[],
  signal?: AbortSignal,
): Promise<Map<string, Problem[]>> {
  const folders = Map.groupBy(notebooks, ({ path }) => dirname(path));
  const reports = await Promise.all(
    [...folders].map(([folder, own]) => checkFolder(folder, own, signal)),
  );
  return new Map(reports.flatMap((report) => [...report]));
}

async function checkFolder(
  folder: string,
  notebooks: readonly CheckedNotebook[],
  signal?: AbortSignal,
): Promise<Map<string, Problem[]>> {
  const modules = notebooks.filter(({ cells }) => cells.length > 0).map(joinCells);
  try {
    for (const { path, text } of modules) await Deno.writeTextFile(path, text);
    const linted = await lint(folder, modules, signal);
    // One module that cannot be parsed would keep all others from being checked.
    const parsed = modules.filter((module) => !linted.unparsed.has(module));
    const found = [...linted.problems, ...await checkTypes(folder, parsed, signal)];
    return new Map(notebooks.map(({ path }) => {
      const own = found.filter(({ module }) => module.notebook === path);
      return [path, own.map(({ problem }) => problem)];
    }));
  } finally {
    for (const { path } of modules) await Deno.remove(path).catch(() => {});
  }
}

/** A notebook's cells as a module. */
interface JoinedModule {
  readonly notebook: string;
  readonly path: string;
  readonly url: string;
  readonly text: string;
  /** In which line of the module, from 1, each cell begins, and how many it has. */
  readonly starts: readonly { line: number; cell: number; lines: number }[];
}

interface Found {
  readonly module: JoinedModule;
  readonly problem: Problem;
}

function joinCells({ path: notebook, cells }: CheckedNotebook): JoinedModule {
  const path = join(
    resolve(dirname(notebook)),
    `.${basename(notebook, ".ipynb")}.cells-${crypto.randomUUID().slice(0, 8)}.ts`,
  );
  let text = PROLOGUE;
  const starts = cells.map(({ number, code }) => {
    const line = text.split("\n").length;
    text += code + SEPARATOR;
    return { line, cell: number, lines: code.split("\n").length };
  });
  return { notebook, path, url: pathToFileURL(path).href, text, starts };
}

interface LintReport {
  readonly diagnostics: {
    readonly filename: string;
    readonly range: { readonly start: { readonly line: number } };
    readonly code: string;
    readonly message: string;
    readonly hint: string | null;
  }[];
  readonly errors: { readonly file_path: string; readonly message: string }[];
}

async function lint(
  folder: string,
  modules: JoinedModule[],
  signal?: AbortSignal,
): Promise<{ problems: Found[]; unparsed: Set<JoinedModule> }> {
  const problems: Found[] = [];
  const unparsed = new Set<JoinedModule>();
  if (modules.length === 0) return { problems, unparsed };
  const args = ["lint", "--json", ...modules.map(({ path }) => path)];
  const { stdout, stderr } = await runDeno(args, folder, { signal });
  let report: LintReport;
  try {
    report = JSON.parse(stdout);
  } catch (cause) {
    throw new Error(`Expected a report from deno lint, found: ${stderr || stdout}`, { cause });
  }
  for (const { filename, range, code, message, hint } of report.diagnostics) {
    const module = modules.find(({ url }) => url === filename);
    if (!module) continue;
    const place = locate(module, range.start.line);
    problems.push({
      module,
      problem: { ...place, message: `${message} (${code})${hint ? `. ${hint}` : ""}` },
    });
  }
  for (const { message } of report.errors) {
    for (const found of parseDiagnostics(message, modules)) {
      unparsed.add(found.module);
      problems.push(found);
    }
  }
  return { problems, unparsed };
}

async function checkTypes(
  folder: string,
  modules: JoinedModule[],
  signal?: AbortSignal,
): Promise<Found[]> {
  if (modules.length === 0) return [];
  const args = ["check", ...modules.map(({ path }) => path)];
  const { success, stderr } = await runDeno(args, folder, { signal });
  if (success) return [];
  const found = parseDiagnostics(stderr, modules);
  if (found.length > 0) return found;
  const message = `Expected deno check to succeed, found: ${stderr.trim()}`;
  return modules.map((module) => ({ module, problem: { message } }));
}

/** The paragraphs of deno's complaints that name a place in one of the modules. */
function parseDiagnostics(text: string, modules: JoinedModule[]): Found[] {
  return text.split(/\n\n(?=\S)/).flatMap((paragraph) => {
    const place = /at (file:\/\/\S+):(\d+):\d+/.exec(paragraph);
    const module = modules.find(({ url }) => url === place?.[1]);
    if (!place || !module) return [];
    const message = paragraph
      .slice(0, place.index)
      .replace(/^(Check .*\n)*(error: )?/, "")
      .replace(/\n +\|\n[^]*/, "") // the line's text, numbered by its place in the module
      .trim();
    return [{ module, problem: { ...locate(module, Number(place[2])), message } }];
  });
}

function locate({ starts }: JoinedModule, line: number): { cell: number; line: number } {
  const start = starts.findLast((one) => one.line <= line) ?? starts[0];
  // What is missing at a cell's end is found where the separator stands.
  return { cell: start.cell, line: Math.min(line - start.line + 1, start.lines) };
}
