import type { Backend, Tensor } from "../backend/backend.ts";

/** One parameter, and what its optimizer keeps for it. */
export interface Place {
  /** θ. */
  readonly parameter: Tensor;
  /** Tensors of its shape, one for each of {@linkcode UpdateRule.slots}. */
  readonly slots: readonly Tensor[];
  /** {@linkcode UpdateRule.constants}, or what the parameter's group has in their place. */
  readonly constants: Readonly<Record<string, number>>;
  /** λ of decoupled weight decay. */
  readonly weightDecay: number;
  /** Where an update goes that is yet to be limited; undefined if it is to be applied. */
  readonly update: Tensor | undefined;
}

/** What the walk of a step found for one parameter. */
export interface Signals {
  /** g. */
  readonly gradient: Tensor;
  /** x: the curvature, or g if no curvature feeds the optimizer; undefined if it was not refreshed. */
  readonly curvature: Tensor | undefined;
}

/** Where a run stands. */
export interface Timing {
  /** Number of this step, from 1. */
  readonly step: number;
  /** How often the curvature has been refreshed, this step included. */
  readonly refreshes: number;
  /** α. */
  readonly stepSize: number;
}

/**
 * How gradient and curvature become an update u: the part of an optimizer that {@linkcode
 * createOptimizer} puts together with what feeds it and what limits it. A rule holds no state of its
 * own.
 */
export interface UpdateRule {
  /** Numbers such as β₁ that a group of parameters may have of its own, by name. */
  readonly constants: Readonly<Record<string, number>>;
  /** Names of the tensors that it keeps for each parameter, all zero at first. */
  readonly slots: readonly string[];
  /** Whether it looks at the curvature. */
  readonly usesCurvature: boolean;
  /**
   * Advances what is kept for a parameter, and either applies `θ ← θ − u − αλθ` or, if there is a
   * place for it, writes u there and leaves the parameter as it is.
   */
  advance(b: Backend, place: Place, signals: Signals, timing: Timing): void;
  /** `Σ c u²` of one parameter with the magnitude c ≥ 0 of the curvature that the rule keeps. */
  predictedChange?(b: Backend, place: Place, update: Tensor): number;
}
