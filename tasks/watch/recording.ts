import type { Action, Environment } from "../../lib/envs/mod.ts";
import type { Actor } from "./actors.ts";
import { Episodes } from "./episodes.ts";
import { COLUMN, type Film } from "./rows.ts";
import type { Trajectory } from "./trajectory.ts";

/** What is recorded, and how much of it. */
export interface RecordingOptions {
  readonly environment: Environment;
  readonly actor: Actor;
  readonly seed?: number;
  /** At most. */
  readonly steps: number;
  readonly signal?: AbortSignal;
}

/** A recorded episode. */
export interface Recording {
  /** Steps. */
  readonly length: number;
  /** The sum of the rewards. */
  readonly total: number;
  readonly film: Film;
  readonly trajectory: Trajectory;
}

/** Plays an episode to its end, or for some steps. */
export function recordEpisode(
  { environment, actor, seed, steps, signal }: RecordingOptions,
): Recording {
  const actions: Action[] = [];
  const watched: Actor = {
    name: actor.name,
    begin: actor.begin,
    act(observation) {
      const action = actor.act(observation);
      // A copy: an actor may use its array again.
      if (action !== undefined) {
        actions.push(typeof action === "number" ? action : Array.from(action));
      }
      return action;
    },
  };
  const episodes = new Episodes({ environment, actor: watched, seed });
  const rows = [episodes.next()];
  while (!episodes.over && actions.length < steps) {
    signal?.throwIfAborted();
    rows.push(episodes.next());
  }
  const { header } = episodes;
  const numbers = new Float32Array(rows.length * rows[0].length);
  for (const [index, row] of rows.entries()) numbers.set(row, index * row.length);
  return {
    length: actions.length,
    total: rows.at(-1)![COLUMN.return],
    film: { header, rows: new Uint8Array(numbers.buffer).toBase64() },
    trajectory: { environment: environment.id, seed, actions },
  };
}
