import type { SecondMoment } from "../backend/backend.ts";
import type { Network } from "../layers/network.ts";
import type { AdamOptions } from "./adam.ts";
import { createOptimizer } from "./create_optimizer.ts";
import type { CurvatureEstimator } from "./estimator.ts";
import type { Optimizer } from "./optimizer.ts";
import { adaptiveUpdate } from "./updates/adaptive.ts";

/** Options of Adam's relatives that are fed with curvature. */
export interface CurvatureOptimizerOptions extends AdamOptions {
  /** Which second moment of the curvature they keep; most have `"square"` by default. */
  readonly secondMoment?: SecondMoment;
  /** The curvature is estimated at every k-th step, and kept between; 1 by default. */
  readonly curvatureEvery?: number;
}

/** Adam's relative that is fed by an estimator. */
export function curvatureOptimizer(
  name: string,
  network: Network,
  options: CurvatureOptimizerOptions,
  curvature: CurvatureEstimator,
  { accumulatesEpsilon = false } = {},
): Optimizer {
  const { researchCode = false } = options;
  return createOptimizer(network, {
    name,
    ...options,
    curvature,
    update: adaptiveUpdate({ ...options, scalesByRoot: researchCode, accumulatesEpsilon }),
  });
}
