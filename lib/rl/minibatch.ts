import type { Backend, Numbers, Tensor } from "../backend/backend.ts";
import type { PolicyBatch } from "./policy.ts";
import type { Rollout } from "./rollout.ts";

/** What an update learns from, beside the rollout: `[size]` each, in the rollout's order. */
export interface Targets {
  /** A. */
  readonly advantages: Float64Array;
  /** R, what the value network is to say. */
  readonly returns: Float64Array;
  /** `ln π_old(a)` for each head, if the objective needs it. */
  readonly oldLogProbabilities: readonly Numbers[];
}

/** Rows of a rollout: memory made once for all minibatches of a run. */
export class Minibatch implements PolicyBatch {
  readonly observations: Tensor;
  readonly actions: Tensor;
  readonly advantages: Float64Array;
  readonly returns: Float64Array;
  readonly oldValues: Float64Array;
  readonly oldLogProbabilities: readonly Float64Array[];
  readonly #backend: Backend;
  readonly #observations: Float64Array;
  readonly #actions: Float64Array;
  readonly #rollout: Rollout;

  /** Memory for `rows` rows of a rollout, with `heads` old log-probabilities each. */
  constructor(
    backend: Backend,
    rollout: Rollout,
    { rows, heads = 0 }: { readonly rows: number; readonly heads?: number },
  ) {
    const { observation, action } = rollout.sizes;
    const numbers = () => new Float64Array(rows);
    this.observations = backend.fill([rows, observation], 0);
    this.actions = backend.fill([rows, action], 0);
    this.advantages = numbers();
    this.returns = numbers();
    this.oldValues = numbers();
    this.oldLogProbabilities = Array.from({ length: heads }, numbers);
    this.#backend = backend;
    this.#observations = new Float64Array(rows * observation);
    this.#actions = new Float64Array(rows * action);
    this.#rollout = rollout;
  }

  /**
   * Takes the rows that stand in `order` from `start` on.
   *
   * @param order A row of the rollout at each place; the rows in their order if absent.
   */
  take(targets: Targets, order?: Uint32Array, start = 0): void {
    const { sizes: { observation, action }, observations, actions, values } = this.#rollout;
    for (let row = 0; row < this.advantages.length; row++) {
      const from = order ? order[start + row] : start + row;
      for (let k = 0; k < observation; k++) {
        this.#observations[row * observation + k] = observations[from * observation + k];
      }
      for (let k = 0; k < action; k++) {
        this.#actions[row * action + k] = actions[from * action + k];
      }
      this.advantages[row] = targets.advantages[from];
      this.returns[row] = targets.returns[from];
      this.oldValues[row] = values[from];
      for (let head = 0; head < this.oldLogProbabilities.length; head++) {
        this.oldLogProbabilities[head][row] = targets.oldLogProbabilities[head][from];
      }
    }
    this.#backend.write(this.observations, this.#observations);
    this.#backend.write(this.actions, this.#actions);
  }

  /** Shifts and scales the advantages to mean 0 and (unbiased) standard deviation 1. */
  normalizeAdvantages(): void {
    const a = this.advantages;
    let mean = 0;
    for (let i = 0; i < a.length; i++) mean += a[i] / a.length;
    let square = 0;
    for (let i = 0; i < a.length; i++) square += (a[i] - mean) ** 2;
    const deviation = Math.sqrt(square / Math.max(1, a.length - 1)) + 1e-8;
    for (let i = 0; i < a.length; i++) a[i] = (a[i] - mean) / deviation;
  }
}
