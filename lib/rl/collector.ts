import type { Backend, Tensor } from "../backend/backend.ts";
import type { Random } from "../backend/random.ts";
import type { Environment, EnvironmentState } from "../envs/environment.ts";
import { checkFiniteRow } from "./finite.ts";
import type { Normalizer } from "./normalizer.ts";
import type { Policy } from "./policy.ts";
import type { Rollout } from "./rollout.ts";

/** An episode that has come to its end. */
export interface FinishedEpisode {
  /** Steps in all environments together when it ended. */
  readonly step: number;
  /** Which environment, from 0. */
  readonly environment: number;
  /** The sum of its rewards, neither discounted nor normalised. */
  readonly return: number;
  /** Its steps. */
  readonly length: number;
}

/** What a {@linkcode Collector} needs to continue, beside its current observations. */
export interface CollectorState {
  /** Of each environment. */
  readonly environments: readonly EnvironmentState[];
  /** Return so far of the episode in each environment. */
  readonly returns: readonly number[];
  /** Its length so far. */
  readonly lengths: readonly number[];
}

/** What a {@linkcode Collector} acts with. */
export interface CollectorOptions {
  readonly environments: readonly Environment[];
  readonly policy: Policy;
  readonly normalizer: Normalizer;
  /** What the policy's networks live in. */
  readonly backend: Backend;
  /** What actions are drawn from. */
  readonly random: Random;
}

/** Acts in environments side by side, and fills rollouts with what happens. */
export class Collector {
  /** Milliseconds spent in environments so far. */
  physicsTime = 0;
  readonly #options: CollectorOptions;
  readonly #input: Tensor;
  readonly #returns: Float64Array;
  readonly #lengths: Float64Array;
  readonly #low: ArrayLike<number> | undefined;
  readonly #high: ArrayLike<number>;
  readonly #clipped: Float64Array;

  constructor(options: CollectorOptions, observationSize: number) {
    const { environments, policy, backend } = options;
    const { actionSpace } = environments[0];
    this.#options = options;
    this.#input = backend.fill([environments.length, observationSize], 0);
    this.#returns = new Float64Array(environments.length);
    this.#lengths = new Float64Array(environments.length);
    if (actionSpace.kind === "box") this.#low = actionSpace.low;
    this.#high = actionSpace.kind === "box" ? actionSpace.high : [];
    this.#clipped = new Float64Array(policy.actionSize);
  }

  /** Begins the first episodes: the observations of the rollout's last step, from where it restarts. */
  start(rollout: Rollout, random: Random): void {
    const { environments } = this.#options;
    for (const [e, environment] of environments.entries()) {
      const row = rollout.observation[rollout.size + e];
      const seed = random.split(`environment ${e}`).integer(2 ** 31);
      row.set(environment.reset({ seed }).observation);
      this.#finishObservation(row, 0, `first observation of environment ${e}`);
    }
  }

  /**
   * Fills a rollout.
   *
   * @param step Steps in all environments before it.
   * @returns The episodes that came to their end.
   * @throws NonFiniteError for an action, observation or reward that is not finite.
   */
  collect(rollout: Rollout, step: number): FinishedEpisode[] {
    const { environments, policy, normalizer, backend, random } = this.#options;
    const count = environments.length;
    const finished: FinishedEpisode[] = [];
    rollout.restart();
    for (let t = 0; t < rollout.sizes.steps; t++) {
      backend.write(this.#input, rollout.observationsOfStep[t]);
      policy.act(this.#input, rollout.actionsOfStep[t], random);
      checkFiniteRow(rollout.actionsOfStep[t], "action", step);
      for (let e = 0; e < count; e++) {
        const i = t * count + e;
        const next = rollout.observation[i + count];
        const began = performance.now();
        const { observation, reward, terminated, truncated } = environments[e].step(
          this.#toAction(rollout.action[i]),
          next,
        );
        if (observation !== next) next.set(observation);
        this.physicsTime += performance.now() - began;
        step++;
        if (!Number.isFinite(reward)) checkFiniteRow([reward], "reward", step);
        this.#returns[e] += reward;
        this.#lengths[e]++;
        rollout.rewards[i] = normalizer.reward(e, reward, terminated);
        rollout.terminated[i] = terminated ? 1 : 0;
        rollout.ended[i] = terminated || truncated ? 1 : 0;
        this.#finishObservation(next, step, "observation");
        if (!rollout.ended[i]) continue;
        rollout.keepLast(i);
        finished.push({
          step,
          environment: e,
          return: this.#returns[e],
          length: this.#lengths[e],
        });
        this.#returns[e] = this.#lengths[e] = 0;
        next.set(environments[e].reset().observation);
        this.#finishObservation(next, step, "first observation of an episode");
      }
    }
    return finished;
  }

  /** What it needs to continue, beside the current observations. */
  saveState(): CollectorState {
    return {
      environments: this.#options.environments.map((environment) => environment.saveState()),
      returns: [...this.#returns],
      lengths: [...this.#lengths],
    };
  }

  /** Continues from what was saved. */
  loadState({ environments, returns, lengths }: CollectorState): void {
    for (const [e, environment] of this.#options.environments.entries()) {
      environment.loadState(environments[e]);
    }
    this.#returns.set(returns);
    this.#lengths.set(lengths);
  }

  #finishObservation(row: Float64Array, step: number, what: string): void {
    checkFiniteRow(row, what, step);
    this.#options.normalizer.observation(row);
  }

  /** An index, or numbers within the bounds of the space. */
  #toAction(action: Float64Array): number | Float64Array {
    if (!this.#low) return action[0];
    for (let k = 0; k < action.length; k++) {
      this.#clipped[k] = Math.min(this.#high[k], Math.max(this.#low[k], action[k]));
    }
    return this.#clipped;
  }
}
