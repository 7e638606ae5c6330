import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";

/** What a folder holds, by name, in alphabetical order. */
export interface FolderList {
  /** All names. */
  readonly names: readonly string[];
  /** Names of folders, also those that are links. */
  readonly folders: readonly string[];
}

/**
 * Lists a folder; hidden files are left out.
 *
 * @param what What errors call what should be in it, such as "IDX files"
 * @throws {Error} If there is no such folder, or it cannot be read
 */
export async function listFolder(directory: string, what: string): Promise<FolderList> {
  try {
    const names = (await readdir(directory)).filter((name) => !name.startsWith(".")).sort();
    const isFolder = await Promise.all(
      names.map((name) =>
        stat(join(directory, name)).then((entry) => entry.isDirectory(), () => false)
      ),
    );
    return { names, folders: names.filter((_, i) => isFolder[i]) };
  } catch (cause) {
    throw new Error(
      `Expected a folder with ${what} at ${directory}, found: ${(cause as Error).message}`,
      { cause },
    );
  }
}

/** The bytes of a file. */
export async function loadFile(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (cause) {
    throw new Error(`Expected a readable file ${path}, found: ${(cause as Error).message}`, {
      cause,
    });
  }
}

/** Some names for an error: the first ones, or "nothing". */
export function excerpt(names: readonly string[]): string {
  if (names.length === 0) return "nothing";
  const shown = names.slice(0, 8).join(", ");
  return names.length > 8 ? `${shown} and ${names.length - 8} more` : shown;
}
