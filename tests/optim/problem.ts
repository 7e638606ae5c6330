import {
  type Backend,
  createNetwork,
  crossEntropy,
  dropout,
  linear,
  type Loss,
  makeOptimizer,
  type NamedOptimizerOptions,
  type Network,
  type Optimizer,
  Random,
  tanh,
  type Tensor,
} from "../../mod.ts";

/** A small classifier with dropout, so that steps draw. */
export function classifier(backend: Backend, seed = 1): Network {
  return createNetwork([linear(3, 5), tanh(), dropout(0.2), linear(5, 4)], { seed, backend });
}

/** A batch for a step of it. */
export function batchOf(b: Backend, step: number): { readonly input: Tensor; readonly loss: Loss } {
  const random = new Random(step).split("batch");
  const input = b.random("normal", [6, 3], random);
  return { input, loss: crossEntropy(Array.from({ length: 6 }, () => random.integer(4))) };
}

/** Runs steps `from` … `to` and returns their losses. */
export function run(optimizer: Optimizer, from: number, to: number): number[] {
  const losses = [];
  for (let step = from; step <= to; step++) {
    const { input, loss } = batchOf(optimizer.network.backend, step);
    losses.push(optimizer.step(input, loss).loss);
  }
  return losses;
}

/** A named optimizer on a fresh classifier. */
export function named(
  name: string,
  backend: Backend,
  options: NamedOptimizerOptions = {},
): Optimizer {
  return makeOptimizer(name, classifier(backend), options);
}
