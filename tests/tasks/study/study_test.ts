import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { exists } from "../../../lib/runs/mod.ts";
import { TemporaryFolder } from "../../support/temporary_folder.ts";
import { finish, listFolder, runTask, startTask } from "../support/task_process.ts";

/** Three runs of which one fails at its first update. */
const study = `
environments: [Pendulum-v1]
algorithms: [{ name: ppo, rolloutSteps: 256, minibatches: 4, epochs: 2 }]
optimizers: [adam, { name: sgd, stepSizes: [1e30], label: wild }]
stepSizes: [1e-3]
hidden: [8]
seeds: 2
steps: 60000
`;

const adam = ["ppo-Pendulum-v1-adam-1e-3-seed0", "ppo-Pendulum-v1-adam-1e-3-seed1"];
const wild = "ppo-Pendulum-v1-wild-1e30-seed0";

/** Everything that the runs leave behind but times. */
async function resultsOf(out: string): Promise<Record<string, string>> {
  const paths = adam.flatMap((name) =>
    ["final.safetensors", "metrics.jsonl", "episodes.jsonl"].map((file) => join(name, file))
  );
  return Object.fromEntries(
    await Promise.all(paths.map(async (path) => {
      const bytes = await Deno.readFile(join(out, path));
      return [path, new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex()] as const;
    })),
  );
}

Deno.test("study: what was interrupted and killed goes on and comes to the same end; one that fails is kept; the report", async () => {
  await using folder = await TemporaryFolder.create({ "study.yaml": study });
  const [file, whole, broken] = ["study.yaml", "whole", "broken"].map((it) =>
    join(folder.path, it)
  );
  const options = ["--jobs", "2", "--only", "seed=0", "--only", "optimizer=adam"];

  const straight = await runTask("study", file, "--out", whole, "--jobs", "2", "--steps", "60000");
  assertEquals(straight.code, 1);
  assertStringIncludes(straight.err, `study: ${wild} failed, see`);
  assertStringIncludes(straight.err, "found 2 failed");
  assertStringIncludes(straight.out, "2 of 4 runs done");
  const log = await Deno.readTextFile(join(whole, wild, "job.log"));
  assertStringIncludes(log, "Stopped at step");

  for (const signal of ["SIGINT", "SIGKILL"] as const) {
    const process = startTask("study", file, "--out", broken, ...options.slice(0, 2));
    let hasEnded = false;
    process.status.then(() => hasEnded = true);
    const records = join(broken, adam[signal === "SIGINT" ? 0 : 1], "episodes.jsonl");
    while (!hasEnded && !await exists(records)) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    process.kill(signal);
    if (signal === "SIGKILL") await process.output();
    else assertEquals((await finish(process)).code, 130);
  }
  // What the killed study left behind ends by itself, and is waited for. How many run at a time
  // makes no difference.
  const rest = await runTask(
    ...["study", file, "--out", broken, "--jobs", "1", "--only", "optimizer=adam"] as const,
  );
  assertEquals(rest.code, 0, rest.err);
  assertMatch(
    rest.err,
    /Study: \d+ of 120000 steps.*\d of 2 runs done, \d running, 0 failed/,
  );
  assertEquals(await resultsOf(broken), await resultsOf(whole));
  const again = await runTask("study", file, "--out", broken, ...options);
  assertEquals([again.code, again.out.split("\n")[0]], [0, `1 of 1 runs done, see ${broken}`]);

  const other = join(folder.path, "other.yaml");
  await Deno.writeTextFile(other, study.replace("hidden: [8]", "hidden: [9]"));
  const refused = await runTask("study", other, "--out", broken);
  assertEquals(refused.code, 1);
  assertStringIncludes(refused.err, "hidden: [9] instead of [8]");

  const report = await runTask("report", whole);
  assertEquals(report.code, 0, report.err);
  assertStringIncludes(report.err, `left out: ${wild} (step`);
  assertStringIncludes(report.err, "Stopped at step");
  assertMatch(report.out, /\| ppo +\| Pendulum-v1 \| Adam +\| +1e-3 \| 60000 \| +2 \|/);
  assertEquals(await listFolder(join(whole, "report")), [
    "ppo-curves.svg",
    "ppo-final-Pendulum-v1.svg",
    "ppo-intervals.svg",
    "report.html",
    "report.json",
    "report.md",
  ]);
  const { results, notes } = JSON.parse(
    await Deno.readTextFile(join(whole, "report", "report.json")),
  );
  assertEquals([results[0].seeds, results[0].names, notes.length], [[0, 1], adam, 2]);
  assert(results[0].returns[0].length > 90);

  // The same run in two folders is no second seed, and a run of other settings no replicate.
  const twice = await runTask("report", folder.path);
  assertEquals(twice.code, 1);
  assertStringIncludes(twice.err, "Expected a run of each seed, found two of seed 0");
  const shorter = await runTask("ppo", "--env", "Pendulum-v1", "--optimizer", "adam", ...[
    ...["--step-size", "1e-3", "--seed", "5", "--steps", "512", "--out", join(whole, "shorter")],
    ...["--set", "rolloutSteps=256,minibatches=4,epochs=3,hidden=[8]"],
  ]);
  assertEquals(shorter.code, 0, shorter.err);
  const mixed = await runTask("report", whole);
  assertEquals(mixed.code, 1);
  assertMatch(mixed.err, /Expected runs of ppo on Pendulum-v1 with the same (epochs|steps)/);
});

Deno.test("study: a dry run lists runs, measures, and leaves nothing", async () => {
  await using folder = await TemporaryFolder.create({ "study.yaml": study });
  const out = join(folder.path, "out");
  const { code, out: text, err } = await runTask(
    ...["study", join(folder.path, "study.yaml"), "--out", out, "--jobs", "1"] as const,
    ...["--dry-run", "--only", "optimizer=adam"],
  );
  assertEquals(code, 0, err);
  assertStringIncludes(text, `| ${adam[0]} | 60000 |`);
  assertMatch(text, /\| ppo +\| Pendulum-v1 \| adam +\| +2 \| +120000 \| +\d+ \|/);
  assertMatch(text, /2 runs, 120000 steps to do: about .* with 1 at a time/);
  assertEquals(await exists(out), false);
});

Deno.test("study and report: what is missing or too much is said", async () => {
  await using folder = await TemporaryFolder.create();
  const nothing = await runTask("study");
  assertEquals([nothing.code, nothing.err.trim()], [
    2,
    "study: expected a FILE or --preset, found none",
  ]);
  const empty = await runTask("report", folder.path);
  assertEquals(empty.code, 1);
  assertStringIncludes(empty.err, "Expected runs of agents in");
});
