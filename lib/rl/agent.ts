import type { Backend } from "../backend/backend.ts";
import type { Random } from "../backend/random.ts";
import type { Space } from "../envs/spaces.ts";
import { exp, tanh } from "../layers/elementwise.ts";
import { constant, orthogonal } from "../layers/initializers.ts";
import type { Layer } from "../layers/layer.ts";
import { linear } from "../layers/linear.ts";
import { createNetwork, type Network } from "../layers/network.ts";
import { makeOptimizer, optimizerOptionNames } from "../optim/named.ts";
import type { Optimizer } from "../optim/optimizer.ts";
import type { Schedule } from "../optim/schedule.ts";
import { categoricalPolicy } from "./categorical_policy.ts";
import type { AgentConfiguration } from "./configuration.ts";
import { constantOutput } from "./constant_output.ts";
import { gaussianPolicy } from "./gaussian_policy.ts";
import type { NamedNetwork, Policy } from "./policy.ts";

/** A policy and a value function. */
export interface Agent {
  /** The distribution of actions. */
  readonly policy: Policy;
  /** `[rows, observation] → [rows, 1]`. */
  readonly value: Network;
  /** The heads of the policy in their order, then the value network. */
  readonly networks: readonly NamedNetwork[];
}

/** Gains of orthogonal initialisation: of hidden layers, of a policy's output, of the value. */
const GAINS = { hidden: Math.SQRT2, policy: 0.01, value: 1 } as const;

/**
 * Makes the networks of an agent: tanh between layers, orthogonal weights, biases 0; a categorical
 * policy for discrete actions, else a Gaussian one.
 *
 * @param random Determines the initial parameters.
 */
export function createAgent(
  observationSize: number,
  actionSpace: Space,
  configuration: AgentConfiguration,
  { backend, random }: { readonly backend: Backend; readonly random: Random },
): Agent {
  const { hidden, spread, spreadHidden } = configuration;
  const create = (name: string, layers: readonly Layer[]): NamedNetwork => {
    const seed = random.split(name).integer(2 ** 32);
    return { name, network: createNetwork(layers, { backend, seed }) };
  };
  const value = {
    name: "value",
    network: createValueNetwork(observationSize, configuration, {
      backend,
      seed: random.split("value").integer(2 ** 32),
    }),
  };
  const policyLayers = (hidden: readonly number[], outputs: number) =>
    perceptron([observationSize, ...hidden, outputs], GAINS.policy);
  if (actionSpace.kind === "discrete") {
    const logits = create("logits", policyLayers(hidden, actionSpace.n));
    const policy = categoricalPolicy(logits.network, { choices: actionSpace.n });
    return { policy, value: value.network, networks: [...policy.heads, value] };
  }
  const { size } = actionSpace;
  const mean = create("mean", policyLayers(hidden, size));
  const spreads = create(
    spread,
    spread === "variance" ? [...policyLayers(spreadHidden, size), exp()] : [constantOutput(size)],
  );
  const networks = { mean: mean.network, spread: spreads.network };
  const policy = gaussianPolicy(networks, { spread, actionSize: size });
  return { policy, value: value.network, networks: [...policy.heads, value] };
}

/** Makes the value network of an agent. */
export function createValueNetwork(
  observationSize: number,
  { valueHidden }: AgentConfiguration,
  options: { readonly backend: Backend; readonly seed: number },
): Network {
  return createNetwork(perceptron([observationSize, ...valueHidden, 1], GAINS.value), options);
}

function perceptron(widths: readonly number[], outputGain: number): Layer[] {
  const last = widths.length - 2;
  return widths.slice(1).flatMap((outputs, i) => {
    const layer = linear(widths[i], outputs, {
      weightInitializer: orthogonal(i === last ? outputGain : GAINS.hidden),
      biasInitializer: constant(0),
    });
    return i === last ? [layer] : [layer, tanh()];
  });
}

/**
 * Makes the optimizer of one network of an agent.
 *
 * @param progress The share of updates that is done, for annealing.
 * @throws RangeError for an unknown optimizer, or a rank where it has none.
 */
export function createOptimizer(
  { name, network }: NamedNetwork,
  configuration: AgentConfiguration,
  { progress, random }: { readonly progress: () => number; readonly random: Random },
): Optimizer {
  const { optimizer, rank, delta, annealStepSize } = configuration;
  // A norm of all networks together is not for one optimizer to know; see Training.optimize.
  const maxGradientNorm = configuration.gradientNormOf === "network"
    ? configuration.maxGradientNorm
    : null;
  const known = optimizerOptionNames(optimizer);
  if (rank !== null && !known.includes("rank")) {
    throw new RangeError(
      `Expected no rank for ${optimizer}, which carries no columns, found ${rank}`,
    );
  }
  // What an optimizer does not have, such as β₁, a preset may still name.
  const numbers = Object.fromEntries(
    (["beta1", "beta2", "epsilon"] as const)
      .filter((name) => configuration[name] !== null && known.includes(name))
      .map((name) => [name, configuration[name]]),
  );
  const own = name === "value" ? configuration.valueStepSize : null;
  const first = own ?? configuration.stepSize;
  const annealed: Schedule = () => first * Math.max(0, 1 - progress());
  return makeOptimizer(optimizer, network, {
    ...numbers,
    stepSize: annealStepSize ? annealed : first,
    seed: random.split(name).integer(2 ** 32),
    ...(rank !== null && { rank }),
    ...(delta !== null && { stepSizeScaling: { delta } }),
    ...(maxGradientNorm !== null && { maxGradientNorm }),
  });
}
