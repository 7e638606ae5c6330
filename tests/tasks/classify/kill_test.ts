import { assertEquals } from "@std/assert";
import { join } from "node:path";
import { TemporaryFolder } from "../../support/temporary_folder.ts";
import { killAgainAndAgain } from "../support/kill.ts";
import { finish, listFolder, startTask } from "../support/task_process.ts";
import { readRecords, smallArguments, smallImages } from "./small.ts";

/** A run that is killed again and again; an epoch is 6 steps. */
interface Killed {
  readonly what: string;
  readonly kills: number;
  readonly epochs: number;
  readonly data: Record<string, Uint8Array>;
  /** Beside the folder of the data. */
  readonly args: readonly string[];
}

const RUNS: readonly Killed[] = [
  { what: "of an MLP", kills: 20, epochs: 400, data: smallImages(), args: [] },
  {
    what: "with convolutions, dropout, augmentation, sampled curvature and threads",
    kills: 6,
    epochs: 60,
    data: smallImages({ side: 12 }),
    args: [
      ...["--network", "allcnn", "--channels", "3,4,4", "--optimizer", "adaGGNMC"],
      ...["--augment", "flip,crop", "--normalize", "--shards", "2", "--threads", "2"],
    ],
  },
];

async function hasBegun(out: string): Promise<boolean> {
  return (await listFolder(out)).includes("config.json");
}

for (const { what, kills, epochs, data: files, args } of RUNS) {
  Deno.test(`a run ${what}, killed at ${kills} moments, ends as one that is not, bit for bit`, async () => {
    await using data = await TemporaryFolder.create(files);
    await using folder = await TemporaryFolder.create();
    const [whole, killed] = ["whole", "killed"].map((name) => join(folder.path, name));
    const options = [...smallArguments(data.path, args), "--epochs", `${epochs}`];
    const begin = (out: string, ...more: string[]) =>
      startTask("classify", ...options, "--out", out, ...more);
    const resume = (out: string, ...more: string[]) =>
      startTask("classify", "--resume", "--out", out, ...more);
    const began = performance.now();
    const first = await finish(begin(whole));
    const time = performance.now() - began;

    await killAgainAndAgain({
      folder: killed,
      kills,
      start: async (kills) => {
        // Some lose the work of several steps, some none.
        const seconds = ["0", "0", "0.002"][kills % 3];
        const start = await hasBegun(killed) ? resume : begin;
        return start(killed, "--checkpoint-every", seconds);
      },
      ...{ within: time / 10, steps: 12, after: 15 },
    });

    const last = await finish(resume(killed));
    assertEquals([first.code, last.code], [0, 0], first.err + last.err);
    const [model, same] = await Promise.all(
      [killed, whole].map((out) => Deno.readFile(join(out, "model.safetensors"))),
    );
    assertEquals(model, same);
    const [records, expected] = await Promise.all(
      [killed, whole].map((out) => readRecords(join(out, "metrics.jsonl"))),
    );
    assertEquals(records, expected);
    assertEquals(
      records.filter(({ kind }) => kind === "step").map(({ step }) => step),
      Array.from({ length: 6 * epochs }, (_, i) => i + 1),
    );
    assertEquals(await listFolder(killed), await listFolder(whole));
  });
}
