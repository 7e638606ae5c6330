import { join } from "node:path";
import type { Cell, Notebook, Output } from "../../../tasks/notebooks/notebook.ts";

/** A code cell as a test writes it: its code alone, or with more. */
export type CellSource = string | { code: string; tags?: string[]; outputs?: Output[] };

/** A notebook with the given code cells. */
export function makeNotebook(...sources: CellSource[]): Notebook {
  const cells = sources.map((source, index): Cell => {
    const { code, tags, outputs } = typeof source === "string" ? { code: source } : source;
    return {
      cell_type: "code",
      execution_count: null,
      id: `cell-${index}`,
      metadata: tags ? { tags } : {},
      outputs: outputs ?? [],
      source: code,
    };
  });
  const kernelspec = { display_name: "Deno", language: "typescript", name: "deno" };
  const metadata = { kernelspec, language_info: { name: "typescript" } };
  return { cells, metadata, nbformat: 4, nbformat_minor: 5 };
}

/** A project in a temporary folder with a module, an import map and notebooks; removed at the end. */
export class TemporaryProject implements AsyncDisposable {
  private constructor(readonly folder: string) {}

  static async create(): Promise<TemporaryProject> {
    const project = new TemporaryProject(await Deno.makeTempDir());
    const config = { imports: { "#answer": "./lib/answer.ts" }, fmt: { lineWidth: 100 } };
    await Deno.mkdir(join(project.folder, "lib"));
    await Deno.mkdir(join(project.folder, "notebooks"));
    await Deno.writeTextFile(join(project.folder, "deno.json"), JSON.stringify(config));
    await Deno.writeTextFile(
      join(project.folder, "lib", "answer.ts"),
      "export const answer: number = 42;\n",
    );
    return project;
  }

  /** Writes a notebook and returns its path. */
  async add(name: string, notebook: Notebook): Promise<string> {
    const path = join(this.folder, "notebooks", `${name}.ipynb`);
    await Deno.writeTextFile(path, JSON.stringify(notebook, null, 1) + "\n");
    return path;
  }

  /** The names of all files in the notebooks' folder. */
  async list(): Promise<string[]> {
    const entries = await Array.fromAsync(Deno.readDir(join(this.folder, "notebooks")));
    return entries.map(({ name }) => name).sort();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.folder, { recursive: true });
  }
}
