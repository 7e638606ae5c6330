import { assert, assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import { methodNames, methodOf } from "../../lib/experiments/mod.ts";
import {
  conv1d,
  createNetwork,
  crossEntropy,
  flatten,
  linear,
  reference,
  tanh,
} from "../../mod.ts";

// With weights that positions share: without, some methods are the same.
const network = createNetwork([conv1d(1, 3, 2), tanh(), flatten(), linear(6, 5)], {
  seed: 2,
  backend: reference,
});
const random = /^(hutchinson|ggn-mc|kfac)-\d+$/;

// Two rows: of a single one, K-FAC is the sampled Gauss–Newton diagonal.
const input = [[[0.3], [-1], [2]], [[1], [0.5], [-0.2]]];

function diagonal(name: string, seed: number): number[] {
  return [...methodOf(name)!(network, input, crossEntropy([2, 4]), seed).curvature.flat()];
}

Deno.test("every method estimates every parameter, and only those that draw depend on the seed", () => {
  for (const name of methodNames) {
    if (name === "zero") continue;
    const first = diagonal(name, 5);
    assertEquals(first.length, 3 * 3 + 7 * 5);
    assert(first.every(Number.isFinite) && first.some((value) => value !== 0), name);
    assertEquals(diagonal(name, 5), first);
    if (!random.test(name)) assertEquals(diagonal(name, 6), first);
    // The same labels may well be drawn again: some seed gives others.
    else assert([6, 7, 8, 9, 10, 11].some((seed) => diagonal(name, seed)[0] !== first[0]), name);
  }
});

Deno.test("no two names stand for the same method", () => {
  const names = methodNames.filter((name) => name !== "zero");
  for (const [i, a] of names.entries()) {
    for (const b of names.slice(i + 1)) {
      assertNotEquals(diagonal(a, 5), diagonal(b, 5), `${a} and ${b}`);
    }
  }
});

Deno.test("zero is no estimate", () => {
  assert(methodNames.includes("zero"));
  assertEquals(methodOf("zero"), undefined);
});

Deno.test("an unknown method is refused with the nearest one", () => {
  assertThrows(
    () => methodOf("hescale"),
    RangeError,
    'found "hescale", did you mean "hesscale"?',
  );
  for (const name of ["toString", ""]) {
    assertThrows(
      () => methodOf(name),
      RangeError,
      `kfac-1, kfac-50, squared-gradient, zero, found "${name}"`,
    );
  }
});
