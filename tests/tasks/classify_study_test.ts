import { assert, assertEquals, assertMatch } from "@std/assert";
import { join } from "node:path";
import type { OptimizerRun, TimedSummary } from "../../lib/experiments/mod.ts";
import { readJson } from "../../tasks/support/files.ts";
import { TemporaryFolder } from "../support/temporary_folder.ts";
import { smallImages } from "./classify/small.ts";
import { killOnceStored } from "./support/kill.ts";
import { listFolder, listStored, runTask, startTask } from "./support/task_process.ts";

const small = (data: string) => [
  ...["--data", data, "--channels", "2,2", "--dense", "3", "--batch", "10", "--validation", "10"],
  ...["--optimizers", "adam,adahesscale", "--step-sizes", "1e-3,1e-2", "--seeds", "2"],
  ...["--epochs", "2", "--search-epochs", "1", "--name", "small"],
];

/** What a study found, without what a clock measured. */
async function resultOf(folder: string) {
  const { summary, runs } = await readJson(join(folder, "small.json")) as {
    readonly summary: TimedSummary;
    readonly runs: readonly OptimizerRun[];
  };
  return {
    sensitivity: summary.sensitivity,
    best: summary.best.map(({ secondsPerEpoch: _, ...row }) => row),
    runs: runs.map(({ epochs, ...run }) => ({
      ...run,
      epochs: epochs.map(({ seconds: _, ...epoch }) => epoch),
    })),
  };
}

Deno.test("classify-study: a search, then more seeds and epochs; killed, it goes on", async () => {
  await using data = await TemporaryFolder.create(smallImages({ side: 8 }));
  await using folder = await TemporaryFolder.create();
  const [killed, whole] = ["killed", "whole"].map((name) => join(folder.path, name));
  const args = [...small(data.path), "--jobs", "1", "--out", killed];
  await killOnceStored(() => startTask("classify-study", ...args), killed, 2);
  assert((await listStored(killed)).length >= 2);

  const resumed = await runTask("classify-study", ...small(data.path), "--out", killed);
  assertEquals(resumed.code, 0, resumed.err);
  assertMatch(resumed.err, /^Searching step sizes: 4 networks, [234] of them done before\n/);
  assertMatch(resumed.err, /\nTraining: 4 networks(, \d of them done before)?\n/);
  assertEquals(await listFolder(killed), [
    ...["small.html", "small.json", "small.svg", "small_sensitivity.svg", "small_time.svg"],
  ]);
  const { code, out, err } = await runTask("classify-study", ...small(data.path), "--out", whole);
  assertEquals(code, 0, err);
  const result = await resultOf(whole);
  assertEquals(await resultOf(killed), result);
  assertEquals(result.sensitivity.length, 4);
  assertEquals(result.runs.map(({ seed, epochs }) => [seed, epochs.length]), [
    ...[[0, 2], [1, 2], [0, 2], [1, 2]],
  ]);
  assertMatch(out, /\| adam +\| +0\.01 \| +[\d.]+ ± [\d.]+ \|/);
  assertMatch(out, /\nBest at the end of the step sizes tried: adam, adahesscale\n/);
});

Deno.test("classify-study: a dry run tells costs, and leaves no file", async () => {
  await using data = await TemporaryFolder.create(smallImages({ side: 8 }));
  await using folder = await TemporaryFolder.create();
  const out = join(folder.path, "out");
  const dry = ["--dry-run", "--jobs", "2", "--out", out];
  const { code, out: text, err } = await runTask("classify-study", ...small(data.path), ...dry);
  assertEquals(code, 0, err);
  assertMatch(
    text,
    /^\| optimizer +\| ms per step \| ÷ Adam's \| s per epoch \| +search \| +runs \|\n/,
  );
  assertMatch(text, /\| adam +\| +[\d.]+ \| +1\.00 \|/);
  assertMatch(text, /\n5 steps in an epoch.* with 2 at a time/);
  assertEquals(await listFolder(out), []);
});
