import { assert, assertEquals } from "@std/assert";
import { Spans } from "../../../lib/backend/simd/spans.ts";
import { Random } from "../../../mod.ts";

Deno.test("what is taken was free, and what is given back joins into one stretch", () => {
  const spans = new Spans();
  const size = 5000;
  spans.add(0, size);
  const taken: { start: number; bytes: number }[] = [];
  const owned = new Uint8Array(size);
  const random = new Random(1);
  let refused = 0;
  for (let i = 0; i < 5000; i++) {
    const bytes = 1 + random.integer(600);
    const start = random.integer(2) === 0 ? spans.take(bytes) : undefined;
    if (start !== undefined) {
      assert(owned.subarray(start, start + bytes).every((owner) => owner === 0));
      owned.fill(1, start, start + bytes);
      taken.push({ start, bytes });
    } else if (taken.length > 0) {
      refused++;
      const [one] = taken.splice(random.integer(taken.length), 1);
      owned.fill(0, one.start, one.start + one.bytes);
      spans.add(one.start, one.start + one.bytes);
    }
  }
  assert(refused > 100);
  for (const { start, bytes } of taken) spans.add(start, start + bytes);
  assertEquals(spans.take(size + 1), undefined);
  assertEquals(spans.take(size), 0);
  assertEquals(spans.take(1), undefined);
});

Deno.test("the last stretch is told by where it ends", () => {
  const spans = new Spans();
  spans.add(10, 20);
  spans.add(40, 50);
  assertEquals(spans.takeBefore(60), 60);
  assertEquals(spans.takeBefore(50), 40);
  assertEquals(spans.takeBefore(40), 40);
  assertEquals(spans.takeBefore(20), 10);
  assertEquals(spans.take(1), undefined);
});
