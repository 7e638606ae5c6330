import { assert, assertEquals, assertThrows } from "@std/assert";
import { Box, Discrete, NumpyRandom } from "../../lib/envs/mod.ts";

Deno.test("a box holds the vectors between its bounds, these among them", () => {
  const box = new Box({ low: [-1, 0], high: [1, Infinity] });
  for (const inside of [[-1, 0], [1, 5], new Float64Array([0, 1e300])]) {
    assert(box.contains(inside));
  }
  for (const outside of [[-1.1, 0], [0, -1], [NaN, 0], [0], [0, 0, 0], 0, "00", null]) {
    assert(!box.contains(outside));
  }
});

Deno.test("samples are Gymnasium's, for the numbers of the same seed", () => {
  // Gymnasium 1.3.0: Box.seed(7), Discrete.seed(7), sample.
  const bounded = new Box({ low: -1, high: 1, shape: [3], precision: "float32" });
  assertEquals([...bounded.sample(new NumpyRandom(7))], [
    0.25019094347953796,
    0.7944275736808777,
    0.5513713955879211,
  ]);
  const free = new Box({ low: -Infinity, high: Infinity, shape: [2] });
  assertEquals([...free.sample(new NumpyRandom(7))], [0.0012301533574825742, 0.2987455375084699]);
  const random = new NumpyRandom(7);
  assertEquals([4, 3, 3, 4, 2, 3].map(() => new Discrete(5).sample(random)), [4, 3, 3, 4, 2, 3]);
});

Deno.test("away from one bound samples are exponential", () => {
  const box = new Box({ low: [2, -Infinity], high: [Infinity, -2] });
  const random = new NumpyRandom(1);
  let [sum, count] = [0, 4000];
  for (let i = 0; i < count; i++) {
    const sample = box.sample(random);
    assert(box.contains(sample));
    sum += sample[0] - 2;
  }
  assert(Math.abs(sum / count - 1) < 0.05);
});

Deno.test("shapes and bounds have to fit", () => {
  assertEquals(new Box({ low: 0, high: 1, shape: [2, 3] }).size, 6);
  assertThrows(() => new Box({ low: [0], high: [1, 2] }), TypeError, "Expected 1 bounds");
  assertThrows(() => new Box({ low: 1, high: 0 }), RangeError, "found 1 and 0 at 0");
  assertThrows(() => new Box({ low: NaN, high: 0 }), RangeError, "found NaN");
  assertThrows(() => new Discrete(0), RangeError, "found 0");
});

Deno.test("spaces describe themselves", () => {
  assertEquals(`${new Box({ low: [-2, -1], high: 3 })}`, "Box [2] from -2…-1 to 3");
  assertEquals(`${new Discrete(4)}`, "Discrete 4");
});
