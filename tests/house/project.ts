import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseSource, type Source } from "./source.ts";

/** The project's folder. */
export const ROOT: string = fileURLToPath(new URL("../..", import.meta.url));

/** A text file. */
export interface TextFile {
  /** From the project's folder, with slashes. */
  readonly path: string;
  readonly text: string;
}

/** What of `deno.json` the house rules are about. */
export interface Config {
  readonly imports: Readonly<Record<string, string>>;
  readonly tasks: Readonly<Record<string, unknown>>;
}

/** The names in the project's folder that `.gitignore` does not name. */
export async function listTopLevel(folder: string = ROOT): Promise<string[]> {
  return await listFolder(folder, await readIgnored(folder));
}

/** The text files of the project, but for what `.gitignore` names. */
export async function readTextFiles(folder: string = ROOT): Promise<TextFile[]> {
  const ignored = await readIgnored(folder);
  const files: TextFile[] = [];
  const visit = async (path: string): Promise<void> => {
    const { isDirectory, isFile } = await Deno.lstat(join(folder, path));
    if (isDirectory) {
      for (const name of await listFolder(join(folder, path), ignored)) {
        await visit(path ? `${path}/${name}` : name);
      }
    } else if (isFile) {
      const text = decodeText(await Deno.readFile(join(folder, path)));
      if (text !== undefined) files.push({ path, text });
    }
  };
  await visit("");
  return files;
}

/** The modules among text files. */
export function parseSources(files: readonly TextFile[]): Source[] {
  return files
    .filter(({ path }) => /\.[cm]?[jt]s$/.test(path))
    .map(({ path, text }) => parseSource(path, text));
}

/** The notebooks among text files, the code cells of each as one module. */
export function parseNotebooks(files: readonly TextFile[]): Source[] {
  return files.filter(({ path }) => path.endsWith(".ipynb")).map(({ path, text }) => {
    const cells: { cell_type: string; source: string | string[] }[] = JSON.parse(text).cells;
    const code = cells
      .filter(({ cell_type }) => cell_type === "code")
      .map(({ source }) => [source].flat().join(""));
    return parseSource(path.replace(/ipynb$/, "ts"), code.join("\nexport {};\n"));
  });
}

/** The project's `deno.json`. */
export async function readConfig(folder: string = ROOT): Promise<Config> {
  const text = await Deno.readTextFile(join(folder, "deno.json"));
  const { imports = {}, tasks = {} } = JSON.parse(text);
  return { imports, tasks };
}

async function listFolder(folder: string, ignored: ReadonlySet<string>): Promise<string[]> {
  const entries = await Array.fromAsync(Deno.readDir(folder));
  return entries.map(({ name }) => name).filter((name) => !ignored.has(name)).sort();
}

/** The plain names in `.gitignore`; patterns are left to git. */
async function readIgnored(folder: string): Promise<Set<string>> {
  const text = await Deno.readTextFile(join(folder, ".gitignore")).catch(() => "");
  const names = text.split("\n")
    .map((line) => line.trim().replaceAll(/^\/|\/$/g, ""))
    .filter((line) => line !== "" && !/[#*?!/]/.test(line));
  return new Set([".git", ...names]);
}

function decodeText(bytes: Uint8Array): string | undefined {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return text.includes("\0") ? undefined : text;
  } catch {
    return undefined;
  }
}
