import { assertAlmostEquals, assertEquals } from "@std/assert";
import { reference as b } from "../../mod.ts";

const options = { stepSize: 0.1, beta1: 0.9, beta2: 0.99, epsilon: 1e-8 };

Deno.test("two steps of Adam worked out by hand", () => {
  const state = {
    parameter: b.tensor([1, -2], [2]),
    mean: b.fill([2], 0),
    square: b.fill([2], 0),
  };
  // First step: m = 0.1 g, v = 0.01 g², so m̂ = g, √v̂ = |g| and the update is 0.1 sign g.
  const first = b.tensor([0.5, -3], [2]);
  b.momentStep(state, { gradient: first, curvature: first }, { ...options, step: 1 });
  close(b.read(state.mean), [0.05, -0.3]);
  close(b.read(state.square), [0.0025, 0.09]);
  close(b.read(state.parameter), [1 - 0.1 * 0.5 / (0.5 + 1e-8), -2 + 0.1 * 3 / (3 + 1e-8)]);

  // Second: m = 0.9 · 0.05 + 0.1 · 1 = 0.145, v = 0.99 · 0.0025 + 0.01 · 1 = 0.012475.
  const [before] = b.read(state.parameter);
  const second = b.tensor([1, 0], [2]);
  b.momentStep(state, { gradient: second, curvature: second }, { ...options, step: 2 });
  const update = 0.1 * (0.145 / 0.19) / (Math.sqrt(0.012475 / 0.0199) + 1e-8);
  close(b.read(state.mean), [0.145, -0.27]);
  close(b.read(state.square), [0.012475, 0.0891]);
  assertAlmostEquals(b.read(state.parameter)[0], before - update, 1e-15);
});

Deno.test("a curvature takes the gradient's place in the second moment alone, whatever its sign", () => {
  for (const sign of [1, -1]) {
    const state = { parameter: b.tensor([0], [1]), mean: b.fill([1], 0), square: b.fill([1], 0) };
    const signals = { gradient: b.tensor([2], [1]), curvature: b.tensor([sign * 4], [1]) };
    b.momentStep(state, signals, { ...options, step: 1 });
    close(b.read(state.mean), [0.2]);
    close(b.read(state.square), [0.16]);
    close(b.read(state.parameter), [-0.1 * 2 / (4 + 1e-8)]);
    assertEquals([b.read(signals.gradient)[0], b.read(signals.curvature)[0]], [2, sign * 4]);
  }
});

function close(found: ArrayLike<number>, expected: readonly number[]): void {
  assertEquals(found.length, expected.length);
  expected.forEach((value, i) => assertAlmostEquals(found[i], value, 1e-15));
}
