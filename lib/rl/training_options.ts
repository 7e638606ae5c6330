import type { Backend } from "../backend/backend.ts";
import type { AgentCheckpoint } from "./events.ts";

/** How a run is carried out; nothing of it changes what comes out. */
export interface TrainingOptions {
  /** Where the networks live; `simd` by default. */
  readonly backend?: Backend;
  /** Where to continue; from the beginning by default. */
  readonly from?: AgentCheckpoint;
  /** Steps between two checkpoints, at least; none but the last by default. */
  readonly checkpointEvery?: number;
  /** Steps between two `update` events, at least; 2,000 by default. */
  readonly reportEvery?: number;
}
