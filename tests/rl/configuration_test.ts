import { assertEquals, assertThrows } from "@std/assert";
import { a2cConfiguration, ppoConfiguration } from "../../lib/rl/mod.ts";

/** The protocol of arXiv 2406.03276, algorithm by algorithm. */
const paper = {
  gamma: 0.99,
  spread: "variance",
  hidden: [64, 64],
  spreadHidden: [64],
  valueHidden: [64, 64],
  normalizeObservations: true,
  normalizeRewards: true,
  annealStepSize: false,
  maxGradientNorm: null,
  valueCoefficient: 1,
  bootstrapTruncated: true,
  environments: 1,
  researchCode: false,
};

Deno.test("ppo's preset paper is the paper's protocol", () => {
  const configuration = ppoConfiguration();
  assertEquals(
    { ...configuration },
    {
      ...configuration,
      ...paper,
      preset: "paper",
      ...{ rolloutSteps: 2048, epochs: 10, minibatches: 32, lambda: 0.95, clip: 0.2 },
      ...{ normalizeAdvantages: true, clipValueLoss: false, timeFeature: false },
    } as typeof configuration,
  );
});

Deno.test("a2c's preset paper is the paper's protocol", () => {
  const configuration = a2cConfiguration();
  assertEquals(
    { ...configuration },
    {
      ...configuration,
      ...paper,
      preset: "paper",
      ...{ rolloutSteps: 5, timeFeature: true, average: "elements" },
    } as typeof configuration,
  );
});

Deno.test("ppo's preset cleanrl has the numbers of ppo_continuous_action", () => {
  const configuration = ppoConfiguration({ preset: "cleanrl" });
  assertEquals(
    { ...configuration },
    {
      ...configuration,
      ...{ optimizer: "adam", stepSize: 3e-4, annealStepSize: true, epsilon: 1e-5 },
      ...{ steps: 1_000_000, environments: 1, rolloutSteps: 2048, minibatches: 32, epochs: 10 },
      ...{ gamma: 0.99, lambda: 0.95, clip: 0.2, clipValueLoss: true, normalizeAdvantages: true },
      // vf_coef · ½, as its value loss is half of a mean square.
      ...{ valueCoefficient: 0.25, maxGradientNorm: 0.5, spread: "logStd" },
      ...{ hidden: [64, 64], valueHidden: [64, 64], bootstrapTruncated: false },
    } as typeof configuration,
  );
});

for (const [algorithm, configure] of Object.entries({ ppoConfiguration, a2cConfiguration })) {
  for (const preset of ["paper", "cleanrl"] as const) {
    Deno.test(`${algorithm}, ${preset}: every part can be another, and none else changes`, () => {
      const before = configure({ preset }) as unknown as Record<string, unknown>;
      const others: Record<string, unknown> = {
        ...{
          gradientNormOf: "agent",
          spread: "variance",
          average: "rows",
          optimizer: "adaHesScale",
          rank: 1,
        },
        ...{ hidden: [9], valueHidden: [8], spreadHidden: [7], gamma: 0.5, lambda: 0.25 },
        ...{ preset, seed: 7, minibatches: 1, clip: 0.3, delta: 0.1, maxGradientNorm: 0.1 },
        ...{ stepSize: 0.1, valueStepSize: 0.2, beta1: 0.3, beta2: 0.4, epsilon: 1e-3 },
      };
      for (const [name, value] of Object.entries(before)) {
        const other = name in others
          ? others[name]
          : typeof value === "boolean"
          ? !value
          : Number(value) * 2 || 0.5;
        // It goes with the variances alone.
        const spread = name === "researchCode" ? { spread: "variance" as const } : {};
        const changed = configure({ preset, ...spread, [name]: other });
        assertEquals(changed as unknown, { ...before, ...spread, [name]: other });
        const absent = name === "preset" ? {} : { [name]: undefined };
        assertEquals(configure({ preset, ...absent }) as unknown, before);
      }
    });
  }
}

Deno.test("what does not exist, or goes beyond what can be, is refused", () => {
  const refused = (options: object, message: string) =>
    assertThrows(() => ppoConfiguration(options as never), Error, message);
  refused({ lambada: 0.9 }, 'did you mean "lambda"?');
  refused({ average: "rows" }, "found average");
  refused({ preset: "papr" }, 'did you mean "paper"?');
  refused({ spread: "logstd" }, 'did you mean "logStd"?');
  refused({ gamma: 1.5 }, "Expected gamma to be from 0 to 1, found 1.5");
  refused({ steps: 0.5 }, "Expected steps to be a whole number of at least 1, found 0.5");
  refused({ seed: -1 }, "Expected seed to be a whole number of at least 0, found -1");
  refused({ stepSize: NaN }, "Expected stepSize to be finite and above 0, found NaN");
  refused({ clip: 0 }, "Expected clip to be above 0, found 0");
  refused({ minibatches: 3 }, "minibatches to divide the 2048 steps of a rollout, found 3");
  refused({ researchCode: true, spread: "logStd" }, "which knows no logStd");
  refused({ researchCode: true, rank: 1 }, "which knows no columns, found 1");
});
