import type { Backend } from "../../lib/backend/backend.ts";
import { assertEquals, assertThrows } from "@std/assert";
import type { Tensor } from "../../lib/backend/backend.ts";
import { Random } from "../../lib/backend/random.ts";
import { reference } from "../../lib/backend/reference/mod.ts";
import { createSimd, simd } from "../../lib/backend/simd/mod.ts";
import { testConformance } from "./conformance.ts";
import { float32Tolerance } from "./conformance/tolerance.ts";

testConformance(simd, float32Tolerance);

Deno.test("simd: a tensor used after its scope is an error, not stale numbers", () => {
  const escaped: Tensor[] = [];
  const kept = simd.scope(() => {
    escaped.push(simd.fill([1, 2], 1));
    escaped.push(simd.scope(() => simd.scale(escaped[0], 2)));
    return simd.add(escaped[0], escaped[1]);
  });
  assertEquals([...simd.read(kept)], [3, 3]);
  for (const tensor of escaped) {
    assertThrows(() => simd.read(tensor), TypeError, "found one of shape [1, 2] whose scope");
    assertThrows(() => simd.add(kept, tensor), TypeError, "whose scope has ended");
  }
});

Deno.test("simd: a tensor of another instance is refused", () => {
  const other = createSimd().fill([1], 1);
  assertThrows(() => simd.read(other), TypeError, "found one of another instance");
});

Deno.test("simd: a function of one's own is not taken for a built-in one of its name", () => {
  const tanh = {
    name: "tanh",
    parameters: [],
    value: (a: number) => a + 1,
    first: () => 1,
    second: () => 0,
  };
  assertEquals([...simd.read(simd.elementwise(tanh, simd.tensor([1, 2], [2])))], [2, 3]);
});

const kinds = [{}, { transposeA: true }, { transposeB: true }, {
  transposeA: true,
  transposeB: true,
}];

Deno.test("simd: products of all sizes around tiles and panels are within their bound", () => {
  const random = new Random(3);
  const sizes = [1, 3, 4, 5, 8, 9, 31, 33];
  for (const m of sizes) {
    for (const n of sizes) {
      for (const k of [1, 7, 64, 513]) {
        const flags = { ...kinds[random.integer(4)], squareA: m % 2 > 0, squareB: n % 2 > 0 };
        const numbers = (size: number) =>
          Float32Array.from({ length: size }, () => random.normal());
        const [a, b] = [numbers(m * k), numbers(k * n)];
        const shapeA = flags.transposeA ? [k, m] : [m, k];
        const shapeB = flags.transposeB ? [n, k] : [k, n];
        const product = (backend: Backend, f = (x: number) => x) =>
          backend.read(backend.matmul(
            backend.tensor(a.map(f), shapeA),
            backend.tensor(b.map(f), shapeB),
            flags,
          ));
        const [found, exact] = [product(simd), product(reference)];
        const magnitudes = product(reference, Math.abs);
        // k − 1 additions, a product and two squares, each rounding by half a precision.
        const bound = (k + 2) / 2 * simd.precision * 1.001;
        for (let i = 0; i < exact.length; i++) {
          const error = Math.abs(found[i] - exact[i]);
          if (!(error <= bound * magnitudes[i])) {
            throw new Error(`${m}×${k}×${n} ${JSON.stringify(flags)}: ${found[i]}, ${exact[i]}`);
          }
        }
      }
    }
  }
});
