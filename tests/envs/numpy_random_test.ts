import { assert, assertEquals, assertThrows } from "@std/assert";
import { NumpyRandom } from "../../lib/envs/numpy_random.ts";
import { seedWords } from "../../lib/envs/random/seed_sequence.ts";
import { normalZiggurat } from "../../lib/envs/random/ziggurat.ts";

/** What numpy 2.4.6 draws, in this order, from `Generator(PCG64(SeedSequence(seed)))`. */
const drawn = [
  {
    seed: 0,
    uniform: [0.2739233746429086, -0.4604265724722594, -0.9180529521276106],
    normal: [0.10490011715303971, -0.535669373161111, 0.36159505490948474],
    small: [5, 6, 9, 7, 6],
    large: [595598243, 1752032165, 72124470],
  },
  {
    seed: 42,
    uniform: [0.5479120971119267, -0.12224312049589536, 0.7171958398227649],
    normal: [0.9405647163912139, -1.9510351886538364, -1.302179506862318],
    small: [7, 7, 7, 7, 5],
    large: [1803345590, 967196434, 796282691],
  },
  {
    seed: 2 ** 40 + 7,
    uniform: [0.659625783658826, -0.48938968330179167, -0.6924185682940249],
    normal: [-0.6379003791127793, 1.2516501706349121, 2.3105287931585057],
    small: [6, 0, 6, 0, 6],
    large: [524830566, 1935358504, 736269089],
  },
];

for (const { seed, uniform, normal, small, large } of drawn) {
  Deno.test(`seed ${seed} draws numpy's numbers`, () => {
    const random = new NumpyRandom(seed);
    assertEquals(uniform.map(() => random.uniform(-1, 1)), uniform);
    assertEquals(normal.map(() => random.normal()), normal);
    assertEquals(small.map(() => random.integers(0, 10)), small);
    assertEquals(large.map(() => random.integers(-3, 2 ** 31)), large);
  });
}

Deno.test("two million normal numbers are numpy's, in all layers and in the tail", () => {
  const random = new NumpyRandom(5);
  let [digest, tail] = [0, 0];
  for (let i = 0; i < 2_000_000; i++) {
    const x = random.normal();
    digest = digest * 0.999 + x;
    if (Math.abs(x) > 3.6541528853610088) tail++;
  }
  assertEquals([digest, tail, random.uniform()], [10.445658636194974, 523, 0.09268119001927955]);
});

Deno.test("a seed is spread as numpy's SeedSequence does", () => {
  const words = seedWords([42], 8);
  const pairs = [0, 1, 2, 3].map((i) => BigInt(words[2 * i + 1]) << 32n | BigInt(words[2 * i]));
  assertEquals(pairs, [
    11465652750463011511n,
    15382171918060459190n,
    9018504550953525431n,
    3703499796004394495n,
  ]);
  // More entropy than the pool has words still counts in full.
  assert(seedWords([1, 2, 3, 4, 5], 1)[0] !== seedWords([1, 2, 3, 4, 6], 1)[0]);
});

Deno.test("the ziggurat's tables are numpy's", () => {
  const { inside, width, height } = normalZiggurat();
  assertEquals([inside[0], inside[1], inside[2]], [0xef33d8025ef6a, 0, 0xc08be98fbc6a8]);
  assertEquals([width[0] * 2 ** 52, width[1] * 2 ** 52], [3.910757959524912, 0.21524189598488003]);
  assertEquals([height[1], height[255]], [0.9771017012676716, 0.001260285930498598]);
});

Deno.test("a saved stream goes on where it stood, also with half a draw left", () => {
  const random = new NumpyRandom(3);
  random.integers(0, 100);
  const state = JSON.parse(JSON.stringify(random.saveState()));
  const next = () => [random.integers(0, 1000), random.normal(), random.integers(0, 1000)];
  const expected = next();
  random.loadState(state);
  assertEquals(next(), expected);
  assertThrows(() => random.loadState({ ...state, state: [1] }), TypeError, "4 words");
});

Deno.test("without a seed every stream is another", () => {
  assert(new NumpyRandom().uniform() !== new NumpyRandom().uniform());
});

Deno.test("integers keep to their range, all of it", () => {
  const random = new NumpyRandom(1);
  const seen = new Set(Array.from({ length: 200 }, () => random.integers(-2, 3)));
  assertEquals([...seen].sort((a, b) => a - b), [-2, -1, 0, 1, 2]);
  assertEquals(random.integers(4, 5), 4);
  assert(random.integers(0, 2 ** 32) >= 0);
});

for (const seed of [-1, 0.5, NaN, 2 ** 53]) {
  Deno.test(`the seed ${seed} is refused`, () => {
    assertThrows(() => new NumpyRandom(seed), RangeError, `found ${seed}`);
  });
}

for (const [low, high] of [[0, 0], [1, 0], [0, 0.5], [0, 2 ** 33]]) {
  Deno.test(`integers from ${low} to below ${high} are refused`, () => {
    assertThrows(() => new NumpyRandom(0).integers(low, high), RangeError, "Expected a range");
  });
}
