import { BaseEnvironment, Box, type Info, type Json, type StepResult } from "../../lib/envs/mod.ts";

/**
 * An environment with two numbers as action whose episodes are short and of known lengths, and end by
 * turns in a terminal state and by a time limit. Its observations are never the same twice: the
 * number of the episode, of the step, and something random that actions move.
 */
export class TakingTurns extends BaseEnvironment<ArrayLike<number>> {
  readonly id = "TakingTurns-v0";
  readonly observationSpace = new Box({ low: Array(3).fill(-Infinity), high: Infinity });
  readonly actionSpace = new Box({ low: [-0.5, -1], high: [0.5, 1] });
  /** What it was told to do, all its life. */
  readonly actions: number[][] = [];
  #episode = 0;
  #time = 0;
  #place = 0;

  protected override begin(observation: Float64Array): Info {
    this.#episode++;
    this.#time = 0;
    this.#place = this.random.uniform();
    this.#observe(observation);
    return {};
  }

  protected override advance(action: ArrayLike<number>, observation: Float64Array): StepResult {
    this.actions.push([action[0], action[1]]);
    this.#place += 0.3 * action[0] - 0.1 * action[1];
    this.#time++;
    this.#observe(observation);
    const reward = this.#place - action[0] ** 2 + 0.1 * action[1];
    const isOver = this.#time === 2 + (3 * this.#episode) % 7;
    const terminated = isOver && this.#episode % 2 === 0;
    const truncated = isOver && !terminated;
    return { observation, reward, terminated, truncated, info: {} };
  }

  protected override saveTask(): Json {
    return [this.#episode, this.#time, this.#place];
  }

  protected override loadTask(state: Json): void {
    [this.#episode, this.#time, this.#place] = state as number[];
  }

  #observe(observation: Float64Array): void {
    observation.set([this.#episode / 4, this.#time / 2, this.#place]);
  }
}
