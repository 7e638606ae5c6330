import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { encodeSafetensors } from "../../../lib/runs/mod.ts";
import { TemporaryFolder } from "../../support/temporary_folder.ts";
import { listFolder, runTask } from "../support/task_process.ts";

interface Written {
  readonly steps?: number;
  /** Steps done; all if absent. */
  readonly done?: number;
  /** Steps by which it came to its end, as its last file says; 0 for no such file. */
  readonly final?: number;
  /** What every episode of ten steps returns, by its number. */
  readonly returns: (episode: number) => number;
}

function finalFile(step: number): string {
  const metadata = { step: String(step) };
  return new TextDecoder().decode(encodeSafetensors({ tensors: {}, metadata }));
}

/** Files of a run as `deno task ppo` leaves them. */
function runFiles(
  folder: string,
  options: Record<string, unknown>,
  { steps = 1000, done = steps, final = done === steps ? steps : 0, returns }: Written,
): Record<string, string> {
  const lines = (records: object[]) =>
    records.map((record) => `${JSON.stringify(record)}\n`).join("");
  const numbers = Array.from({ length: done / 10 }, (_, i) => i + 1);
  const config = {
    command: "deno task ppo",
    options: {
      ...{ algorithm: "ppo", environment: "Hopper-v5", optimizer: "adam", stepSize: 1e-3 },
      ...{ rank: null, delta: null, researchCode: false, gamma: 0.99, steps, seed: 0 },
      ...{ environments: 1, rolloutSteps: 10 },
      ...options,
    },
    versions: { hesscale: "0.1.0" },
  };
  const files = {
    "config.json": JSON.stringify(config),
    "episodes.jsonl": lines(
      numbers.map((i) => ({ step: 10 * i, episode: i, return: returns(i), length: 10 })),
    ),
    "metrics.jsonl": lines(
      numbers.map((i) => ({ step: 10 * i, update: i, entropy: 2, approximateKl: 0.01 })),
    ),
    "throughput.jsonl": lines(numbers.map((i) => ({ step: 10 * i, stepsPerSecond: 1 }))),
    ...(final > 0 ? { "final.safetensors": finalFile(final) } : {}),
  };
  return Object.fromEntries(
    Object.entries(files).map(([name, text]) => [join(folder, name), text]),
  );
}

/** Adam's returns are their number times 1, 2, 3 and 6; AdaHesScale's are 500. */
const four = {
  ...[1, 2, 3, 6].reduce((files, factor, seed) => ({
    ...files,
    ...runFiles(`adam${seed}`, { seed }, { returns: (i) => factor * i }),
  }), {}),
  ...runFiles("nested/deep/hs", { optimizer: "adaHesScale" }, { returns: () => 500 }),
};

Deno.test("report: curves in 100 parts, means with their errors, interquartile means, improvements, numbers of seeds", async () => {
  await using folder = await TemporaryFolder.create(four);
  const out = join(folder.path, "elsewhere");
  const { code, out: text, err } = await runTask(
    ...["report", folder.path, "--out", out, "--title", "Two methods"] as const,
  );
  assertEquals([code, err], [0, ""]);
  // The last tenth has episodes 91 to 100, 95.5 on average; s = 95.5 · √(14/3).
  const [mean, error] = [95.5 * 3, 95.5 * Math.sqrt(14 / 3 / 4)];
  const markdown = await Deno.readTextFile(join(out, "report.md"));
  for (const said of [text, markdown.replaceAll("\n", " ")]) {
    assertStringIncludes(said, `${mean.toFixed(0)} ± ${error.toFixed(0)}`);
    // Without the lowest and the highest.
    assertMatch(said, new RegExp(`${(95.5 * 2.5).toFixed(0)} \\| +\\d+(\\.\\d)? to \\d+`));
    assertMatch(said, /\| ppo +\| Hopper-v5 +\| Adam +\| +1e-3 \| +1000 \| +4 \|/);
    assertMatch(said, /\| ppo +\| Hopper-v5 +\| AdaHesScale +\| +1e-3 \| +1000 \| +1 \| +500 \|/);
    // 500 beats three of the four.
    assertMatch(said, /\| ppo +\| AdaHesScale +\| Adam +\| +0\.75 \|/);
  }
  assertMatch(markdown, /^# Two methods\n/);
  const pictures = ["ppo-curves", "ppo-final-Hopper-v5", "ppo-intervals"];
  for (const name of pictures) assertStringIncludes(markdown, `![${name}](${name}.svg)`);
  assertEquals(await listFolder(out), [
    ...pictures.map((name) => `${name}.svg`),
    "report.html",
    "report.json",
    "report.md",
  ]);
  const { results, options } = JSON.parse(await Deno.readTextFile(join(out, "report.json")));
  const adam = results.find((result: { method: string }) => result.method === "adam");
  assertEquals(adam.x, Array.from({ length: 100 }, (_, i) => 10 * (i + 1)));
  assertEquals(adam.returns, [1, 2, 3, 6].map((k) => adam.x.map((x: number) => k * x / 10)));
  assertEquals([adam.seeds, adam.final], [[0, 1, 2, 3], [95.5, 191, 286.5, 573]]);
  const { low, high } = adam.summary;
  assert(95.5 <= low && low < mean && mean < high && high <= 573, `${low} to ${high}`);
  assertEquals(options.gamma, 0.99);
  // The pictures say how many seeds there are.
  const svg = await Deno.readTextFile(join(out, "ppo-curves.svg"));
  assertStringIncludes(svg, "seeds");
  assertStringIncludes(await Deno.readTextFile(join(out, "ppo-intervals.svg")), "1 to 4 seeds");
  const html = await Deno.readTextFile(join(out, "report.html"));
  assertStringIncludes(html, "<title>Two methods");
  assertStringIncludes(html, "Probability of improvement");
});

Deno.test("report: what is not done is left out and said, or used and said", async () => {
  // It was made longer after its end.
  const half = { done: 500, final: 400, returns: () => 7 };
  await using folder = await TemporaryFolder.create({
    ...runFiles("whole", {}, { returns: () => 1 }),
    ...runFiles("half", { seed: 1 }, half),
    ...runFiles("young", { seed: 2 }, { done: 0, returns: () => 0 }),
    "young/job.log": "$ deno\nppo: Stopped at step 0: expected a finite action\n",
  });
  const plain = await runTask("report", folder.path);
  assertEquals(plain.code, 0, plain.err);
  assertStringIncludes(plain.err, "report: left out: half (step 500 of 1000)\n");
  assertStringIncludes(plain.err, "young (step 0 of 1000, no episode; Stopped at step 0");
  const partial = await runTask("report", folder.path, "--partial");
  assertEquals(partial.code, 0, partial.err);
  assertStringIncludes(partial.err, "unfinished, but used: half (step 500 of 1000)");
  assertMatch(partial.out, /\| +2 \| +4\.0 ± 3\.0 \|/);
  const { notes } = JSON.parse(
    await Deno.readTextFile(join(folder.path, "report", "report.json")),
  );
  assertEquals(notes.length, 2);

  await using none = await TemporaryFolder.create(runFiles("half", {}, half));
  const nothing = await runTask("report", none.path);
  assertEquals(nothing.code, 1);
  assertStringIncludes(nothing.err, "Expected runs that have come to their end in");
  assertStringIncludes(nothing.err, "--partial");
  assertEquals(await listFolder(none.path), ["half"]);
});

Deno.test("report: runs of other configurations are not pooled, unless what they differ in is named", async () => {
  await using folder = await TemporaryFolder.create({
    ...runFiles("a", {}, { returns: () => 1 }),
    ...runFiles("b", { seed: 1, gamma: 0.9 }, { returns: () => 2 }),
  });
  const refused = await runTask("report", folder.path);
  assertEquals(refused.code, 1);
  assertStringIncludes(refused.err, "with the same gamma, found 0.99 in a and 0.9 in b");
  assertEquals((await listFolder(folder.path)).includes("report"), false);
  const unknown = await runTask("report", folder.path, "--by", "gama");
  assertEquals(unknown.code, 1);
  assertStringIncludes(unknown.err, 'found "gama", did you mean "gamma"?');
  const apart = await runTask("report", folder.path, "--by", "gamma");
  assertEquals(apart.code, 0, apart.err);
  assertMatch(apart.out, /\| Adam, gamma 0\.9 +\|.*\n.*\| Adam, gamma 0\.99 \|/);
});

Deno.test("report: what is no folder of runs is refused", async () => {
  await using folder = await TemporaryFolder.create({
    file: "x",
    "other/config.json": `{ "options": { "seed": 1 } }`,
    "damaged/config.json": "{",
  });
  for (
    const [path, message] of [
      ["none", "Expected a folder with runs, found nothing"],
      ["file", "Expected a folder with runs, found a file"],
      ["other", "Expected runs of agents in"],
      ["damaged", "Expected JSON in"],
    ]
  ) {
    const { code, err } = await runTask("report", join(folder.path, path));
    assertEquals([code, err.includes(message)], [1, true], err);
  }
});
