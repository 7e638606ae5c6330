import { reasonOf } from "./files.ts";

/** Bytes that wait at most before they are written. */
const MOST_WAITING = 16_384;
/** Milliseconds that a record waits at most, if others follow it. */
const LONGEST_WAIT_MS = 500;

/**
 * A file of records, one JSON value on each line (`metrics.jsonl`). Records are written some at a
 * time; {@linkcode RecordLog.flush} writes those that wait.
 */
export class RecordLog {
  /** Where the file is. */
  readonly path: string;
  readonly #file: Deno.FsFile;
  #length: number;
  #waiting: string[] = [];
  #waitingBytes = 0;
  #lastWrite = performance.now();

  private constructor(path: string, file: Deno.FsFile, length: number) {
    this.path = path;
    this.#file = file;
    this.#length = length;
  }

  /**
   * Opens a file of records, made if it is not there, and cuts it back to `length` bytes, its length
   * at the checkpoint from which a run continues.
   *
   * @throws RangeError if the file is shorter than that, Error if it cannot be written to.
   */
  static async open(path: string, length = 0): Promise<RecordLog> {
    const file = await attempt(path, () => Deno.open(path, { write: true, create: true }));
    try {
      const { size } = await file.stat();
      if (size < length) {
        throw new RangeError(
          `Expected at least ${length} bytes in ${path}, its length at the checkpoint, found ${size}`,
        );
      }
      await attempt(path, () => file.truncate(length));
      await file.seek(length, Deno.SeekMode.Start);
    } catch (error) {
      file.close();
      throw error;
    }
    return new RecordLog(path, file, length);
  }

  /**
   * Adds a record.
   *
   * @throws TypeError if it holds a number that is not finite, Error if the file cannot be written.
   */
  append(record: Readonly<Record<string, unknown>>): void {
    const line = JSON.stringify(record, finiteOnly) + "\n";
    this.#waiting.push(line);
    this.#waitingBytes += line.length;
    const isDue = this.#waitingBytes > MOST_WAITING ||
      performance.now() - this.#lastWrite > LONGEST_WAIT_MS;
    if (isDue) this.flush();
  }

  /** Writes all records; returns the length of the file in bytes. */
  flush(): number {
    const bytes = new TextEncoder().encode(this.#waiting.join(""));
    try {
      for (let written = 0; written < bytes.length;) {
        written += this.#file.writeSync(bytes.subarray(written));
      }
    } catch (cause) {
      throw new Error(`Could not write ${this.path}: ${reasonOf(cause)}`, { cause });
    }
    this.#waiting = [];
    this.#waitingBytes = 0;
    this.#lastWrite = performance.now();
    return this.#length += bytes.length;
  }

  /** Writes all records and waits until they have reached the disk; returns the file's length in bytes. */
  async sync(): Promise<number> {
    const length = this.flush();
    await attempt(this.path, () => this.#file.syncData());
    return length;
  }

  /** Closes the file without writing what waits. */
  close(): void {
    this.#file.close();
  }
}

async function attempt<Result>(path: string, act: () => Promise<Result>): Promise<Result> {
  try {
    return await act();
  } catch (cause) {
    throw new Error(`Could not write ${path}: ${reasonOf(cause)}`, { cause });
  }
}

function finiteOnly(name: string, value: unknown): unknown {
  if (typeof value !== "number" || Number.isFinite(value)) return value;
  throw new TypeError(`Expected finite numbers in a record, found ${value} as ${name}`);
}
