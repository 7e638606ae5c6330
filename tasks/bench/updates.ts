import {
  adaHesScale,
  adam,
  hesscale,
  type Loss,
  makeOptimizer,
  type NamedOptimizerOptions,
  type Network,
  type Optimizer,
  type OptimizerName,
  type Tensor,
} from "../../mod.ts";

type Make = (network: Network, options: NamedOptimizerOptions) => Optimizer;

const named = (name: OptimizerName, own: NamedOptimizerOptions = {}): Make => (network, options) =>
  makeOptimizer(name, network, { ...options, ...own });

/** Never reached, so that steps are measured with all the work of scaling and none of its effect. */
const stepSizeScaling = { delta: 1e30 };

/** Optimizers by the names that rows have. */
const optimizers: Readonly<Record<string, Make>> = {
  "sgd": named("sgd"),
  "sgd-momentum": named("sgd", { momentum: 0.9 }),
  "rmsprop": named("rmsprop"),
  "adam": named("adam"),
  "adamw": named("adamW"),
  "adam-scaled": (n, o) =>
    adam(n, { ...o, stepSizeScaling: { ...stepSizeScaling, curvature: hesscale } }),
  "adahesscale": named("adaHesScale"),
  "adahesscale-scaled": (n, o) => adaHesScale(n, { ...o, stepSizeScaling }),
  "adahesscale-rank1": named("adaHesScale", { rank: 1 }),
  "adahesscale-full": named("adaHesScale", { rank: "full" }),
  "adahesscale-gn": named("adaHesScaleGN"),
  "adabl89": named("adaBL89"),
  "adahessian": named("adaHessian"),
  "adaggnmc": named("adaGGNMC"),
  "adakfac": named("adaKFAC"),
  "adafisher": named("adaFisher"),
  "sophia": named("sophia"),
  "exact-diagonal": named("adaExact"),
};

/** All names. */
export const methodNames: readonly string[] = Object.keys(optimizers);

/**
 * An optimizer by the name that rows have.
 *
 * @throws RangeError for an unknown name.
 */
export function optimizerOf(name: string, network: Network): Optimizer {
  if (!Object.hasOwn(optimizers, name)) {
    throw new RangeError(`Expected an optimizer, found ${name}`);
  }
  // So small that nothing is learnt: a network that knows its batch by heart has denormal signals.
  return optimizers[name](network, { stepSize: 1e-15 });
}

/**
 * A full update of a network by one optimizer: forward, loss, backward, step.
 *
 * @throws RangeError for an unknown name.
 */
export function updateOf(name: string, network: Network): (input: Tensor, loss: Loss) => void {
  const optimizer = optimizerOf(name, network);
  return (input, loss) => void optimizer.step(input, loss);
}
