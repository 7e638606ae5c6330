import type { Backend } from "../backend/backend.ts";
import type { Network } from "../layers/network.ts";
import type { Transitions } from "./advantages.ts";

/** Sizes of a {@linkcode Rollout}. */
export interface RolloutSizes {
  /** Steps of each environment. */
  readonly steps: number;
  /** Environments side by side. */
  readonly environments: number;
  /** Numbers of an observation. */
  readonly observation: number;
  /** Numbers of an action. */
  readonly action: number;
}

/**
 * What happens between two updates: memory for some steps of some environments, made once. Rows are
 * in order of time, the environments of one step standing together.
 */
export class Rollout implements Transitions {
  /** Its sizes. */
  readonly sizes: RolloutSizes;
  /** Transitions that it holds: steps · environments. */
  readonly size: number;
  /** `[steps + 1, environments, observation]`: before each step, and after the last. */
  readonly observations: Float64Array;
  /** `[size, action]`. */
  readonly actions: Float64Array;
  readonly rewards: Float64Array;
  readonly values: Float64Array;
  readonly nextValues: Float64Array;
  readonly terminated: Uint8Array;
  readonly ended: Uint8Array;
  /** Views of the observations of each step, `[environments, observation]`, made once. */
  readonly observationsOfStep: readonly Float64Array[];
  /** Views of each observation. */
  readonly observation: readonly Float64Array[];
  /** Views of the actions of each step, `[environments, action]`. */
  readonly actionsOfStep: readonly Float64Array[];
  /** Views of each action. */
  readonly action: readonly Float64Array[];
  /** Transitions that ended an episode without reaching a terminal state, and what they led to. */
  readonly #cutOff: number[] = [];
  #lastObservations: Float64Array;

  constructor(sizes: RolloutSizes) {
    const { steps, environments, observation, action } = sizes;
    this.sizes = sizes;
    this.size = steps * environments;
    this.observations = new Float64Array((steps + 1) * environments * observation);
    this.actions = new Float64Array(this.size * action);
    this.rewards = new Float64Array(this.size);
    this.values = new Float64Array(this.size);
    this.nextValues = new Float64Array(this.size);
    this.terminated = new Uint8Array(this.size);
    this.ended = new Uint8Array(this.size);
    this.observationsOfStep = views(this.observations, environments * observation);
    this.observation = views(this.observations, observation);
    this.actionsOfStep = views(this.actions, environments * action);
    this.action = views(this.actions, action);
    this.#lastObservations = new Float64Array(environments * observation);
  }

  /** Begins anew with the observations that the last rollout ended with. */
  restart(): void {
    const { steps } = this.sizes;
    this.observationsOfStep[0].set(this.observationsOfStep[steps]);
    this.#cutOff.length = 0;
  }

  /** Keeps the observation after a transition that ended an episode, before the next one replaces it. */
  keepLast(transition: number): void {
    if (this.terminated[transition]) return;
    const { observation, environments } = this.sizes;
    const start = this.#cutOff.length * observation;
    if (start + observation > this.#lastObservations.length) {
      const larger = new Float64Array(2 * this.#lastObservations.length);
      larger.set(this.#lastObservations);
      this.#lastObservations = larger;
    }
    this.#lastObservations.set(this.observation[transition + environments], start);
    this.#cutOff.push(transition);
  }

  /** Fills `values` and `nextValues`: one forward pass, and another if a time limit cut episodes off. */
  evaluate(network: Network): void {
    const { backend } = network;
    const { observation, environments } = this.sizes;
    const all = valuesOf(backend, network, this.observations, observation);
    for (let i = 0; i < this.size; i++) {
      this.values[i] = all[i];
      this.nextValues[i] = all[i + environments];
    }
    if (this.#cutOff.length === 0) return;
    const last = this.#lastObservations.subarray(0, this.#cutOff.length * observation);
    const values = valuesOf(backend, network, last, observation);
    for (const [k, i] of this.#cutOff.entries()) this.nextValues[i] = values[k];
  }
}

function valuesOf(b: Backend, network: Network, observations: Float64Array, size: number) {
  let values: ArrayLike<number> = [];
  b.scope(() => {
    values = b.read(network.forward(b.tensor(observations, [observations.length / size, size])));
  });
  return values;
}

function views(numbers: Float64Array, size: number): Float64Array[] {
  return Array.from(
    { length: numbers.length / size },
    (_, i) => numbers.subarray(i * size, (i + 1) * size),
  );
}
