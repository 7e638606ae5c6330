import type { Action } from "../../lib/envs/mod.ts";
import { readJson } from "../support/files.ts";

/** Recorded actions, and where they began. */
export interface Trajectory {
  /** `Hopper-v5`. */
  readonly environment: string;
  /** Options of the environment. */
  readonly options?: Readonly<Record<string, unknown>>;
  /** Of the reset that began it. */
  readonly seed?: number;
  /** Positions and velocities that were set after the reset, if some were: of MuJoCo's tasks. */
  readonly initial?: { readonly qpos: readonly number[]; readonly qvel: readonly number[] };
  readonly actions: readonly Action[];
}

/**
 * Reads a trajectory: what `deno task record --out FILE.json` writes.
 *
 * @throws {TypeError} If the file holds something else
 */
export async function readTrajectory(path: string): Promise<Trajectory> {
  const value = await readJson(path);
  const { environment, options, seed, initial, actions } = Object(value);
  const demand = (holds: boolean, what: string, found: unknown) => {
    if (!holds) throw new TypeError(`${path}: expected ${what}, found ${JSON.stringify(found)}`);
  };
  demand(typeof environment === "string", "the name of an environment", environment);
  demand(options === undefined || isRecord(options), "options by their names", options);
  demand(seed === undefined || Number.isSafeInteger(seed), "a whole number as seed", seed);
  demand(
    initial === undefined || isNumbers(Object(initial).qpos) && isNumbers(Object(initial).qvel),
    "initial positions and velocities, qpos and qvel",
    initial,
  );
  demand(Array.isArray(actions), "actions", actions);
  const wrong = actions.findIndex((one: unknown) => !isNumbers(one) && !Number.isFinite(one));
  demand(wrong < 0, `numbers as action ${wrong}`, actions[wrong]);
  return { environment, options, seed, initial, actions };
}

function isRecord(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isNumbers(value: unknown): boolean {
  return Array.isArray(value) && value.every((one) => Number.isFinite(one));
}
