import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { Random } from "../../mod.ts";

const DRAWS = 40_000;

function draws<T>(count: number, next: () => T): T[] {
  return Array.from({ length: count }, next);
}

/** How many standard errors the mean of `numbers` is from what it should be. */
function deviation(numbers: readonly number[], mean: number, variance: number): number {
  const found = numbers.reduce((sum, x) => sum + x, 0) / numbers.length;
  return Math.abs(found - mean) / Math.sqrt(variance / numbers.length);
}

Deno.test("the same seed gives the same numbers, on every machine and for ever", () => {
  const random = new Random(1);
  assertEquals([random.uniform(), random.uniform()], [0.7192781055401736, 0.4187135069696223]);
  assertEquals(random.normal(), 0.050331350200208264);
  assertEquals([random.sign(), random.integer(10)], [-1, 5]);
  assertEquals([...random.permutation(5)], [4, 2, 0, 3, 1]);
  assertEquals(random.split("a").uniform(), 0.4571269280498169);
});

Deno.test("uniform numbers fill [0, 1) evenly, and all 53 bits are random", () => {
  const random = new Random(2);
  const numbers = draws(DRAWS, () => random.uniform());
  assert(numbers.every((x) => x >= 0 && x < 1));
  assert(deviation(numbers, 1 / 2, 1 / 12) < 5);
  assert(deviation(numbers.map((x) => x * x), 1 / 3, 4 / 45) < 5);
  for (let bit = 1; bit <= 53; bit++) {
    const bits = numbers.map((x) => Math.floor(x * 2 ** bit) % 2);
    assert(deviation(bits, 1 / 2, 1 / 4) < 5, `bit ${bit}`);
  }
});

Deno.test("normal numbers have the moments of the standard normal distribution", () => {
  const random = new Random(3);
  const numbers = draws(DRAWS, () => random.normal());
  // Mean and variance of x, x², x³ and x⁴.
  const moments = [[0, 1], [1, 2], [0, 15], [3, 96]];
  for (const [i, [mean, variance]] of moments.entries()) {
    assert(deviation(numbers.map((x) => x ** (i + 1)), mean, variance) < 5, `moment ${i + 1}`);
  }
  const pairs = numbers.slice(1).map((x, i) => x * numbers[i]);
  assert(deviation(pairs, 0, 1) < 5, "neighbours are correlated");
});

Deno.test("signs are ±1 with equal chances, independent of their neighbours", () => {
  const random = new Random(4);
  const signs: number[] = draws(DRAWS, () => random.sign());
  assert(signs.every((sign) => sign === 1 || sign === -1));
  assert(deviation(signs, 0, 1) < 5);
  assert(deviation(signs.slice(1).map((sign, i) => sign * signs[i]), 0, 1) < 5);
});

Deno.test("all 24 orders of four are equally likely, over one stream and over seeds", () => {
  const stream = new Random(5);
  for (const next of [() => stream, (seed: number) => new Random(seed)]) {
    const counts = new Map<string, number>();
    for (let i = 0; i < 24_000; i++) {
      const order = next(i).permutation(4).join();
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    assertEquals(counts.size, 24);
    const chiSquare = [...counts.values()].reduce((sum, n) => sum + (n - 1000) ** 2 / 1000, 0);
    assert(chiSquare < 58, `χ² = ${chiSquare} with 23 degrees of freedom`);
  }
});

Deno.test("a permutation has each index once", () => {
  const random = new Random(6);
  for (const n of [0, 1, 2, 17, 100]) {
    assertEquals([...random.permutation(n)].sort((a, b) => a - b), [...Array(n).keys()]);
  }
});

Deno.test("whole numbers below n are equally likely", () => {
  const random = new Random(7);
  const counts = Array(7).fill(0);
  for (let i = 0; i < 70_000; i++) counts[random.integer(7)]++;
  const chiSquare = counts.reduce((sum, n) => sum + (n - 10_000) ** 2 / 10_000, 0);
  assert(chiSquare < 32, `χ² = ${chiSquare} with 6 degrees of freedom`);
  assertEquals(random.integer(1), 0);
  for (const bad of [0, -1, 1.5, NaN, Infinity]) {
    assertThrows(() => random.integer(bad), RangeError, `found ${bad}`);
  }
});

Deno.test("a split stream depends on seed and name alone", () => {
  const untouched = new Random(8).split("data").uniform();
  const drawn = new Random(8);
  draws(10, () => drawn.normal());
  assertEquals(drawn.split("data").uniform(), untouched);
  assert(new Random(8).split("noise").uniform() !== untouched);
  assert(new Random(9).split("data").uniform() !== untouched);
  assert(new Random(8).uniform() !== untouched);
});

Deno.test("drawing from a split stream leaves its parent where it was", () => {
  const [random, other] = [new Random(10), new Random(10)];
  draws(5, () => random.split("child").uniform());
  assertEquals(random.uniform(), other.uniform());
});

Deno.test("streams of near names, near seeds and parents are uncorrelated", () => {
  const centred = (random: Random) => Math.sqrt(12) * (random.uniform() - 0.5);
  const parents = new Random(11);
  const pairs: [string, (i: number) => [Random, Random]][] = [
    ["near names", (i) => [parents.split(`a${i}`), parents.split(`a${i + 1}`)]],
    ["near seeds", (i) => [new Random(i), new Random(i + 1)]],
    ["child and parent", (i) => [new Random(i), new Random(i).split("child")]],
  ];
  for (const [name, pair] of pairs) {
    const products = Array.from({ length: 20_000 }, (_, i) => {
      const [a, b] = pair(i);
      return centred(a) * centred(b);
    });
    assert(deviation(products, 0, 1) < 5, name);
  }
});

Deno.test("a restored stream continues where the saved one stood, through JSON", () => {
  for (const before of [0, 1, 2, 7]) {
    const random = new Random(12).split("somewhere");
    draws(before, () => random.normal());
    const copy = Random.restore(JSON.parse(JSON.stringify(random.save())));
    const rest = (stream: Random) => [
      ...draws(5, () => stream.normal()),
      stream.uniform(),
      stream.sign(),
      stream.integer(1000),
      ...stream.permutation(6),
      stream.split("child").uniform(),
    ];
    assertEquals(rest(copy), rest(random));
  }
});

Deno.test("negative and large seeds are seeds, others are not", () => {
  const first = [-1, 0, 1, 2 ** 40, Number.MAX_SAFE_INTEGER].map((seed) =>
    new Random(seed).uniform()
  );
  assertEquals(new Set(first).size, first.length);
  for (const bad of [0.5, NaN, Infinity, 2 ** 53]) {
    assertThrows(() => new Random(bad), RangeError, `found ${bad}`);
  }
  assertAlmostEquals(first[1], new Random(-0).uniform(), 0);
});
