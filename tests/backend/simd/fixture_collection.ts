/** Makes more tensors outside of any scope than there is memory for, and lets the collector run. */

import { createSimd } from "../../../lib/backend/simd/mod.ts";

const collect = (globalThis as unknown as { gc: () => void }).gc;

/** A megabyte in all, a tenth of it for each tensor. */
const b = createSimd({ memoryLimit: 2 ** 20 });
const kept = b.reshape(b.fill([2, 3], 7), [6]);
for (let i = 0; i < 100; i++) {
  const views = b.scope(() => [b.reshape(b.fill([25_000], i), [5, 5000])]);
  if (b.sum(views[0]) !== 25_000 * i) throw new Error(`Expected ${25_000 * i}`);
  if (i % 5 === 4) {
    // Registered callbacks run in tasks of their own.
    await new Promise((resolve) => setTimeout(resolve));
    collect();
    await new Promise((resolve) => setTimeout(resolve));
  }
}
console.log(b.read(kept).join());
