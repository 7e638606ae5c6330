import { exactDiagonal } from "../curvature/exact.ts";
import { empiricalFisher } from "../curvature/fisher.ts";
import { gaussNewtonMonteCarlo } from "../curvature/gauss_newton.ts";
import { kfacDiagonal, type KfacOptions } from "../curvature/kfac.ts";
import type { Network } from "../layers/network.ts";
import { curvatureOptimizer, type CurvatureOptimizerOptions } from "./curvature_optimizer.ts";
import type { Optimizer } from "./optimizer.ts";

/** Options of {@linkcode adaGGNMC}. */
export interface AdaGGNMCOptions extends CurvatureOptimizerOptions {
  /** How many samples to average over; 1 by default. */
  readonly samples?: number;
  /** For a cross-entropy: labels at a step in place of drawn ones, `batch · samples`, row by row. */
  readonly labels?: (step: number) => ArrayLike<number>;
}

/**
 * AdaGGNMC: Adam with a sampled diagonal of the generalised Gauss–Newton matrix (Dangel, Kunstner,
 * Hennig 2020) in place of the squared gradient; its second moment is `"magnitude"` by default, as in
 * the experiments of arXiv 2406.03276.
 *
 * With `researchCode`, ε is added to v itself, anew at each step, and not to the denominator.
 *
 * @throws RangeError for numbers or choices out of range.
 */
export function adaGGNMC(network: Network, options: AdaGGNMCOptions = {}): Optimizer {
  const { samples, labels, secondMoment = "magnitude", researchCode = false } = options;
  return curvatureOptimizer(
    "adaGGNMC",
    network,
    { ...options, secondMoment },
    (n, x, l, o) => gaussNewtonMonteCarlo(n, x, l, { ...o, samples, labels: labels?.(o.step) }),
    { accumulatesEpsilon: researchCode },
  );
}

/** Options of {@linkcode adaKFAC}. */
export interface AdaKFACOptions extends CurvatureOptimizerOptions {
  /** How many samples of the factor to average over; 1 by default. */
  readonly samples?: KfacOptions["samples"];
}

/** AdaKFAC: Adam with the diagonal of KFAC (Martens & Grosse 2015) in place of the gradient in the second moment. */
export function adaKFAC(network: Network, options: AdaKFACOptions = {}): Optimizer {
  const { samples = 1 } = options;
  return curvatureOptimizer(
    "adaKFAC",
    network,
    options,
    (n, x, l, o) => kfacDiagonal(n, x, l, { ...o, samples }),
  );
}

/**
 * AdaFisher: Adam with the diagonal of the empirical Fisher matrix, `Σ_n g_n²` over samples, in place
 * of the squared gradient of the batch. Its second moment is `"sqrt"` by default: that curvature
 * vanishes with the gradient, as its square, so that only its root makes a denominator.
 *
 * @throws RangeError for numbers or choices out of range.
 */
export function adaFisher(network: Network, options: CurvatureOptimizerOptions = {}): Optimizer {
  const { secondMoment = "sqrt" } = options;
  return curvatureOptimizer("adaFisher", network, { ...options, secondMoment }, empiricalFisher);
}

/**
 * AdaExact: Adam with the exact Hessian diagonal in place of the gradient in the second moment, the
 * yardstick for small networks: its cost grows with the square of the width.
 *
 * @throws TypeError at a step of a network that shares weights.
 */
export function adaExact(network: Network, options: CurvatureOptimizerOptions = {}): Optimizer {
  return curvatureOptimizer("adaExact", network, options, exactDiagonal);
}
