import { join } from "node:path";
import { reasonOf } from "./files.ts";

const LOCK_FILE = ".lock";

/**
 * A folder that one process has to itself. The operating system keeps the lock and gives it up when
 * the process ends, however that happens, so that none is ever stale.
 */
export class FolderLock implements Disposable {
  readonly #path: string;
  readonly #file: Deno.FsFile;

  private constructor(path: string, file: Deno.FsFile) {
    this.#path = path;
    this.#file = file;
  }

  /**
   * Takes the lock of a folder.
   *
   * @throws Error if a process holds it, with its number, or the folder cannot be written to.
   */
  static async take(folder: string): Promise<FolderLock> {
    const path = join(folder, LOCK_FILE);
    for (;;) {
      const file = await open(path);
      try {
        if (!await file.tryLock(true)) throw await alreadyGoing(folder, path);
        // The holder before may have removed the file between the opening and the locking.
        if (await isAt(path, file)) {
          await file.truncate();
          await file.write(new TextEncoder().encode(`${Deno.pid}\n`));
          return new FolderLock(path, file);
        }
      } catch (error) {
        file.close();
        throw error;
      }
      file.close();
    }
  }

  /** Gives the lock up. */
  [Symbol.dispose](): void {
    try {
      Deno.removeSync(this.#path);
    } catch {
      // It may stay: what counts is the lock, which the file loses when it is closed.
    }
    this.#file.close();
  }
}

async function open(path: string): Promise<Deno.FsFile> {
  try {
    return await Deno.open(path, { read: true, write: true, create: true });
  } catch (cause) {
    throw new Error(`Could not write ${path}: ${reasonOf(cause)}`, { cause });
  }
}

async function isAt(path: string, file: Deno.FsFile): Promise<boolean> {
  const [now, locked] = [await Deno.stat(path).catch(() => undefined), await file.stat()];
  return now !== undefined && now.ino === locked.ino;
}

async function alreadyGoing(folder: string, path: string): Promise<Error> {
  const holder = (await Deno.readTextFile(path).catch(() => "")).trim();
  return new Error(
    `Expected no run to be going in ${folder}, found one${
      holder ? ` (process ${holder})` : ""
    }: wait for its end, or choose another folder`,
  );
}
