import type { TensorLike } from "../backend/tensor_like.ts";
import type { Network } from "../layers/network.ts";
import type { Loss } from "../losses/loss.ts";
import type { ParameterGroup } from "./groups.ts";
import type { Schedule } from "./schedule.ts";
import type { OptimizerState } from "./state.ts";
import type { ShardOptions } from "./shards.ts";
import type { StepSizeScaling } from "./step_size_scaling.ts";

/** What every optimizer takes, beside numbers of its own. */
export interface OptimizerOptions extends ShardOptions {
  /** α, or how it changes with the step; each optimizer has a default. */
  readonly stepSize?: number | Schedule;
  /** λ of decoupled weight decay, `θ ← θ − αλθ` beside the update (Loshchilov & Hutter 2019); 0 by default. */
  readonly weightDecay?: number;
  /** The largest norm of the gradient of all parameters; a longer one is shortened. None by default. */
  readonly maxGradientNorm?: number;
  /**
   * Shortens a step whose predicted quadratic change of the loss, `½ Σ c u²` over the network, is
   * larger than δ (arXiv 2406.03276, Algorithm 3); off by default.
   */
  readonly stepSizeScaling?: StepSizeScaling;
  /** Parameters with numbers of their own; none by default. */
  readonly groups?: readonly ParameterGroup[];
  /** Whether steps report the norm of the gradient; false by default. */
  readonly norms?: boolean;
  /** With the step's number determines whatever is drawn; 0 by default. */
  readonly seed?: number;
  /**
   * Follow the authors' research code where it differs from the published algorithm, to compare with
   * its results; false by default. Of step-size scaling with the second moment `"sqrt"` the curvature is
   * √v then; further differences stand with the optimizers that have them.
   */
  readonly researchCode?: boolean;
}

/** What a step did. */
export interface Step {
  /** Its number, from 1. */
  readonly step: number;
  /** The loss before it. */
  readonly loss: number;
  /** α by the schedule, without groups and scaling. */
  readonly stepSize: number;
  /** The factor of step-size scaling that the update was multiplied by; 1 without it. */
  readonly scale: number;
  /** The norm of the gradient before clipping, if `norms` or `maxGradientNorm` asks for it, or the step was begun. */
  readonly gradientNorm?: number;
}

/** A step that knows its derivatives and has changed nothing yet; see {@linkcode Optimizer.begin}. */
export interface BegunStep {
  /** The norm of the gradient of all parameters. */
  readonly gradientNorm: number;
  /**
   * Does the rest of the step, once, in the scope in which it was begun.
   *
   * @param gradientFactor What the gradient is multiplied by first, before `maxGradientNorm` bounds it;
   * the curvature is not. 1 by default.
   * @throws RangeError if the change that step-size scaling predicts is not a number.
   */
  finish(gradientFactor?: number): Step;
}

/** Trains a network, step by step; made by {@linkcode createOptimizer} and the named optimizers. */
export interface Optimizer {
  /** Such as `adaHesScale`. */
  readonly name: string;
  /** Whose parameters it changes. */
  readonly network: Network;
  /** Steps done. */
  readonly steps: number;
  /**
   * Runs the walk that it needs and no other, and updates the parameters; frees all that it makes.
   *
   * @param input `[batch, ...features]`.
   * @param options.training Whether dropout is on; true by default.
   * @throws RangeError with step, quantity and parameter if loss, gradient or curvature is not finite,
   * and whatever the estimator throws; nothing has been changed then. RangeError if the change that
   * step-size scaling predicts is not a number: then averages have been changed, no parameter.
   */
  step(input: TensorLike, loss: Loss, options?: { readonly training?: boolean }): Step;
  /**
   * The first half of a step: the walk without the update, for those who need to know the gradients of
   * several networks before any of them changes. Its tensors live in the scope around it, in which it
   * has to be finished before another step of this optimizer.
   *
   * @throws RangeError as {@linkcode Optimizer.step} does; nothing has been changed then.
   */
  begin(input: TensorLike, loss: Loss, options?: { readonly training?: boolean }): BegunStep;
  /** A copy of its state, for {@linkcode Optimizer.loadState}. */
  saveState(): OptimizerState;
  /**
   * Continues where a saved state stood.
   *
   * @throws TypeError for a state of another optimizer, of other names or shapes, RangeError for
   * numbers that are not finite; nothing is changed then.
   */
  loadState(state: OptimizerState): void;
}
