import { basename, dirname, join } from "node:path";
import { formatJson, parseJson } from "./json.ts";

/** What half-written files are called; they begin with a dot. */
const TEMPORARY_SUFFIX = ".tmp";

/**
 * Writes a file whole or not at all: under another name in the same folder first, which then replaces
 * whatever had the name. Nothing remains of a failed attempt.
 *
 * @param path The file
 * @param contents What is in it
 * @throws {Error} If that fails, for instance because the disk is full; then the file is as it was
 */
export async function writeFileAtomically(
  path: string,
  contents: string | Uint8Array,
): Promise<void> {
  const temporary = temporaryPath(path);
  try {
    {
      using file = await Deno.open(temporary, { write: true, createNew: true });
      const bytes = typeof contents === "string" ? new TextEncoder().encode(contents) : contents;
      for (let written = 0; written < bytes.length;) {
        written += await file.write(bytes.subarray(written));
      }
      // The name must not reach the disk before the contents do.
      await file.sync();
    }
    await Deno.rename(temporary, path);
  } catch (cause) {
    await Deno.remove(temporary).catch(() => {});
    throw new Error(`Could not write ${path}: ${reasonOf(cause)}`, { cause });
  }
}

/**
 * Removes what interrupted runs left half-written in a folder. No other process may be writing to it.
 *
 * @param folder The folder, not those in it
 */
export async function removeTemporaries(folder: string): Promise<void> {
  for await (const { name, isFile } of Deno.readDir(folder)) {
    if (isFile && isTemporary(name)) await Deno.remove(join(folder, name));
  }
}

/**
 * Writes a value as JSON, whole or not at all.
 *
 * @throws {TypeError} If JSON cannot hold the value as it is, for instance `NaN`; then the file is as it was
 * @throws {Error} If the file cannot be written
 */
export async function writeJson(path: string, value: unknown): Promise<void> {
  await writeFileAtomically(path, formatJson(value) + "\n");
}

/**
 * Reads a JSON file.
 *
 * @throws {Error} If the file is not there or cannot be read
 * @throws {SyntaxError} If it is not JSON
 */
export async function readJson(path: string): Promise<unknown> {
  return parseJson(new TextDecoder().decode(await readBytes(path)), path);
}

/**
 * Reads a file.
 *
 * @throws {Error} If it is not there or cannot be read, with its path
 */
export async function readBytes(path: string): Promise<Uint8Array> {
  try {
    return await Deno.readFile(path);
  } catch (cause) {
    throw new Error(`Could not read ${path}: ${reasonOf(cause)}`, { cause });
  }
}

/**
 * Makes sure that a folder exists and that files can be written to it, before any work is done for it.
 *
 * @param path The folder, made with its parents if it does not exist
 * @param options.what What errors call it, for instance the flag that named it
 * @throws {Error} If it is no folder, or cannot be made or written to
 */
export async function prepareFolder(path: string, what = "the folder"): Promise<void> {
  const probe = temporaryPath(join(path, "probe"));
  try {
    await Deno.mkdir(path, { recursive: true });
    await Deno.writeFile(probe, new Uint8Array(1), { createNew: true });
  } catch (cause) {
    throw new Error(`${what} ${path} is not writable: ${reasonOf(cause)}`, { cause });
  } finally {
    await Deno.remove(probe).catch(() => {});
  }
}

/** Whether there is something at a path. */
export async function exists(path: string): Promise<boolean> {
  try {
    await Deno.stat(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/** What the operating system or the runtime says, without where it happened. */
export function reasonOf(error: unknown): string {
  if (error instanceof Deno.errors.NotCapable) {
    return `the task may not do that (${error.message})`;
  }
  return (error instanceof Error ? error.message : String(error)).replace(
    /^(\S.*? \(os error \d+\)).*$/s,
    "$1",
  );
}

function temporaryPath(path: string): string {
  const name = `.${basename(path)}.${crypto.randomUUID()}${TEMPORARY_SUFFIX}`;
  return join(dirname(path), name);
}

function isTemporary(name: string): boolean {
  return /^\..+\.[-0-9a-f]{36}\.tmp$/.test(name);
}
