import fc from "fast-check";

/** Why a run differs from the last one must never be a riddle: the seed is fixed unless asked for. */
const DEFAULT_SEED = 20240610;

/** The seed of every property: `HESSCALE_TEST_SEED`, where the environment may be read and has one. */
export const SEED = Number(environment("HESSCALE_TEST_SEED") ?? DEFAULT_SEED);

/** Factor on the number of cases: `HESSCALE_TEST_CASES=10` tries ten times as many. */
const FACTOR = Number(environment("HESSCALE_TEST_CASES") ?? 1);

/**
 * Tries a property on many random cases and prints their number and the seed.
 *
 * @throws {Error} With the seed, the path and the smallest case found that fails.
 */
export function checkCases<T>(
  arbitrary: fc.Arbitrary<T>,
  runs: number,
  property: (value: T) => void,
): void {
  const numRuns = Math.max(1, Math.round(runs * FACTOR));
  fc.assert(fc.property(arbitrary, property), { seed: SEED, numRuns, includeErrorInReport: true });
  console.log(`${numRuns} cases, HESSCALE_TEST_SEED=${SEED}`);
}

function environment(name: string): string | undefined {
  const { state } = Deno.permissions.querySync({ name: "env", variable: name });
  return state === "granted" ? Deno.env.get(name) : undefined;
}
