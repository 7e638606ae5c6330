import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { Random } from "../../../mod.ts";
import { exists } from "../../../lib/runs/mod.ts";
import { TemporaryFolder } from "../../support/temporary_folder.ts";
import { finish, listFolder, runTask, startTask, type TaskName } from "../support/task_process.ts";

const KILLS = 10;

/** Small networks, and checkpoints as often as can be. */
const options: Readonly<Record<"ppo" | "a2c", readonly string[]>> = {
  ppo: [
    ...["--env", "Pendulum-v1", "--optimizer", "adahesscale", "--delta", "1e-4"],
    ...["--steps", "60000", "--checkpoint-every", "1000", "--seed", "3"],
    ...["--set", "rolloutSteps=200,minibatches=4,epochs=2"],
    ...["--set", "hidden=[8],valueHidden=[8],spreadHidden=[8]"],
  ],
  a2c: [
    ...["--env", "CartPole-v1", "--optimizer", "adahessian", "--envs", "2"],
    ...["--steps", "60000", "--checkpoint-every", "1000", "--seed", "3"],
    ...["--set", "hidden=[8],valueHidden=[8]"],
  ],
};

/** Everything that a run leaves behind but times. */
async function resultsOf(folder: string): Promise<Record<string, string>> {
  const files = ["final.safetensors", "metrics.jsonl", "episodes.jsonl"];
  return Object.fromEntries(
    await Promise.all(files.map(async (name) => {
      const digest = await crypto.subtle.digest("SHA-256", await Deno.readFile(join(folder, name)));
      return [name, new Uint8Array(digest).toHex()] as const;
    })),
  );
}

const wait = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Waits until a run has written something, or has ended. */
async function untilGoing(process: Deno.ChildProcess, folder: string): Promise<void> {
  let hasEnded = false;
  process.status.then(() => hasEnded = true);
  while (!hasEnded && !await exists(join(folder, "metrics.jsonl"))) await wait(5);
}

for (const task of ["ppo", "a2c"] as const satisfies TaskName[]) {
  Deno.test(`${task}: killed at ${KILLS} random moments, a run comes to the same end, bit for bit`, async () => {
    await using folder = await TemporaryFolder.create();
    const [whole, killed] = ["whole", "killed"].map((name) => join(folder.path, name));
    const began = performance.now();
    const outcome = await runTask(task, ...options[task], "--out", whole);
    const time = performance.now() - began;
    assertEquals(outcome.code, 0, outcome.err);
    assertMatch(outcome.out, /^mean return of the last \d+ of \d+ episodes: -?\d/);

    const random = new Random(Date.now());
    let kills = 0;
    for (let attempt = 0; attempt < KILLS; attempt++) {
      const resume = await exists(join(killed, "config.json")) ? ["--resume"] : [];
      const process = startTask(task, ...options[task], "--out", killed, ...resume);
      await untilGoing(process, killed);
      await wait(random.uniform() * time / 5);
      try {
        process.kill("SIGKILL");
      } catch {
        // It has ended by itself.
      }
      const { code, signal, stderr } = await process.output();
      if (signal === "SIGKILL") kills++;
      else assertEquals(code, 0, new TextDecoder().decode(stderr));
    }
    assert(kills >= KILLS / 2, `only ${kills} kills`);

    // The last checkpoint cut in half: the one before is used, and the user is told.
    const checkpoints = join(killed, "checkpoints");
    const names = await listFolder(checkpoints);
    const last = names.filter((name) => name.startsWith("step-")).at(-1);
    if (last && names.length > 1) {
      const path = join(checkpoints, last);
      await Deno.truncate(path, (await Deno.stat(path)).size >> 1);
    }
    const resumed = await runTask(task, "--resume", "--out", killed);
    assertEquals(resumed.code, 0, resumed.err);
    if (last && names.length > 1) assertStringIncludes(resumed.err, "a checkpoint is damaged");
    assertEquals(await resultsOf(killed), await resultsOf(whole));
  });
}

Deno.test("ppo: a folder with a run, a run that is going and other options are refused", async () => {
  await using folder = await TemporaryFolder.create();
  const out = join(folder.path, "run");
  const process = startTask(
    "ppo",
    ...options.ppo.map((word) => word === "60000" ? "10000000" : word),
    "--out",
    out,
  );
  await untilGoing(process, out);
  const second = await runTask("ppo", ...options.ppo, "--out", out);
  assertEquals(second.code, 1);
  assertStringIncludes(second.err, "Expected no run to be going");
  process.kill("SIGINT");
  const interrupted = await finish(process);
  assertEquals([interrupted.code, interrupted.err.trim().split("\n").at(-1)], [
    130,
    "ppo: interrupted",
  ]);

  const again = await runTask("ppo", ...options.ppo, "--out", out);
  assertEquals(again.code, 1);
  assertStringIncludes(again.err, "Expected no run in");
  const other = await runTask("ppo", "--out", out, "--resume", "--step-size", "0.5");
  assertEquals(other.code, 1);
  assertStringIncludes(other.err, "--step-size: 0.5 instead of 0.0003");
  const algorithm = await runTask("a2c", "--out", out, "--resume");
  assertEquals(algorithm.code, 2);
  assertStringIncludes(algorithm.err, "--out must be a run of a2c, found one of ppo");
});
