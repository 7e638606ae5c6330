/** Notebook files: format 4 of nbformat (https://nbformat.readthedocs.io/en/latest/format_description.html). */

/** Text as notebooks keep it: whole, or line by line. */
export type MultilineText = string | string[];

/** What one output shows, by MIME type. */
export type MimeBundle = Record<string, unknown>;

/** Text that a cell printed. */
export interface StreamOutput {
  output_type: "stream";
  name: "stdout" | "stderr";
  text: MultilineText;
}

/** Something that a cell displayed, or its last value. */
export interface DisplayOutput {
  output_type: "display_data" | "execute_result";
  data: MimeBundle;
  metadata: Record<string, unknown>;
  execution_count?: number;
}

/** An error that a cell ended with. */
export interface ErrorOutput {
  output_type: "error";
  ename: string;
  evalue: string;
  traceback: string[];
}

/** Any output of a cell. */
export type Output = StreamOutput | DisplayOutput | ErrorOutput;

/** One cell; only code cells have outputs. */
export interface Cell {
  cell_type: "code" | "markdown" | "raw";
  id?: string;
  metadata: { tags?: string[]; [key: string]: unknown };
  source: MultilineText;
  outputs?: Output[];
  execution_count?: number | null;
}

/** A notebook. */
export interface Notebook {
  cells: Cell[];
  metadata: { kernelspec?: { name?: string }; [key: string]: unknown };
  nbformat: number;
  nbformat_minor: number;
}

/** A cell with code in it, as the kernel counts them. */
export interface CodeCell {
  /** From 1, as Jupyter shows it in brackets. */
  number: number;
  code: string;
  cell: Cell;
}

/** The metadata of every notebook here: who runs and highlights it. */
const METADATA = {
  kernelspec: { display_name: "Deno", language: "typescript", name: "deno" },
  language_info: {
    file_extension: ".ts",
    mimetype: "text/x.typescript",
    name: "typescript",
    pygments_lexer: "typescript",
  },
};

/**
 * The notebook that a file's text describes.
 *
 * @throws {SyntaxError} If it is no JSON
 * @throws {TypeError} If it is no notebook of format 4 for the Deno kernel
 */
export function parseNotebook(text: string): Notebook {
  const notebook = JSON.parse(text);
  if (notebook?.nbformat !== 4 || !Array.isArray(notebook.cells)) {
    throw new TypeError(`Expected a notebook of format 4, found format ${notebook?.nbformat}`);
  }
  const kernel = notebook.metadata?.kernelspec?.name;
  if (kernel !== METADATA.kernelspec.name) {
    throw new TypeError(`Expected the kernel "deno" in the metadata, found ${kernel}`);
  }
  return notebook;
}

/** Writes a file: all of it or, if that fails, nothing. */
export async function writeAtomically(path: string, text: string): Promise<void> {
  const temporary = `${path}.${Deno.pid}.tmp`;
  try {
    await Deno.writeTextFile(temporary, text);
    await Deno.rename(temporary, path);
  } catch (error) {
    await Deno.remove(temporary).catch(() => {});
    throw error;
  }
}

/** The text of a notebook file, the same for equal content: keys sorted and one space deep, as Jupyter does. */
export function serializeNotebook(notebook: Notebook): string {
  const metadata = { ...notebook.metadata, ...METADATA };
  const cells = notebook.cells
    .map((cell) => ({ ...cell, source: splitLines(joinLines(cell.source)) }));
  return JSON.stringify(sortKeys({ ...notebook, cells, metadata }), null, 1) + "\n";
}

/** The cells with code, in order. */
export function codeCells(notebook: Notebook): CodeCell[] {
  return notebook.cells
    .filter((cell) => cell.cell_type === "code")
    .map((cell) => ({ cell, code: joinLines(cell.source) }))
    .filter(({ code }) => code.trim() !== "")
    .map((one, index) => ({ ...one, number: index + 1 }));
}

/** Text that was kept line by line in one piece. */
export function joinLines(text: MultilineText): string {
  return Array.isArray(text) ? text.join("") : text;
}

/** Text in lines that keep their ends. */
export function splitLines(text: string): string[] {
  return text === "" ? [] : text.split(/(?<=\n)/);
}

/** The same JSON with the keys of all objects in alphabetical order. */
export function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => a < b ? -1 : 1);
  return Object.fromEntries(entries.map(([key, one]) => [key, sortKeys(one)]));
}
