import {
  bl89,
  empiricalFisher,
  type Estimate,
  type EvaluationOptions,
  exactDiagonal,
  exactDiagonalByHvp,
  gaussNewtonDiagonal,
  gaussNewtonMonteCarlo,
  hesscale,
  hesscaleGN,
  hutchinson,
  kfacDiagonal,
  type Loss,
  type Network,
  squaredGradient,
  type TensorLike,
} from "../../mod.ts";

/** What every estimator is. */
export type Estimator = (
  network: Network,
  input: TensorLike,
  loss: Loss,
  options?: EvaluationOptions,
) => Estimate;

/** Estimators without randomness whose result is a sum over the samples of a batch. */
export const additive: Readonly<Record<string, Estimator>> = {
  bl89: (network, input, loss, options) =>
    loss.name === "ppoCategorical"
      ? hesscale(network, input, loss, options)
      : bl89(network, input, loss, options),
  empiricalFisher,
  exactDiagonal,
  exactDiagonalByHvp,
  gaussNewtonDiagonal,
  hesscale,
  hesscaleRank1: (...args) => hesscale(args[0], args[1], args[2], { ...args[3], rank: 1 }),
  hesscaleFull: (...args) => hesscale(args[0], args[1], args[2], { ...args[3], rank: "full" }),
  hesscaleGN,
  hesscaleGNRank2: (...args) => hesscaleGN(args[0], args[1], args[2], { ...args[3], rank: 2 }),
};

/** Estimators that draw random numbers. */
export const random: Readonly<Record<string, Estimator>> = {
  gaussNewtonMonteCarlo,
  hutchinson,
  hutchinsonNormal: (...args) =>
    hutchinson(args[0], args[1], args[2], { ...args[3], distribution: "normal" }),
  hutchinsonMagnitude: (...args) =>
    hutchinson(args[0], args[1], args[2], { ...args[3], estimate: "magnitude" }),
  kfacSampled: (...args) => kfacDiagonal(args[0], args[1], args[2], { ...args[3], samples: 2 }),
};

/** All estimators of the Hessian diagonal. */
export const estimators: Readonly<Record<string, Estimator>> = {
  ...additive,
  ...random,
  kfacDiagonal,
  squaredGradient,
};
