import type { Scene } from "../../lib/envs/mod.ts";

/** What a page knows before the first step. */
export interface Header {
  /** `Hopper-v5`. */
  readonly environment: string;
  /** Who acts: `random`, or a file. */
  readonly actor: string;
  readonly seed: number | null;
  /** Numbers of an observation. */
  readonly observationSize: number;
  /** What there is to see, if the environment has it. */
  readonly scene: Omit<Scene, "writePoses"> | null;
}

/** How an episode stands after a step. */
export const END = { running: 0, terminated: 1, truncated: 2, cut: 3 } as const;

/** Where in a row of a film what stands; then the observation, then the poses. */
export const COLUMN = {
  episode: 0,
  step: 1,
  reward: 2,
  return: 3,
  end: 4,
  observation: 5,
} as const;

/** Seconds of a step where no scene says it. */
export const DEFAULT_STEP_SECONDS = 1 / 30;

/** Where the poses begin in a row. */
export function posesStart({ observationSize }: Header): number {
  return COLUMN.observation + observationSize;
}

/** Numbers of a row: a moment of an episode. */
export function rowSize(header: Header): number {
  return posesStart(header) + 7 * (header.scene?.bodies ?? 0);
}

/** A whole episode, for a page that stands alone. */
export interface Film {
  readonly header: Header;
  /** `[moments, rowSize]` as 32-bit floats in base64. */
  readonly rows: string;
}

/** What a page asks of the task. */
export type Request =
  /** So many steps at most; a moment's worth of work is done of it. */
  | { readonly advance: number }
  /** Leave this episode, begin another. */
  | { readonly restart: true };

/** What the task says in words; steps come as rows of 32-bit floats. */
export type Message = { readonly header: Header } | { readonly error: string };
