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
  /**
   * Whether PPO's value network learns in a thread of its own while the policy learns in this one, with
   * the same bits: faster where a second core is free. False by default. It makes no difference to A2C,
   * on another backend than `simd`, and where the two depend on each other, by `targetKl` or one norm
   * of all gradients.
   */
  readonly overlap?: boolean;
  /** Steps between two `update` events, at least; 2,000 by default. */
  readonly reportEvery?: number;
}
