import { assertAlmostEquals, assertEquals } from "@std/assert";
import { reference as b } from "../../mod.ts";
import { clippedValueLoss } from "../../lib/rl/mod.ts";

const data = {
  oldValues: new Float64Array([0, 0, 0, 0, 1]),
  targets: new Float64Array([1, 1, -1, 0.05, 1]),
  clip: 0.2,
};
/** Inside the range; beyond it towards the target, and away from it; beyond with the target inside; at the target. */
const z = [0.1, 0.5, 0.5, 0.5, 1];

function formula(values: readonly number[]): number {
  const rows = values.map((v, i) => {
    const [old, target] = [data.oldValues[i], data.targets[i]];
    const held = old + Math.min(0.2, Math.max(-0.2, v - old));
    return Math.max((v - target) ** 2, (held - target) ** 2);
  });
  return rows.reduce((sum, value) => sum + value, 0) / rows.length;
}

Deno.test("clippedValueLoss is its formula, with that formula's derivatives", () => {
  const at = clippedValueLoss(data).at(b, b.tensor(z, [5, 1]));
  assertAlmostEquals(at.value(), formula(z), 1e-15);
  const gradient = b.read(at.gradient());
  const curvature = b.read(at.hessianDiagonal());
  const step = 1e-4;
  for (const i of z.keys()) {
    const moved = (distance: number) =>
      formula(z.map((value, k) => k === i ? value + distance : value));
    const slope = (moved(step) - moved(-step)) / (2 * step);
    const bend = (moved(step) - 2 * moved(0) + moved(-step)) / step ** 2;
    assertAlmostEquals(gradient[i], slope, 1e-8);
    assertAlmostEquals(curvature[i], bend, 1e-6);
  }
  // Going further towards the target from beyond the range is not rewarded.
  assertEquals([gradient[1], curvature[1]], [0, 0]);
});
