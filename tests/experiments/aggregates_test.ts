import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import {
  interquartileMean,
  probabilityOfImprovement,
  type Scores,
  standardError,
  stratifiedBootstrap,
} from "../../lib/experiments/mod.ts";

Deno.test("interquartileMean: a quarter of all scores, rounded down, goes at either end", () => {
  // By hand: of ten two go at either end, of five one, of three none.
  assertEquals(
    interquartileMean([[100, 0, 1, 2, 3, 4, 5, 6, 7, -90]]),
    (1 + 2 + 3 + 4 + 5 + 6) / 6,
  );
  assertEquals(interquartileMean([[9, 1, 2, 3, 50]]), (2 + 3 + 9) / 3);
  assertEquals(interquartileMean([[1, 2, 6]]), 3);
  // Scores of all tasks are sorted together.
  assertEquals(interquartileMean([[0, 10], [1000, 20]]), 15);
  assertThrows(() => interquartileMean([[]]), RangeError, "at least 1 score");
});

Deno.test("standardError: by hand, and 0 of a single value", () => {
  // s² = ((1.5)² + (0.5)² + (0.5)² + (1.5)²) / 3 = 5/3.
  assertAlmostEquals(standardError([1, 2, 3, 4]), Math.sqrt(5 / 12), 1e-15);
  assertEquals(standardError([7]), 0);
});

Deno.test("probabilityOfImprovement: shares of pairs by hand, averaged over tasks", () => {
  // First task: 1 beats none of 2, 2; 2 ties with both; 3 beats both: 3 of 6. Second: 5 of 6.
  const x = [[1, 2, 3], [5, 5]];
  const y = [[2, 2], [5, 4, 3]];
  assertAlmostEquals(probabilityOfImprovement(x, y), (3 / 6 + 5 / 6) / 2, 1e-15);
  assertThrows(() => probabilityOfImprovement([[1]], [[1], [2]]), RangeError, "1 and 2 of them");
  assertThrows(() => probabilityOfImprovement([[1]], [[]]), RangeError, "task 0");
});

const scores = (tasks: number) =>
  fc.array(fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 5 }), {
    minLength: tasks,
    maxLength: tasks,
  });

Deno.test("probabilityOfImprovement: of both directions the sum is 1, and order alone matters", () => {
  fc.assert(fc.property(scores(3), scores(3), (x, y) => {
    const share = probabilityOfImprovement(x, y);
    assertAlmostEquals(share + probabilityOfImprovement(y, x), 1, 1e-12);
    const grow = (all: Scores) => all.map((task) => task.map((score) => score ** 3 - 7));
    assertAlmostEquals(probabilityOfImprovement(grow(x), grow(y)), share, 1e-12);
  }));
});

Deno.test("stratifiedBootstrap: seeds stay in their task", () => {
  // Drawn from all tasks together the mean would vary.
  const mean = (all: Scores) =>
    all.flat().reduce((sum, score) => sum + score, 0) / all.flat().length;
  const { value, low, high } = stratifiedBootstrap(mean, [[0, 0, 0], [1, 1, 1]]);
  assertEquals([value, low, high], [0.5, 0.5, 0.5]);
});

Deno.test("stratifiedBootstrap: the interval of many seeds is that of the normal approximation", () => {
  const seeds = Array.from({ length: 100 }, (_, i) => i);
  const mean = ([task]: Scores) => task.reduce((sum, score) => sum + score, 0) / task.length;
  const { value, low, high } = stratifiedBootstrap(mean, [seeds]);
  const reach = 1.96 * Math.sqrt(9999 / 12) / 10;
  assertAlmostEquals(value - low, reach, 0.1 * reach);
  assertAlmostEquals(high - value, reach, 0.1 * reach);
});

Deno.test("stratifiedBootstrap: several methods are drawn independently", () => {
  // The difference of a method to itself would have no width if both drew the same seeds.
  const difference = (x: Scores, y: Scores) => x[0][0] - y[0][0];
  const { value, low, high } = stratifiedBootstrap(difference, [[0, 1]], [[0, 1]]);
  assertEquals([value, low, high], [0, -1, 1]);
});
