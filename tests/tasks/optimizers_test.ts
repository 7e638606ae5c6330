import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { readJson } from "../../tasks/support/files.ts";
import type { OptimizerRun, TimedSummary } from "../../lib/experiments/mod.ts";
import { TemporaryFolder } from "../support/temporary_folder.ts";
import { listFolder, runTask } from "./support/task_process.ts";

const SMALL = [
  ...["--optimizers", "adam,adahesscale-scaled", "--step-sizes", "1e-3,1e-2", "--seeds", "2"],
  ...["--epochs", "2", "--network", "784-4-10", "--batch", "50"],
  ...["--images", "500", "--validation", "200", "--test", "100"],
];

Deno.test("optimizers: table, pictures and JSON that say the same", async () => {
  await using folder = await TemporaryFolder.create();
  const { code, out, err } = await runTask("optimizers", ...SMALL, "--out", folder.path);
  assertEquals(code, 0, err);
  assertEquals(await listFolder(folder.path), [
    "optimizers.html",
    "optimizers.json",
    "optimizers.svg",
    "optimizers_time.svg",
    "sensitivity.svg",
  ]);
  const { summary, runs, command } = await readJson(join(folder.path, "optimizers.json")) as {
    readonly summary: TimedSummary;
    readonly runs: readonly OptimizerRun[];
    readonly command: string;
  };
  assertMatch(command, /^deno task optimizers --optimizers adam,adahesscale-scaled /);
  assertEquals(summary.sensitivity.length, 4);
  assertEquals(summary.best.map(({ optimizer }) => optimizer), ["adam", "adahesscale-scaled"]);
  // Curves are kept of the best step sizes alone.
  assertEquals(runs.length, 4);
  for (const { optimizer, stepSize, secondsPerEpoch } of summary.best) {
    assert(secondsPerEpoch > 0);
    assert(runs.some((run) => run.optimizer === optimizer && run.stepSize === stepSize));
    assertMatch(out, new RegExp(`^\\| ${optimizer} +\\| +${stepSize} \\|`, "m"));
  }
});

Deno.test("optimizers: nothing begins if images or options do not suit each other", async () => {
  await using folder = await TemporaryFolder.create();
  const bad: [args: string[], message: string][] = [
    [["--validation", "7990"], "--validation must leave a batch of the 8000 images to train on"],
    [["--test", "2001"], "--test must be at most 2000, the number of test images, found 2001"],
    [["--images", "8001"], "--images must be at most 8000, the number of images, found 8001"],
    [["--network", "784-9"], "--network must lead from 784 pixels to 10 classes, found 784-9"],
    [["--network", "alcnn"], 'did you mean "allcnn"?'],
  ];
  for (const [args, message] of bad) {
    const { code, err } = await runTask("optimizers", ...args, "--out", folder.path);
    assertEquals(code, 2, err);
    assertStringIncludes(err, message);
    assertEquals(await listFolder(folder.path), []);
  }
});
