import { assert, assertEquals, assertGreater, assertMatch, assertNotEquals } from "@std/assert";
import { join } from "node:path";
import { openAgent } from "../../../tasks/watch/actors.ts";
import { smallRun } from "../agent/small.ts";
import { TemporaryFolder } from "../../support/temporary_folder.ts";
import { finish, runTask, startTask } from "../support/task_process.ts";

/** What the agent of a run does in its first steps. */
async function play(run: string, { deterministic = false, seed = 1 } = {}) {
  const { environment, actor } = await openAgent(run, { deterministic, seed });
  using _ = environment;
  const observation = new Float64Array(environment.observationSpace.size);
  actor.begin(environment, { seed: 5, observation });
  const actions = Array.from({ length: 12 }, () => {
    const action = actor.act(observation)!;
    environment.step(action, observation);
    return typeof action === "number" ? action : Number(action[0]);
  });
  return { id: environment.id, name: actor.name, actions };
}

Deno.test("watch --run: the agent of a run acts as it was trained, and a page shows it", async () => {
  await using folder = await TemporaryFolder.create();
  const out = join(folder.path, "run");
  const trained = await runTask("ppo", ...smallRun("ppo", 2000), "--out", out);
  assertEquals(trained.code, 0, trained.err);

  const first = await play(out);
  assertEquals([first.id, first.name], ["Pendulum-v1", `${out}, step 2000, drawn actions`]);
  assertEquals(await play(out), first);
  assertNotEquals((await play(out, { seed: 2 })).actions, first.actions);
  const probable = await play(out, { deterministic: true });
  assertEquals((await play(out, { deterministic: true, seed: 2 })).actions, probable.actions);
  assertNotEquals(probable.actions, first.actions);
  assert(first.actions.every((action) => Math.abs(action) <= 2));

  const process = startTask("watch", "--run", out, "--deterministic");
  const reader = process.stdout.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  while (!text.includes("Ctrl-C ends it.")) {
    const { value, done } = await reader.read();
    if (done) break;
    text += value;
  }
  assertMatch(text, /^Pendulum-v1 is to be seen at\n\n {2}http:\/\/127\.0\.0\.1:\d+\/\S*\n/);
  const page = await fetch(/http:\S+/.exec(text)![0]);
  assertEquals(page.status, 200);
  assertGreater((await page.text()).length, 10_000);
  process.kill("SIGINT");
  reader.releaseLock();
  assertEquals((await process.status).code, 0);
  await process.stderr.cancel();
});

Deno.test("watch --run: what is no run of an agent is refused", async () => {
  await using folder = await TemporaryFolder.create({ "config.json": `{ "options": {} }` });
  const none = join(folder.path, "none");
  for (
    const [args, code, message] of [
      [["--run", none], 1, `watch: Expected a run in ${none}, found no config.json`],
      [["--run", folder.path], 1, `found one of something else`],
      [["--run", none, "--env", "CartPole-v1"], 2, "--run says it already, found --env as well"],
      [["--deterministic", "--env", "CartPole-v1"], 2, "--deterministic goes with --run"],
      [[], 2, "--env, --run or --trajectory is required"],
    ] as const
  ) {
    const found = await finish(startTask("watch", ...args));
    assertEquals(found.code, code, found.err);
    assert(found.err.includes(message), found.err);
  }
});
