import { assert } from "@std/assert";
import { simd } from "../../../lib/backend/simd/mod.ts";
import { builtIn, exactDerivatives } from "./exact_functions.ts";
import { sweep, ulpsBetween } from "./ulps.ts";

/** Units in the last place: values, and derivatives, of which those of tanh are products of three rounded factors. */
const bounds = (name: string) => name === "tanh" ? [2, 3, 5] : [2, 2, 2];

const points = sweep(60_013);

for (const f of builtIn) {
  Deno.test(`simd: ${f.name} and its derivatives keep their bounds in the whole of float32`, () => {
    simd.scope(() => {
      const a = simd.tensor(points, [points.length]);
      for (const order of [0, 1, 2] as const) {
        const found = simd.read(simd.elementwise(f, a, order));
        const exact = exactDerivatives(f)[order];
        for (const [i, point] of points.entries()) {
          const ulps = ulpsBetween(found[i], exact(point));
          assert(
            ulps <= bounds(f.name)[order],
            `derivative ${order} at ${point}: ${found[i]} is ${ulps} ulp from ${exact(point)}`,
          );
        }
      }
    });
  });
}

Deno.test("distances are in units of the exact number's last place, overflow included", () => {
  const cases: [found: number, exact: number, ulps: number][] = [
    [1, 1 + 2 ** -23, 1],
    [1, 1 + 2 ** -25, 0],
    [2 ** -149, 3 * 2 ** -149, 2],
    [NaN, NaN, 0],
    [NaN, 1, Infinity],
    [Infinity, 1e60, 0],
    [Infinity, 2 ** 128 - 2 ** 104, 1],
    [1, -1, 2 ** 24],
  ];
  for (const [found, exact, ulps] of cases) {
    assert(ulpsBetween(found, exact) === ulps, `${found}, ${exact}: ${ulpsBetween(found, exact)}`);
  }
});
