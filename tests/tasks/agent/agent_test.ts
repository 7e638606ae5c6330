import {
  assert,
  assertEquals,
  assertGreater,
  assertMatch,
  assertStringIncludes,
} from "@std/assert";
import { join } from "node:path";
import { decodeCheckpoint, decodeSafetensors } from "../../../lib/runs/mod.ts";
import { fieldsOf, recordsOf, textOf } from "../../support/tensorboard_reader.ts";
import { TemporaryFolder } from "../../support/temporary_folder.ts";
import { openAgent } from "../../../tasks/watch/actors.ts";
import { Episodes } from "../../../tasks/watch/episodes.ts";
import { COLUMN } from "../../../tasks/watch/rows.ts";
import { listFolder, runTask } from "../support/task_process.ts";
import { smallRun } from "./small.ts";

interface Evaluation {
  readonly step: number;
  readonly results: readonly { readonly actions: string; readonly returns: readonly number[] }[];
}

async function records(path: string): Promise<Record<string, unknown>[]> {
  const text = await Deno.readTextFile(path);
  return text.trimEnd().split("\n").map((line) => JSON.parse(line));
}

/** Every number of a run's event file: `step tag` → value, none of them twice. */
async function scalarsOf(out: string): Promise<Map<string, number>> {
  const folder = join(out, "tensorboard");
  const [name, ...others] = await listFolder(folder);
  assertEquals(others, []);
  assertStringIncludes(name, "tfevents");
  const [header, ...events] = recordsOf(await Deno.readFile(join(folder, name))).map(fieldsOf);
  assertEquals(textOf(header.get(3)![0]), "brain.Event:2");
  const found = new Map<string, number>();
  for (const event of events) {
    const [step] = event.get(2)!;
    const [summary] = event.get(5)!;
    for (const value of fieldsOf(summary as Uint8Array).get(1)!) {
      const fields = fieldsOf(value as Uint8Array);
      const key = `${step} ${textOf(fields.get(1)![0])}`;
      assert(!found.has(key), `${key} twice`);
      found.set(key, fields.get(2)![0] as number);
    }
  }
  return found;
}

Deno.test("ppo and evaluate: an agent that has learnt, its files, and its returns with frozen statistics", async () => {
  await using folder = await TemporaryFolder.create();
  const out = join(folder.path, "run");
  const args = [
    ...["--env", "CartPole-v1", "--optimizer", "adahesscale", "--steps", "30000"],
    ...["--set", "hidden=[16],valueHidden=[16]", "--step-size", "1e-3", "--seed", "7"],
    ...["--out", out],
  ];
  const trained = await runTask("ppo", ...args);
  assertEquals(trained.code, 0, trained.err);
  assertMatch(trained.err, /\| stepSize +\| 0\.001 +\|/);
  assertMatch(
    trained.err,
    /\nTraining: \d+ of 28672 steps, \d+ steps\/s, mean return \d+(\.\d)?, about .+ left\n/,
  );
  const [summary, time] = trained.out.split("\n");
  assertMatch(summary, /^mean return of the last 100 of \d+ episodes: \d+(\.\d)?$/);
  assertMatch(time, /^28672 steps in .+ s, \d+ steps\/s$/);
  assertEquals(await listFolder(out), [
    "checkpoints",
    "config.json",
    "curves.html",
    "episodes.jsonl",
    "final.safetensors",
    "metrics.jsonl",
    "returns.svg",
    "throughput.jsonl",
  ]);

  // The summary is of the episodes that were kept.
  const episodes = await records(join(out, "episodes.jsonl"));
  const last = episodes.slice(-100).reduce((sum, episode) => sum + Number(episode.return), 0) / 100;
  assertEquals(Math.round(Number(summary.split(": ")[1])), Math.round(last));

  const { tensors, metadata } = decodeSafetensors(
    await Deno.readFile(join(out, "final.safetensors")),
  );
  assertEquals(
    Object.entries(tensors).filter(([name]) => name.startsWith("network."))
      .map(([name, { shape }]) => [name, shape]).sort(),
    ["logits", "value"].flatMap((name) => [
      [`network.${name}.0.bias`, [16]],
      [`network.${name}.0.weight`, [16, 4]],
      [`network.${name}.2.bias`, [name === "value" ? 1 : 2]],
      [`network.${name}.2.weight`, [name === "value" ? 1 : 2, 16]],
    ]),
  );
  assertEquals(metadata, {
    step: "28672",
    algorithm: "ppo",
    environment: "CartPole-v1",
    optimizer: "adaHesScale",
  });
  const [checkpoint] = (await listFolder(join(out, "checkpoints"))).slice(-1);
  const kept = await decodeCheckpoint(await Deno.readFile(join(out, "checkpoints", checkpoint)));
  assertEquals(kept.step, 28672);
  for (const [name, tensor] of Object.entries(tensors)) assertEquals(tensor, kept.tensors[name]);

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

for (const task of ["ppo", "a2c"] as const) {
  Deno.test(`${task}: a run says what it is, keeps two checkpoints, and TensorBoard gets every number once`, async () => {
    await using folder = await TemporaryFolder.create();
    const out = join(folder.path, "run");
    const args = [...smallRun(task, 6000), "--out", out];
    const begun = await runTask(task, ...args);
    assertEquals(begun.code, 0, begun.err);
    const config = JSON.parse(await Deno.readTextFile(join(out, "config.json")));
    assertEquals(config.command, `deno task ${task} ${args.join(" ")}`);
    assertEquals(config.versions.deno, Deno.version.deno);
    assertMatch(config.versions.hesscale, /^\d+\.\d+\.\d+$/);
    const { options } = config;
    assertEquals([options.algorithm, options.seed, options.steps, options.hidden], [
      task,
      3,
      6000,
      [8],
    ]);
    // All of it was printed as well.
    for (const [name, value] of Object.entries(options)) {
      assertStringIncludes(
        begun.err.replaceAll(/ +/g, " "),
        `| ${name} | ${JSON.stringify(value)} |`,
      );
    }
    assertEquals((await listFolder(join(out, "checkpoints"))).length, 2);
    const { tensors } = decodeSafetensors(await Deno.readFile(join(out, "final.safetensors")));
    const networks = Object.keys(tensors).flatMap((name) =>
      /^network\.(\w+)/.exec(name)?.[1] ?? []
    );
    assertEquals(
      [...new Set(networks)].sort(),
      task === "ppo" ? ["mean", "value", "variance"] : ["logits", "value"],
    );

    // From where it stands, with what was there before.
    const more = ["--resume", "--out", out, "--steps", "10000", "--tensorboard"];
    const resumed = await runTask(task, ...more);
    assertEquals(resumed.code, 0, resumed.err);
    assertStringIncludes(resumed.err, "6000 of them done before");
    assertEquals((await listFolder(join(out, "checkpoints"))).length, 2);
    const scalars = await scalarsOf(out);
    const expected: [key: string, value: number][] = [];
    const add = (prefix: string, nested: object) => {
      for (const [name, value] of Object.entries(nested)) {
        if (typeof value === "number") expected.push([prefix + name, Math.fround(value)]);
        else add(`${prefix}${name}/`, value);
      }
    };
    for (const { step, return: total, length } of await records(join(out, "episodes.jsonl"))) {
      add(`${step} episode/`, { return: total, length });
    }
    // The count of updates is no measurement.
    for (const { step, update: _, ...numbers } of await records(join(out, "metrics.jsonl"))) {
      add(`${step} `, numbers);
    }
    for (const { step, ...numbers } of await records(join(out, "throughput.jsonl"))) {
      add(`${step} throughput/`, numbers);
    }
    assertGreater(expected.length, 100);
    const byKey = (a: [string, number], b: [string, number]) => a[0] < b[0] ? -1 : 1;
    assertEquals([...scalars].sort(byKey), expected.sort(byKey));
  });
}

Deno.test("evaluate: what is no run, or none of an agent, is refused", async () => {
  await using folder = await TemporaryFolder.create();
  const { code, err } = await runTask("evaluate", "--run", folder.path);
  assertEquals([code, err], [
    1,
    `evaluate: Expected a run in ${folder.path}, found no config.json\n`,
  ]);
  const path = join(folder.path, "config.json");
  await Deno.writeTextFile(path, `{ "options": { "seed": 1 } }`);
  const other = await runTask("evaluate", "--run", folder.path);
  assertEquals([other.code, other.err], [
    1,
    `evaluate: Expected a run of ppo or a2c in ${folder.path}, found one of something else\n`,
  ]);
  await Deno.writeTextFile(path, `{ "options": { "algorithm": "ppo", "environment": "A-v1" } }`);
  const early = await runTask("evaluate", "--run", folder.path);
  assertEquals(early.code, 1);
  assertStringIncludes(early.err, "Expected a checkpoint in");
});
