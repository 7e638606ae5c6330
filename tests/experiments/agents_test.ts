import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import {
  type AgentRun,
  agentsFigures,
  groupRuns,
  summarizeAgents,
} from "../../lib/experiments/mod.ts";

/** A run whose ten episodes all return the same. */
function runOf(total: number, options: Record<string, unknown>): AgentRun {
  const configuration = {
    ...{ algorithm: "ppo", environment: "Hopper-v5", optimizer: "adam", stepSize: 1e-3 },
    ...{ rank: null, delta: null, researchCode: false, gamma: 0.99, steps: 1000, seed: 0 },
    ...options,
  };
  const { optimizer, seed } = configuration;
  const name = `${optimizer}-${configuration.stepSize}-${seed}`;
  const episodes = Array.from({ length: 10 }, (_, i) => ({ step: 100 * i + 100, return: total }));
  return { name, options: configuration, step: 1000, episodes };
}

const seeds = (totals: readonly number[], options: Record<string, unknown> = {}) =>
  totals.map((total, seed) => runOf(total, { seed, ...options }));

Deno.test("runs that differ in an option that is no part of a method are refused by its name", () => {
  const runs = [...seeds([1, 2]), runOf(3, { seed: 2, gamma: 0.9 })];
  const { message } = assertThrows(() => groupRuns(runs), RangeError);
  assertStringIncludes(message, "Expected runs of ppo on Hopper-v5 with the same gamma");
  assertStringIncludes(message, "found 0.99 in adam-0.001-0 and 0.9 in adam-0.001-2");
  assertEquals(
    groupRuns(runs, { by: ["gamma"] }).map(({ method, runs }) => [method, runs.length]),
    [
      ["Adam, gamma 0.9", 1],
      ["Adam, gamma 0.99", 2],
    ],
  );
  // Environments are never pooled, so they may differ.
  assertEquals(groupRuns([runOf(1, {}), runOf(1, { environment: "Ant-v5", gamma: 1 })]).length, 2);
});

Deno.test("the same seed twice is refused, and no run", () => {
  const { message } = assertThrows(() => groupRuns([runOf(1, {}), runOf(2, {})]), RangeError);
  assertStringIncludes(message, "found two of seed 0: adam-0.001-0, adam-0.001-0");
  assertThrows(() => groupRuns([]), RangeError, "at least 1 run");
});

Deno.test("methods are named as figures know them, and else by what they are", () => {
  const variants = [
    { optimizer: "adaHesScale" },
    { optimizer: "adaHesScaleGN" },
    { optimizer: "adaHesScale", rank: "full" },
    { optimizer: "adaHesScale", rank: 1 },
    { optimizer: "adaHesScale", rank: 3 },
    { optimizer: "adaHesScale", rank: 0 },
    { optimizer: "adaHesScale", researchCode: true },
    { optimizer: "adam", delta: 1e-8 },
  ];
  const names = (options: readonly Record<string, unknown>[]) =>
    groupRuns(options.map((some) => runOf(1, some))).map(({ method }) => method).toSorted();
  assertEquals(names(variants), [
    "AdaHesScale, rank 0",
    "AdaHesScale, rank 3",
    "AdaHesScale, research code",
    "adahesscale",
    "adahesscale-full",
    "adahesscale-gn",
    "adahesscale-rank1",
    "adam-scaled",
  ]);
  assertEquals(names([{ delta: 1e-8 }, { delta: 0.01 }]), ["Adam, δ = 0.01", "Adam, δ = 1e-8"]);
});

Deno.test("a method is compared at its best step size in each environment", () => {
  const { results, improvements, overall } = summarizeAgents([
    ...seeds([1, 2, 3]),
    ...seeds([10, 20, 60], { stepSize: 1e-2 }),
    ...seeds([15, 15], { optimizer: "adaHesScale" }),
  ]);
  assertEquals(results.map((it) => [it.method, it.stepSize, it.isBest, it.summary.mean]), [
    ["adahesscale", 1e-3, true, 15],
    ["adam", 1e-3, false, 2],
    ["adam", 1e-2, true, 30],
  ]);
  assertEquals(results[2].x, Array.from({ length: 91 }, (_, i) => 100 + 10 * i));
  assertEquals(
    results[2].returns.map((curve) => new Set(curve)),
    [10, 20, 60].map((it) => new Set([it])),
  );
  assertEquals(results[2].low.length, 91);
  // AdaHesScale's 15 beats 10 and is beaten by 20 and 60.
  assertEquals(
    improvements.map((
      { method, over, probability, seeds },
    ) => [method, over, probability.value, seeds]),
    [
      ["adahesscale", "adam", 1 / 3, 2],
    ],
  );
  assertEquals(overall, []);
});

Deno.test("over environments scores count from the worst run to the best", () => {
  const { overall, improvements } = summarizeAgents([
    ...seeds([0, 100]),
    ...seeds([50, 50], { optimizer: "sgd" }),
    ...seeds([-8, -4], { environment: "Ant-v5" }),
    ...seeds([-2, -4], { environment: "Ant-v5", optimizer: "sgd" }),
  ]);
  // Adam: 0, 1 and 0, 2/3; SGD: 1/2, 1/2 and 1, 2/3. A quarter of four is one at either end.
  assertEquals(overall.map((it) => [it.method, it.interquartileMean.value.toFixed(6)]), [
    ["adam", (1 / 3).toFixed(6)],
    ["sgd", (7 / 12).toFixed(6)],
  ]);
  // Hopper: ½; Ant: −8 never, −4 half a time in one of two pairs.
  assertEquals(improvements[0].probability.value, (1 / 2 + 1 / 8) / 2);
});

Deno.test("an unfinished run ends the curve of its group, and counts with its own last tenth", () => {
  const whole = runOf(1, {});
  const half = { ...runOf(5, { seed: 1 }), step: 500 };
  const { results: [{ x, final }] } = summarizeAgents([
    whole,
    { ...half, episodes: half.episodes.slice(0, 5) },
  ]);
  assertEquals([x[0], x.at(-1), final], [100, 500, [1, 5]]);
  assertThrows(() => summarizeAgents([{ ...whole, episodes: [] }]), RangeError, "found none");
});

Deno.test("figures: curves, final returns by environment, and sensitivities where there are step sizes", () => {
  const runs = [...seeds([1, 2]), ...seeds([1, 2], { environment: "Ant-v5" })];
  const names = (some: readonly AgentRun[]) =>
    agentsFigures(summarizeAgents(some)).map(({ name }) => name);
  assertEquals(names(runs), [
    "ppo-curves",
    "ppo-intervals",
    "ppo-final-Ant-v5",
    "ppo-final-Hopper-v5",
  ]);
  const more = [...runs, ...seeds([1, 2], { stepSize: 1 })];
  assertEquals(names(more).at(-1), "ppo-sensitivity");
  const longer = seeds([1, 2], { environment: "Humanoid-v5", steps: 5000 });
  const byLength = names([...runs, ...longer]).filter((name) => name.includes("curves"));
  assertEquals(byLength, ["ppo-curves-1000", "ppo-curves-5000"]);
  const both = [...runs, ...seeds([3, 4], { algorithm: "a2c" })];
  assertEquals(names(both).at(-1), "agents");
  const { figure } = agentsFigures(summarizeAgents(both)).at(-1)!;
  for (const panel of ["A2C, Hopper-v5", "PPO, Hopper-v5", "PPO, Ant-v5"]) {
    assert(JSON.stringify(figure).includes(panel), panel);
  }
  assert(!names([...both, ...longer]).includes("agents"), "curves of one length only");
  const [curves] = agentsFigures(summarizeAgents(runs));
  assert(JSON.stringify(curves.figure).includes("2\u00a0seeds"));
});
