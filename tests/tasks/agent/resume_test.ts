import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { exists } from "../../../lib/runs/mod.ts";
import { TemporaryFolder } from "../../support/temporary_folder.ts";
import { killAgainAndAgain, lastStep } from "../support/kill.ts";
import { finish, listFolder, runTask, startTask, type TaskName } from "../support/task_process.ts";
import { resultsOf, small, smallRun } from "./small.ts";

const KILLS = 20;

/** Enough for all kills, the runs being of one or two checkpoints each, and no more. */
const STEPS = { ppo: 100_000, a2c: 70_000 };

const wait = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

for (const task of ["ppo", "a2c"] as const satisfies TaskName[]) {
  Deno.test(`${task}: killed at ${KILLS} random moments, a run comes to the same end, bit for bit`, async () => {
    await using folder = await TemporaryFolder.create();
    const [whole, killed] = ["whole", "killed"].map((name) => join(folder.path, name));
    const options = smallRun(task, STEPS[task]);
    const began = performance.now();
    const outcome = await runTask(task, ...options, "--out", whole);
    const time = performance.now() - began;
    assertEquals(outcome.code, 0, outcome.err);
    assertMatch(outcome.out, /^mean return of the last \d+ of \d+ episodes: -?\d/);

    await killAgainAndAgain({
      folder: killed,
      kills: KILLS,
      start: async () => {
        const resume = await exists(join(killed, "config.json")) ? ["--resume"] : [];
        return startTask(task, ...options, "--out", killed, ...resume);
      },
      // Soon after a checkpoint, so that a fast machine is seldom done before the last of them.
      ...{ within: time / 5, steps: 2000, after: 10 },
    });

    // The last checkpoint cut in half: the one before is used, and the user is told.
    const checkpoints = join(killed, "checkpoints");
    const names = (await listFolder(checkpoints)).filter((name) => name.startsWith("step-"));
    const [older, last] = names.slice(-2).map((name) => join(checkpoints, name));
    await Deno.truncate(last, (await Deno.stat(last)).size >> 1);
    const resumed = await runTask(task, "--resume", "--out", killed);
    assertEquals(resumed.code, 0, resumed.err);
    const step = Number(/step-(\d+)/.exec(older)![1]);
    assertStringIncludes(resumed.err, `a checkpoint is damaged, so that of step ${step} is used`);
    assertStringIncludes(resumed.err, last);
    assertEquals(await resultsOf(killed), await resultsOf(whole));
    assertEquals(await listFolder(killed), await listFolder(whole));
  });
}

Deno.test("ppo: a folder with a run, a run that is going and other options are refused", async () => {
  await using folder = await TemporaryFolder.create();
  const out = join(folder.path, "run");
  const process = startTask("ppo", ...smallRun("ppo", 100_000_000), "--out", out);
  let hasEnded = false;
  process.status.then(() => hasEnded = true);
  while (!hasEnded && await lastStep(out) === 0) await wait(5);
  const second = await runTask("ppo", ...small.ppo, "--out", out);
  assertEquals(second.code, 1);
  assertStringIncludes(second.err, "Expected no run to be going");
  process.kill("SIGINT");
  const interrupted = await finish(process);
  assertEquals([interrupted.code, interrupted.err.trim().split("\n").at(-1)], [
    130,
    "ppo: interrupted",
  ]);
  const step = await lastStep(out);
  assertStringIncludes(
    interrupted.err,
    `\nppo: deno task ppo --resume --out ${out} goes on from step ${step}\n`,
  );

  const again = await runTask("ppo", ...small.ppo, "--out", out);
  assertEquals(again.code, 1);
  assertStringIncludes(again.err, "Expected no run in");
  const other = await runTask("ppo", "--out", out, "--resume", "--step-size", "0.5");
  assertEquals(other.code, 1);
  assertStringIncludes(other.err, "--step-size: 0.5 instead of 0.0003");
  const algorithm = await runTask("a2c", "--out", out, "--resume");
  assertEquals(algorithm.code, 2);
  assertStringIncludes(algorithm.err, "--out must be a run of a2c, found one of ppo");
});
