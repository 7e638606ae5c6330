import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { UsageError } from "../../../tasks/command.ts";
import { readStudy } from "../../../tasks/study/file.ts";
import { runsOf } from "../../../tasks/study/grid.ts";
import { onlyRuns } from "../../../tasks/study/only.ts";

const runs = (text: string, overrides = {}) =>
  runsOf(readStudy(text, "study.yaml"), "study.yaml", overrides);

Deno.test("a study is all combinations, the first seeds first", () => {
  const all = runs(`
environments: [CartPole-v1, { name: Pendulum-v1, steps: 3000 }]
algorithms: [a2c, { name: ppo, lambda: 0.9 }]
optimizers:
  - adam
  - { name: adaHesScale, rank: full, stepSizes: [1e-2] }
stepSizes: [1e-3, 1e-4]
seeds: [7, 2]
steps: 2000
hidden: [8, 8]
`);
  assertEquals(all.length, 2 * 2 * (2 + 1) * 2);
  assertEquals(all.map(({ options }) => options.seed).toSorted(), all.map((it) => it.options.seed));
  const { name, options, method } = all.at(-1)!;
  assertEquals(name, "ppo-Pendulum-v1-adaHesScale-rankfull-1e-2-seed7");
  assertEquals(method, "adaHesScale rankfull");
  assertEquals(options.rank, "full");
  assertEquals({ ...options } as Record<string, unknown>, {
    ...options,
    ...{ algorithm: "ppo", environment: "Pendulum-v1", optimizer: "adaHesScale", stepSize: 0.01 },
    ...{ steps: 3000, lambda: 0.9, hidden: [8, 8], seed: 7, preset: "paper" },
  });
});

Deno.test("a grid asks for overlap, which is no part of what its runs are", () => {
  const text = "environments: [CartPole-v1]\nalgorithms: [ppo, a2c]";
  const [plain, overlapping] = [runs(text), runs(`${text}\noverlap: true`)];
  const identity = (all: typeof plain) => all.map(({ flags: _, ...run }) => run);
  assertEquals(identity(overlapping), identity(plain));
  assertEquals(plain.map(({ flags }) => flags.includes("--overlap")), [false, false]);
  assertEquals(overlapping.map(({ flags }) => flags.includes("--overlap")), [true, true]);
  const refused = [
    ["overlap: 2", "overlap must be true or false, found 2"],
    ["optimizers: [{ name: adam, overlap: true }]", "optimizers[0].overlap must be left out"],
  ];
  for (const [line, message] of refused) {
    assertThrows(() => runs(`environments: [CartPole-v1]\n${line}`), UsageError, message);
  }
});

Deno.test("networks with the same widths twice are no repetition", () => {
  const [{ options }] = runs(
    "environments: [CartPole-v1]\nhidden: [8, 8, 8, 8]\nvalueHidden: [16, 8, 8]",
  );
  assertEquals([options.hidden, options.valueHidden], [[8, 8, 8, 8], [16, 8, 8]]);
});

Deno.test("grids say what differs from what stands beside them; the command line has the last word", () => {
  const text = `
environments: [CartPole-v1]
grids:
  - { optimizers: [adam], stepSizes: [1e-3] }
  - { optimizers: [sgd], stepSizes: [1e-1], seeds: 2 }
`;
  assertEquals(runs(text).map(({ name }) => name), [
    "ppo-CartPole-v1-adam-1e-3-seed0",
    "ppo-CartPole-v1-sgd-1e-1-seed0",
    "ppo-CartPole-v1-sgd-1e-1-seed1",
  ]);
  const more = runs(text, { seeds: 3, steps: 4000 });
  assertEquals([more.length, new Set(more.map(({ options }) => options.steps))], [
    6,
    new Set([4000]),
  ]);
});

Deno.test("presets: the paper's Fig. 5, the sensitivity to step sizes, and what has to be learnt", async () => {
  const preset = async (name: string) =>
    runs(await Deno.readTextFile(new URL(`../../../tasks/study/${name}.yaml`, import.meta.url)));
  const fig5 = await preset("fig5");
  assertEquals(fig5.length, 5 * 2 * 3 * 10);
  assertEquals(new Set(fig5.map(({ options }) => options.preset)), new Set(["paper"]));
  const steps = new Map(fig5.map(({ options }) => [options.environment, options.steps]));
  assertEquals([steps.get("Humanoid-v5"), steps.get("Ant-v5")], [10_000_000, 2_000_000]);
  const sizes = new Set((await preset("sensitivity")).map(({ options }) => options.stepSize));
  assertEquals([sizes.size, Math.min(...sizes), Math.max(...sizes)], [12, 3e-6, 1]);
  const acceptance = await preset("acceptance");
  assertEquals(acceptance.length, 3 * 2 * 5);
  assertEquals(
    new Set(acceptance.map(({ options }) => `${options.environment} ${options.steps}`)),
    new Set(["CartPole-v1 100000", "InvertedPendulum-v5 200000", "Pendulum-v1 200000"]),
  );
});

for (
  const [text, expected] of [
    ["environments: [", "study.yaml must be YAML"],
    ["- 1", "the study must be values by name, found [1]"],
    ["environments: []", "environments must be a list that is not empty"],
    ["steps: 3", "environments must be a list that is not empty, found nothing"],
    ["environments: [CartPole-v1]\nstepsizes: [1]", `did you mean "stepSizes"?`],
    ["environments: [CartPole-v1]\nenvironments: [A]", "Map keys must be unique"],
    ["environments: [CartPole-v1]\ngamma: high", `gamma must be a number, found "high"`],
    ["environments: [CartPole-v1]\nhidden: 64", "hidden must be a list of numbers, found 64"],
    ["environments: [CartPole-v1, CartPole-v1]", "a list of different values"],
    ["environments: [CartPole-v1]\nseeds: 0", "seeds must be a list or a number of them, found 0"],
    ["environments: [CartPole-v1]\nseeds: [1, 1]", "seeds must be a list of different values"],
    ["environments: [CartPole-v1]\nstepSizes: [-1]", "stepSizes[0] must be a number above 0"],
    ["environments: [CartPole-v1]\noptimizers: [{ rank: 1 }]", "optimizers[0].name must be a text"],
    ["environments: [CartPole-v1]\noptimizers: [adamm]", `did you mean "adam"?`],
    ["environments: [CartPole-v2]", `did you mean "CartPole-v1"?`],
    ["environments: [CartPole-v1]\nalgorithms: [dqn]", `among ppo, a2c, found "dqn"`],
    ["environments: [CartPole-v1]\nalgorithms: [a2c]\nlambda: 0.9", "a2c on CartPole-v1 with adam"],
    ["environments: [CartPole-v1]\ngamma: 2", "gamma to be from 0 to 1, found 2"],
    [
      "environments: [CartPole-v1]\ngrids: [{ gamma: 0.9 }, { gamma: 0.8 }]",
      "with different settings: give optimizers a label",
    ],
    [
      "environments: [CartPole-v1]\ngrids: [{ gamma: 0.9 }, { optimizers: [{ name: adam, ranks: 1 }] }]",
      'grids[1].optimizers[0].ranks must be left out, as nothing is called so, found 1, did you mean "rank"?',
    ],
  ]
) {
  Deno.test(`refused: ${text.replaceAll("\n", "; ")}`, () => {
    const { message } = assertThrows(() => runs(text), UsageError);
    assertStringIncludes(message, expected);
    assertStringIncludes(message, "study.yaml");
  });
}

Deno.test("--only: the same name is any of its values, different names are all of them", () => {
  const all = runs(`
environments: [CartPole-v1, Pendulum-v1]
optimizers: [adam, { name: adam, delta: 1e-8 }, sgd]
seeds: 2
`);
  const names = (...conditions: string[]) => onlyRuns(all, conditions).map(({ name }) => name);
  assertEquals(names().length, 12);
  assertEquals(names("env=Pendulum-v1", "optimizer=Adam", "seed=1"), [
    "ppo-Pendulum-v1-adam-3e-4-seed1",
    "ppo-Pendulum-v1-adam-delta1e-8-3e-4-seed1",
  ]);
  assertEquals(names("optimizer=adam", "optimizer=sgd").length, 12);
  assertEquals(names("delta=1e-8").length, 4);
  const refusal = (condition: string) => assertThrows(() => names(condition), UsageError).message;
  assertStringIncludes(refusal("optimiser=adam"), `did you mean "optimizer"?`);
  assertStringIncludes(refusal("optimizer=adamw"), `one of adam, sgd, found "adamw", did you mean`);
  assertStringIncludes(refusal("env=CartPole"), "one of CartPole-v1, Pendulum-v1");
  assertStringIncludes(refusal("adam"), "must be NAME=VALUE");
});
