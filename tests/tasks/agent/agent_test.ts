import {
  assert,
  assertEquals,
  assertGreater,
  assertMatch,
  assertStringIncludes,
} from "@std/assert";
import { join } from "node:path";
import { decodeSafetensors } from "../../../lib/runs/mod.ts";
import { fieldsOf, recordsOf, textOf } from "../../support/tensorboard_reader.ts";
import { TemporaryFolder } from "../../support/temporary_folder.ts";
import { openAgent } from "../../../tasks/watch/actors.ts";
import { Episodes } from "../../../tasks/watch/episodes.ts";
import { COLUMN } from "../../../tasks/watch/rows.ts";
import { listFolder, runTask } from "../support/task_process.ts";

interface Evaluation {
  readonly step: number;
  readonly results: readonly { readonly actions: string; readonly returns: readonly number[] }[];
}

Deno.test("ppo and evaluate: an agent that has learnt, its files, and its returns with frozen statistics", async () => {
  await using folder = await TemporaryFolder.create();
  const out = join(folder.path, "run");
  const trained = await runTask(
    ...["ppo", "--env", "CartPole-v1", "--optimizer", "adahesscale", "--steps", "30000"] as const,
    ...["--tensorboard", "--set", "hidden=[16],valueHidden=[16]", "--step-size", "1e-3"],
    ...["--out", out],
  );
  assertEquals(trained.code, 0, trained.err);
  assertMatch(trained.err, /\| stepSize +\| 0\.001 +\|/);
  assertMatch(trained.err, /steps\/s, mean return \d+/);
  assertEquals(await listFolder(out), [
    "checkpoints",
    "config.json",
    "curves.html",
    "episodes.jsonl",
    "final.safetensors",
    "metrics.jsonl",
    "returns.svg",
    "tensorboard",
    "throughput.jsonl",
  ]);
  const { tensors, metadata } = decodeSafetensors(
    await Deno.readFile(join(out, "final.safetensors")),
  );
  assertEquals(tensors["network.logits.0.weight"].shape, [16, 4]);
  assertEquals(metadata.environment, "CartPole-v1");

  const [name] = await listFolder(join(out, "tensorboard"));
  const events = recordsOf(await Deno.readFile(join(out, "tensorboard", name))).map(fieldsOf);
  const tags = new Set(
    events.flatMap((event) => event.get(5) ?? [])
      .flatMap((summary) => fieldsOf(summary as Uint8Array).get(1)!)
      .map((value) => textOf(fieldsOf(value as Uint8Array).get(1)![0])),
  );
  for (const tag of ["episode/return", "loss/logits", "curvatureNorm/value", "clipFraction"]) {
    assert(tags.has(tag), `${tag} among ${[...tags].join(", ")}`);
  }

  const evaluate = async () => {
    const { code, out: text, err } = await runTask(
      ...["evaluate", "--run", out, "--episodes", "4", "--json"] as const,
    );
    assertEquals(code, 0, err);
    return JSON.parse(text) as Evaluation;
  };
  const [first, second] = [await evaluate(), await evaluate()];
  assertEquals(first, second);
  assertEquals(first.results.map(({ actions, returns }) => [actions, returns.length]), [
    ["drawn", 4],
    ["most probable", 4],
  ]);
  for (const { returns } of first.results) assertGreater(Math.min(...returns), 60);

  // What --watch shows: these episodes, and then the first again.
  for (const [kind, { returns }] of first.results.entries()) {
    const options = { deterministic: kind === 1, seed: 0, episodes: 4 };
    const { environment, actor } = await openAgent(out, options);
    using _ = environment;
    const episodes = new Episodes({ environment, actor });
    for (const expected of [...returns, returns[0]]) {
      let row = episodes.next();
      while (!episodes.over) row = episodes.next();
      assertEquals(row[COLUMN.return], expected);
    }
  }
});

Deno.test("evaluate: a folder without a run is refused", async () => {
  await using folder = await TemporaryFolder.create();
  const { code, err } = await runTask("evaluate", "--run", folder.path);
  assertEquals(code, 1);
  assertStringIncludes(err, "config.json");
});
