import {
  type Backend,
  createNetwork,
  exp,
  linear,
  type Loss,
  meanSquaredError,
  mlp,
  type Network,
  ppoGaussian,
  Random,
  tanh,
  type Tensor,
} from "../../mod.ts";
import type { Case, Entry } from "./measure.ts";
import { updateOf } from "./updates.ts";

/** HalfCheetah's: 17 observations, 6 actions. */
const [observations, actions] = [17, 6];
const [minibatches, rows] = [32, 64];

/** The paper's three networks. */
function networksOf(b: Backend): { mean: Network; variance: Network; value: Network } {
  const create = (layers: Parameters<typeof createNetwork>[0], seed: number) =>
    createNetwork(layers, { backend: b, seed });
  return {
    mean: create(mlp([observations, 64, 64, actions], tanh), 1),
    variance: create([linear(observations, 64), tanh(), linear(64, actions), exp()], 2),
    value: create(mlp([observations, 64, 64, 1], tanh), 3),
  };
}

/** One minibatch: an input, and a loss for each network. */
interface Minibatch {
  readonly input: Tensor;
  readonly losses: { readonly mean: Loss; readonly variance: Loss; readonly value: Loss };
}

/** Minibatches near the first epoch's: ratios near 1. */
function minibatchesOf(b: Backend, networks: ReturnType<typeof networksOf>): Minibatch[] {
  const random = new Random(5);
  return Array.from({ length: minibatches }, () => {
    const input = b.random("normal", [rows, observations], random);
    const means = b.tensor(b.read(networks.mean.forward(input)), [rows, actions]);
    const variances = b.tensor(b.read(networks.variance.forward(input)), [rows, actions]);
    const noise = b.read(b.random("normal", [rows, actions], random));
    const [mu, v] = [b.read(means), b.read(variances)];
    const taken = b.tensor(mu.map((m, i) => m + Math.sqrt(v[i]) * noise[i]), [rows, actions]);
    const oldLogProbabilities = Float64Array.from({ length: rows }, (_, row) => {
      let sum = 0;
      for (let k = row * actions; k < (row + 1) * actions; k++) {
        sum -= (Math.log(2 * Math.PI * v[k]) + noise[k] ** 2) / 2;
      }
      return sum;
    });
    const advantages = b.read(b.random("normal", [rows, 1], random));
    const shared = { actions: taken, oldLogProbabilities, advantages };
    return {
      input,
      losses: {
        mean: ppoGaussian("mean", { ...shared, variances }),
        variance: ppoGaussian("variance", { ...shared, means }),
        value: meanSquaredError(b.random("normal", [rows, 1], random)),
      },
    };
  });
}

const keys = ["mean", "variance", "value"] as const;

/** Updates in an epoch of PPO: a step of each network for each minibatch. */
export const epochUpdates: number = minibatches * keys.length;

/** One epoch of PPO: for each minibatch three losses and three steps. */
export function epochEntry(b: Backend, method: string): Entry {
  const networks = networksOf(b);
  const batches = minibatchesOf(b, networks);
  const updates = keys.map((key) => updateOf(method, networks[key]));
  return {
    method,
    backend: b.name,
    run() {
      for (const { input, losses } of batches) {
        for (const [i, key] of keys.entries()) updates[i](input, losses[key]);
      }
    },
  };
}

/** One action: forward passes of mean and variance for a single observation. */
function actEntry(b: Backend): Entry {
  const { mean, variance } = networksOf(b);
  const input = b.random("normal", [1, observations], new Random(1));
  return {
    method: "forward",
    backend: b.name,
    run: () =>
      b.scope(() => {
        mean.forward(input);
        variance.forward(input);
      }),
  };
}

/** What training an agent consists of, beside the physics. */
export function reinforcementCases(backends: readonly Backend[]): Case[] {
  const methods = ["adam", "adahesscale", "adahesscale-full"];
  return [
    {
      name: "ppo-epoch",
      baseline: "adam",
      entries: () => backends.flatMap((b) => methods.map((method) => epochEntry(b, method))),
    },
    { name: "act", baseline: "forward", entries: () => backends.map(actEntry) },
  ];
}
