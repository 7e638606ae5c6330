import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { ppoConfiguration } from "../../../lib/rl/mod.ts";
import { exists } from "../../../lib/runs/mod.ts";
import { TemporaryFolder } from "../../support/temporary_folder.ts";
import { listFolder, runTask, taskCommand } from "../support/task_process.ts";
import { resultsOf, small, smallRun } from "./small.ts";

/** Rollouts that are one minibatch once, and gradients that grow at each of them until they are no numbers. */
const diverging = [
  ...["--env", "Pendulum-v1", "--optimizer", "sgd", "--step-size", "1"],
  ...["--set", "rolloutSteps=200,minibatches=1,epochs=1"],
  ...["--set", "hidden=[8],valueHidden=[8],spreadHidden=[8]"],
  ...["--steps", "60000", "--checkpoint-every", "1"],
];

Deno.test("ppo: a number that is not finite ends a run with step, quantity and last checkpoint, and the run resumes", async () => {
  await using folder = await TemporaryFolder.create();
  const out = join(folder.path, "run");
  const { code, err } = await runTask("ppo", ...diverging, "--out", out);
  const last = err.trimEnd().split("\n").at(-1)!;
  assertEquals(code, 1);
  assertMatch(
    last,
    /^ppo: Stopped at step (\d+): expected a finite .+, found .+; the last checkpoint is that of step \d+$/,
  );
  const [, step, checkpoint] = /step (\d+):.* step (\d+)$/.exec(last)!.map(Number);
  assert(checkpoint > 0 && step - checkpoint <= 2200, last);
  const kept = (await listFolder(join(out, "checkpoints"))).at(-1);
  assertEquals(kept, `step-${String(checkpoint).padStart(12, "0")}.safetensors`);
  assertEquals(await exists(join(out, "final.safetensors")), false);
  // It goes on from there, to the same end.
  const again = await runTask("ppo", "--resume", "--out", out, "--checkpoint-every", "1");
  assertEquals([again.code, again.err.trimEnd().split("\n").at(-1)], [1, last]);
  assertStringIncludes(again.err, `Training: 60000 steps, ${checkpoint} of them done before`);
});

/** Whether Node is there, to start a process whose files may not grow beyond a size. */
const hasNode = await new Deno.Command("node", { args: ["--version"], stdout: "null" }).output()
  .then(({ success }) => success, () => false);

Deno.test({
  name:
    "ppo: a disk that is full ends a run with the file's name; with room again it goes on, bit for bit",
  ignore: !hasNode || Deno.build.os === "windows",
  async fn() {
    await using folder = await TemporaryFolder.create();
    const [whole, full] = ["whole", "full"].map((name) => join(folder.path, name));
    const command = taskCommand("ppo", ...small.ppo, "--out", full);
    // 25 blocks of 512 or 1024 bytes; what cannot be written is an error, as on a disk without room.
    const shell = `trap '' XFSZ; ulimit -f 25; exec "$@"`;
    const script = `const { spawnSync } = require("node:child_process");
      const [...command] = process.argv.slice(1);
      process.exit(spawnSync("/bin/sh", ["-c", ${JSON.stringify(shell)}, "sh", ...command],
        { stdio: "inherit" }).status);`;
    const { code, stderr } = await new Deno.Command("node", {
      ...{ args: ["-e", script, "--", ...command.command], cwd: command.cwd, stdout: "null" },
      env: { NO_COLOR: "1" },
    }).output();
    const err = new TextDecoder().decode(stderr);
    assertEquals(code, 1, err);
    assertMatch(err, /\nppo: Could not write \S+\.jsonl: .*\(os error \d+\)\n$/);
    assertStringIncludes(err, full);
    assertEquals(await exists(join(full, "final.safetensors")), false);
    assertEquals((await listFolder(join(full, "checkpoints"))).length, 2);

    const straight = await runTask("ppo", ...small.ppo, "--out", whole);
    const resumed = await runTask("ppo", "--resume", "--out", full);
    assertEquals([straight.code, resumed.code], [0, 0], straight.err + resumed.err);
    assertEquals(await resultsOf(full), await resultsOf(whole));
  },
});

Deno.test("ppo: a folder that cannot be written to is refused before anything is trained", async () => {
  await using folder = await TemporaryFolder.create({ file: "x" });
  for (const path of ["file", join("file", "run")]) {
    const out = join(folder.path, path);
    const { code, err } = await runTask("ppo", "--env", "CartPole-v1", "--out", out);
    assertEquals(code, 1);
    assertStringIncludes(err, `ppo: the folder ${out} is not writable: `);
    assertEquals(err.includes("configuration"), false);
  }
  assertEquals(await listFolder(folder.path), ["file"]);
});

Deno.test("ppo: what is wrong with a command is said before there is a folder", async () => {
  await using folder = await TemporaryFolder.create();
  const out = join(folder.path, "run");
  const wrong: [args: string[], code: number, message: string][] = [
    [[], 2, "--env ID is required"],
    [["--env", "CartPole"], 1, 'did you mean "CartPole-v1"?'],
    [["--env", "CartPole-v1", "--optimizer", "adahescale"], 2, 'did you mean "adahesscale"?'],
    [["--env", "CartPole-v1", "--preset", "papre"], 2, 'did you mean "paper"?'],
    [["--env", "CartPole-v1", "--set", "lamda=0.9"], 2, 'did you mean "lambda"?'],
    [["--env", "CartPole-v1", "--set", "minibatches=7"], 2, "found 7"],
    [["--env", "CartPole-v1", "--set", "environments=2"], 2, "has a flag of its own, --envs"],
    [["--env", "CartPole-v1", "--rank", "full"], 1, "Expected no rank for adam"],
    [["--env", "CartPole-v1", "--optimizer", "adabl89"], 1, "another optimizer than adaBL89"],
    [["--resume"], 2, `--out must be the folder of a run to resume, found none in ${out}`],
  ];
  for (const [args, code, message] of wrong) {
    const found = await runTask("ppo", ...args, "--out", out);
    assertEquals(found.code, code, found.err);
    assertStringIncludes(found.err, message);
    assertEquals(found.out, "");
  }
  assertEquals(await listFolder(folder.path), []);
});

Deno.test("ppo: a run that another version began goes on, and what that may mean is said", async () => {
  await using folder = await TemporaryFolder.create();
  const out = join(folder.path, "run");
  const begun = await runTask("ppo", ...smallRun("ppo", 2000), "--out", out);
  assertEquals(begun.code, 0, begun.err);
  const path = join(out, "config.json");
  const config = JSON.parse(await Deno.readTextFile(path));
  config.versions.hesscale = "0.0.1";
  const { clip } = config.options;
  delete config.options.clip;
  await Deno.writeTextFile(path, JSON.stringify(config));

  const other = await runTask("ppo", "--resume", "--out", out, "--set", "clip=0.3");
  assertEquals(other.code, 1);
  assertStringIncludes(other.err, "--set clip: 0.3 instead of nothing");
  const fewer = await runTask("ppo", "--resume", "--out", out, "--steps", "1000");
  assertEquals(fewer.code, 2);
  assertStringIncludes(fewer.err, "--steps must be at least 2000, the steps that the run has done");
  const more = await runTask("ppo", "--resume", "--out", out, "--steps", "3000");
  assertEquals(more.code, 0, more.err);
  assertStringIncludes(more.err, 'hesscale: "0.1.0" instead of "0.0.1"');
  assertStringIncludes(more.err, `began the run, now clip = ${clip}`);
  const { options } = JSON.parse(await Deno.readTextFile(path));
  assertEquals([options.steps, options.clip], [3000, clip]);
});

Deno.test("ppo: a run whose step size goes to 0 at its end has no other end", async () => {
  const options = ppoConfiguration({ annealStepSize: true, steps: 2000 });
  await using folder = await TemporaryFolder.create({
    "config.json": JSON.stringify({
      options: { algorithm: "ppo", environment: "CartPole-v1", ...options },
    }),
  });
  const longer = await runTask("ppo", "--resume", "--out", folder.path, "--steps", "4000");
  assertEquals(longer.code, 1);
  assertStringIncludes(longer.err, "--steps: 4000 instead of 2000");
});

Deno.test("--overlap says where it makes no difference; a run without an episode has no picture of returns", async () => {
  await using folder = await TemporaryFolder.create();
  const wholes = ["curves.html", "metrics.jsonl", "final.safetensors"];
  const runs: [task: "ppo" | "a2c", args: string[], note: RegExp][] = [
    ["a2c", [], /^a2c: --overlap makes no difference to A2C$/m],
    ["ppo", ["--preset", "cleanrl"], /^ppo: --overlap makes no difference where targetKl or one/m],
  ];
  for (const [task, args, note] of runs) {
    const out = join(folder.path, task);
    const { code, out: text, err } = await runTask(
      ...[task, "--env", "Pendulum-v1", "--steps", "5", "--out", out, "--overlap"] as const,
      ...args,
      ...["--set", `hidden=[4],rolloutSteps=5${task === "ppo" ? ",minibatches=1" : ""}`],
    );
    assertEquals(code, 0, err);
    assertMatch(err, note);
    assertStringIncludes(text, "no episode came to its end");
    assertStringIncludes(text, `see ${out}: ${wholes.join(", ")}\n`);
    assertEquals((await listFolder(out)).includes("returns.svg"), false);
  }
});
