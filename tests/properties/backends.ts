import fc from "fast-check";
import { assert } from "@std/assert";
import { type Backend, reference } from "../../mod.ts";
import { checkCases } from "./cases.ts";
import { NOISE, noisyReference } from "./noisy.ts";

/** Where noise moves a result by more of its largest number, float32 has less than three digits of it. */
const LARGEST = 1e-3;

/** How often noise is drawn; one draw alone may happen to cancel. */
const DRAWS = 3;

/** What a network is asked for, each as arrays of numbers. */
export type Results = ReadonlyMap<string, readonly ArrayLike<number>[]>;

/** A number as float32 has it, or each in nested arrays: backends are to start from the same ones. */
export function rounded<T>(value: T): T {
  if (typeof value === "number") return Math.fround(value) as T;
  if (ArrayBuffer.isView(value)) return Float64Array.from(value as never, Math.fround) as T;
  if (Array.isArray(value)) return value.map(rounded) as T;
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, rounded(one)])) as T;
}

/** What the reference gives, without and with noise: the same for all backends. */
interface Expectation {
  readonly exact: Results;
  readonly noisy: readonly Results[];
}

const known = new Map<string, Expectation>();

function expectation(spec: unknown, run: (backend: Backend) => Results): Expectation {
  const key = JSON.stringify(spec);
  const found = known.get(key) ?? {
    exact: run(reference),
    noisy: Array.from({ length: DRAWS }, (_, draw) => run(noisyReference(draw))),
  };
  known.set(key, found);
  return found;
}

/** The largest magnitude; NaN if there is any. */
function largest(numbers: ArrayLike<number>, of = (i: number) => numbers[i]): number {
  let most = 0;
  for (let i = 0; i < numbers.length; i++) {
    const magnitude = Math.abs(of(i));
    if (!(magnitude <= most)) most = magnitude; // keeps NaN
  }
  return most;
}

const distance = (a: ArrayLike<number>, b: ArrayLike<number>) => largest(a, (i) => a[i] - b[i]);

/**
 * Compares a backend with the reference: in the largest number of an array, no further than noise in every
 * operation moves it, or than one operation may be off. Results that noise moves by more than
 * {@linkcode LARGEST} are left out, a matter of the reference alone: they are kinks and cancellations.
 *
 * @param prepare What runs a network in a backend, or undefined for one that is left out
 */
export function testBackend<Spec>(
  backend: Backend,
  runs: number,
  what: string,
  networks: fc.Arbitrary<Spec>,
  prepare: (spec: Spec) => ((backend: Backend) => Results) | undefined,
): void {
  Deno.test(`${backend.name}: every estimator on random ${what} is the reference's to float32`, () => {
    let [compared, leftOut, worst] = [0, 0, 0];
    checkCases(networks, runs, (spec) => {
      const run = prepare(spec);
      fc.pre(run !== undefined);
      const { exact, noisy } = expectation(spec, run);
      const found = run(backend);
      for (const [name, arrays] of exact) {
        for (const [i, expected] of arrays.entries()) {
          const scale = largest(expected) || 1;
          const moved = Math.max(...noisy.map((one) => distance(one.get(name)![i], expected)));
          if (!(moved <= LARGEST * scale)) {
            leftOut++;
            continue;
          }
          compared++;
          const tolerance = moved + NOISE * scale;
          const error = distance(found.get(name)![i], expected);
          if (error > 0) worst = Math.max(worst, error / tolerance);
          assert(
            error <= tolerance,
            `${name} ${i}: off by ${error}, tolerance ${tolerance}, largest number ${scale}`,
          );
        }
      }
    });
    console.log(
      `${compared} results compared, ${leftOut} left out, worst at ${worst} of its tolerance`,
    );
    assert(leftOut < 0.03 * compared, `expected few results to be left out, found ${leftOut}`);
  });
}
