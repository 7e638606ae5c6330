import { type Backend, Random } from "../../mod.ts";
import type { Case, Entry } from "./measure.ts";

/** Matrix products `[rows, size] × [size, size]` as layers need them. */
function productCase(name: string, rows: number, size: number, backends: readonly Backend[]): Case {
  return {
    name,
    baseline: "product",
    entries: () => backends.flatMap((b) => entriesOf(b, rows, size)),
  };
}

function entriesOf(b: Backend, rows: number, size: number): Entry[] {
  const random = new Random(1);
  const [g, h] = [0, 1].map(() => b.random("normal", [rows, size], random));
  const w = b.random("normal", [size, size], random);
  const flops = 2 * rows * size * size;
  const entry = (method: string, run: () => unknown, times: number): Entry => ({
    method,
    backend: b.name,
    flops: times * flops,
    run: () =>
      b.scope(() => {
        run();
      }),
  });
  return [
    entry("product", () => b.matmul(g, w), 1),
    entry("product-squared", () => b.matmul(h, w, { squareB: true }), 1),
    entry("dual", () => b.matmulDual(g, h, w), 2),
  ];
}

/** The products' cases. */
export function productCases(backends: readonly Backend[]): Case[] {
  return [
    productCase("gemm-64", 64, 64, backends),
    productCase("gemm-256", 256, 256, backends),
    productCase("gemm-64-b5", 5, 64, backends),
  ];
}
