import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { createNetwork, hesscale, linear, meanSquaredError, reference as b } from "../../mod.ts";
import { a2c, type AgentEvent, ppo, type UpdateEvent } from "../../lib/rl/mod.ts";
import { Measurements, normsOf } from "../../lib/rl/measurements.ts";
import { TakingTurns } from "./taking_turns.ts";

const step = { step: 1, loss: 0, scale: 1, stepSize: 0.1 };

Deno.test("measurements by hand: means over steps, KL, clipped ratios, explained variance", () => {
  const measurements = new Measurements(["mean", "value"]);
  measurements.addStep("mean", { ...step, loss: 1, scale: 1, stepSize: 0.3 });
  measurements.addStep("mean", { ...step, loss: 4, scale: 0.5, stepSize: 0.2 });
  measurements.addStep("value", { ...step, loss: 7 });
  const ratios = [1, 1.25, 0.5, 1.1];
  const before = Float64Array.of(-1, -2, -3, -4);
  const after = before.map((logP, i) => logP + Math.log(ratios[i]));
  measurements.setChange({ entropy: 1.5, before, after, clip: 0.2 });
  const returns = [1, 2, 3, 6];
  const values = [1.5, 2, 2, 5];
  measurements.addValues(values.slice(0, 2), returns.slice(0, 2));
  measurements.addValues(values.slice(2), returns.slice(2));
  measurements.addTime({ physics: 100, acting: 300 });
  measurements.addTime({ learning: 600 });
  const { diagnostics, throughput } = measurements.take(50);
  const { loss, scale, stepSize, entropy, approximateKl, clipFraction, explainedVariance } =
    diagnostics;
  assertEquals([loss, scale, stepSize], [
    { mean: 2.5, value: 7 },
    { mean: 0.75, value: 1 },
    { mean: 0.2, value: 0.1 },
  ]);
  assertEquals([entropy, clipFraction], [1.5, 0.5]);
  const kl = ratios.reduce((sum, r) => sum + (r - 1 - Math.log(r)) / 4, 0);
  assertAlmostEquals(approximateKl, kl, 1e-14);
  // Variances of errors and of returns.
  assertAlmostEquals(explainedVariance, 1 - 0.421875 / 3.5, 1e-14);
  assertEquals(throughput, { stepsPerSecond: 50, physics: 0.1, acting: 0.3, learning: 0.6 });
});

Deno.test("a ratio beyond all numbers makes no number that is not finite", () => {
  const measurements = new Measurements([]);
  measurements.setChange({
    entropy: 0,
    before: Float64Array.of(-1e4, 0),
    after: Float64Array.of(0, -1e4),
  });
  const { approximateKl, clipFraction } = measurements.take(1).diagnostics;
  assert(Number.isFinite(approximateKl) && approximateKl > 1e4);
  assertEquals(clipFraction, undefined);
});

Deno.test("norms are those of gradient and of HesScale's curvature", () => {
  const network = createNetwork([linear(2, 1)], { backend: b, seed: 1 });
  const input = b.tensor([1, 2, 3, 4], [2, 2]);
  const loss = meanSquaredError([1, -1]);
  const measurements = new Measurements(["value"]);
  measurements.setNorms("value", normsOf(network, input, loss));
  measurements.addStep("value", step);
  measurements.setChange({ entropy: 0, before: new Float64Array(1), after: new Float64Array(1) });
  const { gradientNorm, curvatureNorm } = measurements.take(1).diagnostics;
  const { gradient, curvature } = hesscale(network, input, loss);
  assertAlmostEquals(gradientNorm.value, Math.hypot(...gradient.flat()), 1e-14);
  assertAlmostEquals(curvatureNorm.value, Math.hypot(...curvature.flat()), 1e-14);
});

async function updates(events: AsyncIterable<AgentEvent>): Promise<UpdateEvent[]> {
  const found: UpdateEvent[] = [];
  for await (const event of events) if (event.kind === "update") found.push(event);
  return found;
}

const source = () => new TakingTurns();
const options = { hidden: [6], valueHidden: [6], spreadHidden: [6], reportEvery: 1 };
const runs = {
  ppo: (more: object) =>
    ppo(source, { ...options, rolloutSteps: 64, minibatches: 4, epochs: 2, steps: 256, ...more }),
  a2c: (more: object) => a2c(source, { ...options, timeFeature: false, steps: 40, ...more }),
};

for (const algorithm of ["ppo", "a2c"] as const) {
  Deno.test(`${algorithm}: every update says all that was measured, network by network`, async () => {
    const found = await updates(runs[algorithm]({ optimizer: "adaHesScale", delta: 1e-12 }));
    assertEquals(
      found.map(({ update }) => update),
      [1, 2, 3, 4].concat(
        algorithm === "a2c" ? [5, 6, 7, 8] : [],
      ),
    );
    for (const { diagnostics, throughput } of found) {
      const { entropy, approximateKl, clipFraction, explainedVariance, ...byNetwork } = diagnostics;
      for (const [name, numbers] of Object.entries(byNetwork)) {
        assertEquals(Object.keys(numbers), ["mean", "variance", "value"], name);
        assert(Object.values(numbers).every(Number.isFinite), name);
      }
      const { gradientNorm, curvatureNorm, scale } = byNetwork;
      for (const norm of Object.values({ ...gradientNorm, ...curvatureNorm })) assert(norm > 0);
      assert(Object.values(scale).some((factor) => factor < 1), JSON.stringify(scale));
      assert(Math.abs(entropy) < 10 && approximateKl > 0 && explainedVariance <= 1);
      assertEquals(clipFraction === undefined, algorithm === "a2c");
      const { stepsPerSecond, physics, acting, learning } = throughput;
      assert(stepsPerSecond > 0 && physics > 0 && acting > 0 && learning > 0);
      assertAlmostEquals(physics + acting + learning, 1, 1e-9);
    }
  });

  Deno.test(`${algorithm}: a policy that does not move has its first entropy, no KL and no clipped ratio`, async () => {
    const found = await updates(
      runs[algorithm]({ optimizer: "sgd", stepSize: 1e-30, epsilon: null, spread: "logStd" }),
    );
    for (const { diagnostics: { entropy, approximateKl, clipFraction = 0, scale } } of found) {
      // Two deviations of 1.
      assertAlmostEquals(entropy, 1 + Math.log(2 * Math.PI), 1e-6);
      assertAlmostEquals(approximateKl, 0, 1e-12);
      assertEquals([clipFraction, ...Object.values(scale)], [0, 1, 1, 1]);
    }
  });
}
