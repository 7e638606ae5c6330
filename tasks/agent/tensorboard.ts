import { join } from "node:path";
import { tensorBoardEvent, tensorBoardHeader } from "../../lib/runs/mod.ts";
import type { EpisodeRecord, MetricRecord } from "./curves.ts";

/** An event file for TensorBoard, in the folder `tensorboard` of a run. */
export class TensorBoardFile implements Disposable {
  readonly #file: Deno.FsFile;

  private constructor(file: Deno.FsFile) {
    this.#file = file;
  }

  /** Begins the file anew with the records that the run has so far. */
  static async create(
    folder: string,
    { episodes, metrics, throughput }: {
      readonly episodes: readonly EpisodeRecord[];
      readonly metrics: readonly MetricRecord[];
      readonly throughput: readonly { readonly step: number }[];
    },
  ): Promise<TensorBoardFile> {
    const path = join(folder, "tensorboard");
    await Deno.mkdir(path, { recursive: true });
    // TensorBoard takes any name that holds "tfevents".
    const file = await Deno.create(join(path, "events.out.tfevents.0.hesscale"));
    const board = new TensorBoardFile(file);
    board.#write(tensorBoardHeader(Date.now() / 1000));
    for (const { step, return: total, length } of episodes) {
      board.add(step, { "episode/return": total, "episode/length": length });
    }
    for (const { step, update: _, ...numbers } of metrics) board.add(step, scalarsOf(numbers));
    for (const { step, ...numbers } of throughput) {
      board.add(step, scalarsOf({ throughput: numbers }));
    }
    return board;
  }

  /** Adds numbers of one step, by tag. */
  add(step: number, scalars: Readonly<Record<string, number>>): void {
    this.#write(tensorBoardEvent(step, scalars, Date.now() / 1000));
  }

  [Symbol.dispose](): void {
    this.#file.close();
  }

  #write(bytes: Uint8Array): void {
    for (let written = 0; written < bytes.length;) {
      written += this.#file.writeSync(bytes.subarray(written));
    }
  }
}

/** Nested numbers under names such as `loss/mean`. */
export function scalarsOf(nested: object, prefix = ""): Record<string, number> {
  return Object.fromEntries(
    Object.entries(nested).flatMap(([name, value]) =>
      typeof value === "number"
        ? [[prefix + name, value]]
        : Object.entries(scalarsOf(value as object, `${prefix}${name}/`))
    ),
  );
}
