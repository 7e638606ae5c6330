import { assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import { batches, type BatchOptions, Random } from "../../lib/data/mod.ts";

const list = (
  count: number,
  options: Partial<BatchOptions> = {},
) => [...batches({ count }, { size: 4, random: new Random(5), ...options })];

Deno.test("batches give every example once an epoch", () => {
  const all = list(10, { epochs: 3 });
  assertEquals(all.map(({ indices }) => indices.length), [4, 4, 2, 4, 4, 2, 4, 4, 2]);
  assertEquals(all.map(({ epoch }) => epoch), [0, 0, 0, 1, 1, 1, 2, 2, 2]);
  for (const epoch of [0, 1, 2]) {
    const indices = all.filter((batch) => batch.epoch === epoch)
      .flatMap((batch) => [...batch.indices]);
    assertEquals(indices.sort((a, b) => a - b), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  }
});

Deno.test("batches come in another order each epoch and for each seed", () => {
  const order = (seed: number, epoch: number) =>
    list(100, { size: 100, epochs: 2, random: new Random(seed) })[epoch].indices;
  assertNotEquals(order(5, 0), order(5, 1));
  assertNotEquals(order(5, 0), order(6, 0));
  assertEquals(order(5, 1), order(5, 1));
});

Deno.test("batches are the same whenever they are drawn, and draw nothing from their stream", () => {
  const random = new Random(5);
  const twice = batches({ count: 10 }, { size: 4, random });
  const first = [...twice];
  random.uniform();
  assertEquals([...twice], first);
  assertEquals(first, list(10));
});

Deno.test("batches of the same epoch do not depend on the number of epochs", () => {
  assertEquals(list(10, { epochs: 3 }).slice(0, 3), list(10));
});

Deno.test("batches leave the smaller rest out with dropLast", () => {
  assertEquals(
    list(10, { dropLast: true, epochs: 2 }).map(({ indices }) => indices.length),
    [4, 4, 4, 4],
  );
  assertEquals(list(8, { dropLast: true }), list(8));
});

Deno.test("batches may go on for ever", () => {
  let seen = 0;
  for (
    const { epoch } of batches({ count: 3 }, { size: 5, random: new Random(1), epochs: Infinity })
  ) {
    assertEquals(epoch, seen);
    if (++seen === 50) break;
  }
  assertEquals(list(3, { epochs: 0 }), []);
});

Deno.test("batches after any number of skipped ones are those that come without skipping", () => {
  for (const dropLast of [false, true]) {
    const all = list(10, { epochs: 4, dropLast });
    for (let skip = 0; skip <= all.length + 2; skip++) {
      assertEquals(list(10, { epochs: 4, dropLast, skip }), all.slice(skip));
    }
  }
});

const BAD: [Partial<BatchOptions>, number, string][] = [
  [{ skip: -1 }, 10, "Expected skip to be a whole number of at least 0, found -1"],
  [{ size: 0 }, 10, "Expected size to be a whole number of at least 1, found 0"],
  [{ size: 2.5 }, 10, "Expected size to be a whole number of at least 1, found 2.5"],
  [{ epochs: -1 }, 10, "Expected epochs to be a whole number of at least 0, found -1"],
  [{ epochs: NaN }, 10, "Expected epochs to be a whole number of at least 0, found NaN"],
  [
    { dropLast: true },
    3,
    "Expected size to be at most 3, the number of examples, with dropLast, found 4",
  ],
  [{ epochs: Infinity }, 0, "Expected at least 1 example, found 0"],
];

for (const [options, count, message] of BAD) {
  Deno.test(`batches refuse ${JSON.stringify(options)} of ${count} examples`, () => {
    const error = assertThrows(() => list(count, options), RangeError);
    assertEquals(error.message, message);
  });
}
