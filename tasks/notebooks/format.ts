import { runDeno } from "./deno.ts";
import { codeCells, joinLines, type Notebook } from "./notebook.ts";
import type { Problem } from "./problem.ts";

/**
 * Formats the cells of a notebook as `deno fmt` does, all else stays as it is. It goes through standard
 * input, since `deno fmt --check` refuses notebooks that `deno fmt` itself has written.
 *
 * @param text The text of a notebook file
 * @param directory Where it lies, for the settings in `deno.json`
 * @param signal Ends it
 * @returns The text with formatted cells
 * @throws {Error} If it is no notebook
 */
export async function formatNotebook(
  text: string,
  directory: string,
  signal?: AbortSignal,
): Promise<string> {
  const { success, stdout, stderr } = await runDeno(["fmt", "--ext=ipynb", "-"], directory, {
    input: text,
    signal,
  });
  if (!success) throw new Error(`Expected deno fmt to format the notebook: ${stderr.trim()}`);
  return stdout;
}

/** Which cells formatting would change. */
export function compareFormat(notebook: Notebook, formatted: Notebook): Problem[] {
  const unformatted = new Set(
    notebook.cells.filter(({ source }, index) =>
      joinLines(source) !== joinLines(formatted.cells[index].source)
    ),
  );
  const message = "Expected formatted cells (deno task fmt formats them), found others";
  const code = codeCells(notebook).filter(({ cell }) => unformatted.delete(cell));
  const text = unformatted.size > 0 ? [{ message: `${message} in text cells` }] : [];
  return [...code.map(({ number }) => ({ cell: number, message })), ...text];
}
