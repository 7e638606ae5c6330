import { assert, assertEquals, assertGreater, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { readJson } from "../../tasks/support/files.ts";
import { readSvg } from "../plot/support/svg_reader.ts";
import { TemporaryFolder } from "../support/temporary_folder.ts";
import { listFolder, runTask } from "./support/task_process.ts";

const POLICY = `export default (environment) => {
  if (environment.id !== "CartPole-v1") throw new Error("not this one");
  return (observation) => observation[2] + 0.5 * observation[3] > 0 ? 1 : 0;
};`;

Deno.test("record: actions can be played again, with the same return", async () => {
  await using folder = await TemporaryFolder.create();
  const [episode, again, film, still] = ["a.json", "b.json", "c.html", "d.svg"]
    .map((name) => join(folder.path, name));
  const first = await runTask("record", "--env", "Hopper-v5", "--out", episode);
  assertEquals(first.code, 0, first.err);
  const [, seed, length, total] = /seed (\d+): (\d+) steps, return ([-\d.]+);/.exec(first.out)!;
  const trajectory = Object(await readJson(episode));
  assertEquals([String(trajectory.seed), String(trajectory.actions.length)], [seed, length]);
  for (const out of [again, film, still]) {
    const second = await runTask("record", "--trajectory", episode, "--out", out);
    assertStringIncludes(second.out, `seed ${seed}: ${length} steps, return ${total};`, second.err);
  }
  assertEquals(await readJson(again), trajectory);
  assertGreater(readSvg(await Deno.readTextFile(still)).counts.get("path")!, 4);
  const page = await Deno.readTextFile(film);
  assert(page.includes("<title>Hopper-v5 – hesscale</title>"), page.slice(0, 300));
});

Deno.test("record: a module's policy acts", async () => {
  await using folder = await TemporaryFolder.create({ "policy.mjs": POLICY });
  const [policy, out] = ["policy.mjs", "a.json"].map((name) => join(folder.path, name));
  const args = ["--seed", "1", "--policy", policy, "--out", out];
  const { out: said, err } = await runTask("record", "--env", "CartPole-v1", ...args);
  assertStringIncludes(said, "CartPole-v1, seed 1: 500 steps, return 500.00;", err);
});

Deno.test("record: a trained agent acts, with the actions that the seed draws", async () => {
  await using folder = await TemporaryFolder.create();
  const [run, one, other] = ["run", "a.json", "b.json"].map((name) => join(folder.path, name));
  const args = ["--env", "CartPole-v1", "--steps", "4096", "--out", run];
  const { code, err } = await runTask("ppo", ...args);
  assertEquals(code, 0, err);
  for (const out of [one, other]) {
    const { out: said, err } = await runTask("record", "--run", run, "--seed", "1", "--out", out);
    assertStringIncludes(said, "CartPole-v1, seed 1:", err);
  }
  assertEquals(await readJson(one), await readJson(other));
});

Deno.test("record: what it cannot do is said, and nothing is written", async () => {
  await using folder = await TemporaryFolder.create({
    "nothing.mjs": "export {};",
    "bad.json": `{ "environment": "CartPole-v1", "actions": [1, "left"] }`,
    "initial.json":
      `{ "environment": "CartPole-v1", "initial": { "qpos": [], "qvel": [] }, "actions": [1] }`,
  });
  const file = (name: string) => join(folder.path, name);
  const attempts: [string[], string][] = [
    [["--env", "Hoper-v5"], `did you mean "Hopper-v5"?`],
    [[], "--env, --run or --trajectory is required"],
    [["--env", "CartPole-v1", "--policy", file("nothing.mjs")], "found nothing"],
    [["--env", "CartPole-v1", "--policy", "agent.zip"], "--policy must be random or a module"],
    [["--trajectory", file("bad.json")], `expected numbers as action 1, found "left"`],
    [["--trajectory", file("initial.json")], "CartPole-v1: expected a task on MuJoCo"],
    [["--trajectory", file("bad.json"), "--seed", "1"], "found --seed as well"],
    [["--run", folder.path, "--env", "CartPole-v1"], "found --env as well"],
    [["--run", folder.path], "found no config.json"],
    [["--env", "CartPole-v1", "--deterministic"], "--deterministic goes with --run"],
  ];
  const before = await listFolder(folder.path);
  for (const [args, message] of attempts) {
    const { code, err } = await runTask("record", ...args, "--out", file("film.html"));
    assertStringIncludes(err, message);
    assertEquals([code === 0, err.trim().split("\n").length], [false, 1]);
  }
  const { err } = await runTask("record", "--env", "CartPole-v1", "--out", file("film.gif"));
  assertStringIncludes(err, "--out must end in one of .html, .json, .svg");
  assertEquals(await listFolder(folder.path), before);
});
