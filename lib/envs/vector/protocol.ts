import type { Info } from "../environment.ts";
import type { Precision, Space } from "../spaces.ts";
import type { VectorSizes } from "./arrays.ts";
import type { LanesState } from "./lanes.ts";
import type { Autoreset } from "./vector.ts";

/** A space as a message can hold it. */
export type SpaceData =
  | { readonly kind: "discrete"; readonly n: number }
  | {
    readonly kind: "box";
    readonly low: Float64Array;
    readonly high: Float64Array;
    readonly shape: readonly number[];
    readonly precision: Precision;
  };

/** Which environments a worker makes. */
export interface MakeRequest {
  readonly kind: "make";
  readonly id: string;
  readonly options: Readonly<Record<string, unknown>>;
  /** Modules that register the task. */
  readonly modules: readonly string[];
  /** How many environments. */
  readonly count: number;
  /** The number of the first one. */
  readonly first: number;
  readonly autoreset: Autoreset;
}

/** What a worker shares with the main thread. */
export interface AttachRequest {
  readonly kind: "attach";
  readonly channel: SharedArrayBuffer;
  /** The arrays of all environments. */
  readonly arrays: SharedArrayBuffer;
  /** The sizes of all. */
  readonly sizes: VectorSizes;
  /** Texts of this worker: infos, or what went wrong. */
  readonly text: SharedArrayBuffer;
}

/** What the main thread asks of a worker in messages; steps go through shared memory. */
export type Request =
  | MakeRequest
  | AttachRequest
  | {
    readonly kind: "reset";
    readonly seeds: readonly (number | undefined)[];
    readonly options: Readonly<Record<string, unknown>>;
  }
  | { readonly kind: "save" }
  | { readonly kind: "load"; readonly state: LanesState };

/** What a worker answers to a {@linkcode Request}. */
export type Reply =
  | {
    readonly kind: "made";
    readonly observationSpace: SpaceData;
    readonly actionSpace: SpaceData;
  }
  | { readonly kind: "done" }
  | { readonly kind: "reset"; readonly infos: readonly Info[] }
  | { readonly kind: "state"; readonly state: LanesState }
  | { readonly kind: "error"; readonly name: string; readonly message: string };

/** A space as a message can hold it. */
export function spaceData(space: Space): SpaceData {
  if (space.kind === "discrete") return { kind: "discrete", n: space.n };
  const { kind, low, high, shape, precision } = space;
  return { kind, low, high, shape: [...shape], precision };
}
