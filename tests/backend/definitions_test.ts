import { assertAlmostEquals, assertEquals } from "@std/assert";
import * as functions from "../../lib/backend/functions.ts";
import type { ScalarFunction } from "../../lib/backend/functions.ts";

const { exp, log } = Math;
const sigmoid = (a: number) => 1 / (1 + exp(-a));

/** The normal distribution function by Simpson's rule from 0, where it is ½. */
function normalDistribution(a: number): number {
  const n = 2000;
  const weight = (i: number) => i === 0 || i === n ? 1 : i % 2 === 1 ? 4 : 2;
  const density = (t: number) => exp(-t * t / 2) / Math.sqrt(2 * Math.PI);
  const sum = Array.from({ length: n + 1 }, (_, i) => weight(i) * density(a * i / n))
    .reduce((x, y) => x + y);
  return 0.5 + sum * a / (3 * n);
}

/** Each function as a textbook writes it. */
const definitions: readonly [f: ScalarFunction, definition: (a: number) => number][] = [
  [functions.identityFunction, (a) => a],
  [functions.tanhFunction, (a) => (exp(a) - exp(-a)) / (exp(a) + exp(-a))],
  [functions.reluFunction, (a) => Math.max(a, 0)],
  [functions.leakyReluFunction(0.25), (a) => Math.max(a, a / 4)],
  [functions.sigmoidFunction, sigmoid],
  [functions.eluFunction(1.5), (a) => a > 0 ? a : 1.5 * (exp(a) - 1)],
  [
    functions.seluFunction,
    (a) => 1.0507009873554805 * (a > 0 ? a : 1.6732632423543772 * (exp(a) - 1)),
  ],
  [functions.softplusFunction, (a) => log(1 + exp(a))],
  [functions.logSigmoidFunction, (a) => log(sigmoid(a))],
  [functions.expFunction, (a) => Math.E ** a],
  [functions.geluFunction, (a) => a * normalDistribution(a)],
  [functions.siluFunction, (a) => a * sigmoid(a)],
  [functions.logFunction, (a) => 2 * log(Math.sqrt(a))],
  [functions.squareFunction, (a) => a ** 2],
  [functions.squareRootFunction, (a) => a ** 0.5],
  [functions.absoluteFunction, (a) => Math.max(a, -a)],
  [functions.signFunction, (a) => a === 0 ? 0 : a / Math.max(a, -a)],
];

const points = [-4.1, -2.3, -1.4, -0.7, -0.11, 0, 0.13, 0.9, 1.4, 2.7, 5.2];

for (const [f, definition] of definitions) {
  const positive = ["log", "squareRoot"].includes(f.name);
  Deno.test(`${f.name} is what its textbook definition says`, () => {
    for (const a of points.filter((a) => !positive || a > 0)) {
      assertAlmostEquals(f.value(a), definition(a), 1e-13 * (1 + exp(a)), `at ${a}`);
    }
  });
}

Deno.test("every function has a textbook definition", () => {
  assertEquals(definitions.length, Object.keys(functions).length);
  assertEquals(new Set(definitions.map(([f]) => f.name)).size, definitions.length);
});
