import { simd } from "../backend/simd/mod.ts";
import { Random } from "../backend/random.ts";
import type { Network } from "../layers/network.ts";
import type { Loss } from "../losses/loss.ts";
import { meanSquaredError } from "../losses/regression.ts";
import type { Optimizer, Step } from "../optim/optimizer.ts";
import type { OptimizerState } from "../optim/state.ts";
import type { Numbers } from "../backend/backend.ts";
import { createOptimizer, createValueNetwork } from "./agent.ts";
import { clippedValueLoss } from "./clipped_value_loss.ts";
import type { PpoConfiguration } from "./configuration.ts";
import { type Norms, normsOf } from "./measurements.ts";
import { Minibatch } from "./minibatch.ts";
import { Rollout, type RolloutSizes } from "./rollout.ts";

/** What the value network learns from in one update, and where it stands. */
export interface ValueTask {
  readonly parameters: Readonly<Record<string, Numbers>>;
  readonly optimizer: OptimizerState;
  /** The share of updates that is done, for annealing. */
  readonly progress: number;
  /** `[size, observation]`. */
  readonly observations: Float64Array;
  /** R and V_old, `[size]` each. */
  readonly returns: Float64Array;
  readonly values: Float64Array;
  /** The order of rows in each epoch. */
  readonly orders: readonly Uint32Array[];
  /** Whether to measure norms before the last step. */
  readonly measured: boolean;
}

/** Where the value network stands after an update. */
export interface LearntValues extends Pick<ValueTask, "parameters" | "optimizer"> {
  readonly steps: readonly Step[];
  readonly norms: Norms | undefined;
}

/** The value loss is a plain squared error, or clipped like the surrogate. */
export function valueLoss(
  { returns, oldValues }: Minibatch,
  { clipValueLoss, clip, valueCoefficient }: PpoConfiguration,
): Loss {
  const weights = valueCoefficient === 1 ? undefined : returns.map(() => valueCoefficient);
  return clipValueLoss
    ? clippedValueLoss({ targets: returns, oldValues, clip }, { weights })
    : meanSquaredError(returns, { weights });
}

/** All epochs of the value network in an update, apart from the policy: neither depends on the other. */
export class ValueLearner {
  readonly #configuration: PpoConfiguration;
  readonly #network: Network;
  readonly #optimizer: Optimizer;
  readonly #rollout: Rollout;
  readonly #minibatch: Minibatch;
  #progress = 0;

  constructor(configuration: PpoConfiguration, sizes: RolloutSizes) {
    const random = new Random(configuration.seed).split("optimizers");
    this.#configuration = configuration;
    this.#network = createValueNetwork(sizes.observation, configuration, {
      backend: simd,
      seed: 0,
    });
    this.#optimizer = createOptimizer({ name: "value", network: this.#network }, configuration, {
      progress: () => this.#progress,
      random,
    });
    this.#rollout = new Rollout(sizes);
    const rows = this.#rollout.size / configuration.minibatches;
    this.#minibatch = new Minibatch(simd, this.#rollout, { rows });
  }

  /** Does the steps of an update. */
  learn(task: ValueTask): LearntValues {
    const network = this.#network, rollout = this.#rollout, minibatch = this.#minibatch;
    const rows = minibatch.returns.length;
    network.load(task.parameters);
    this.#optimizer.loadState(task.optimizer);
    this.#progress = task.progress;
    rollout.observations.set(task.observations);
    rollout.values.set(task.values);
    const targets = { advantages: task.returns, returns: task.returns, oldLogProbabilities: [] };
    const steps: Step[] = [];
    let norms: Norms | undefined;
    for (const [epoch, order] of task.orders.entries()) {
      for (let start = 0; start < rollout.size; start += rows) {
        minibatch.take(targets, order, start);
        const isLast = epoch === task.orders.length - 1 && start + rows === rollout.size;
        simd.scope(() => {
          const loss = valueLoss(minibatch, this.#configuration);
          if (task.measured && isLast) norms = normsOf(network, minibatch.observations, loss);
          steps.push(this.#optimizer.step(minibatch.observations, loss));
        });
      }
    }
    const optimizer = this.#optimizer.saveState();
    return { parameters: network.read(), optimizer, steps, norms };
  }
}
