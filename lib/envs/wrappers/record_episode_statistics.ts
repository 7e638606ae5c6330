import type {
  Action,
  Environment,
  Json,
  ResetOptions,
  ResetResult,
  StepResult,
} from "../environment.ts";
import { Wrapper } from "./wrapper.ts";

/** An episode that is over. */
export interface EpisodeStatistics {
  /** The sum of its rewards. */
  readonly r: number;
  /** Its steps. */
  readonly l: number;
  /** Seconds that it took. */
  readonly t: number;
}

/** Options of {@linkcode RecordEpisodeStatistics}. */
export interface RecordEpisodeStatisticsOptions {
  /** How many of the last episodes are kept; default 100. */
  readonly bufferLength?: number;
}

/**
 * Adds `episode`, the {@linkcode EpisodeStatistics}, to the info of the last step of each episode, and keeps those of
 * the last episodes.
 */
export class RecordEpisodeStatistics extends Wrapper {
  /** @internal */
  protected override readonly name = "RecordEpisodeStatistics";
  readonly #bufferLength: number;
  #episodes: EpisodeStatistics[] = [];
  #count = 0;
  #return = 0;
  #length = 0;
  #start = performance.now();

  /**
   * Wraps an environment.
   *
   * @throws RangeError if the number of episodes is no whole number of at least 1.
   */
  constructor(inner: Environment, { bufferLength = 100 }: RecordEpisodeStatisticsOptions = {}) {
    super(inner);
    if (!Number.isSafeInteger(bufferLength) || bufferLength < 1) {
      throw new RangeError(`Expected bufferLength of at least 1, found ${bufferLength}`);
    }
    this.#bufferLength = bufferLength;
  }

  /** The last episodes, the newest one last. */
  get episodes(): readonly EpisodeStatistics[] {
    return this.#episodes;
  }

  /** How many episodes have ended. */
  get episodeCount(): number {
    return this.#count;
  }

  /** Starts an episode; see {@linkcode Environment.reset}. */
  override reset(options?: ResetOptions): ResetResult {
    const result = this.inner.reset(options);
    this.#return = 0;
    this.#length = 0;
    this.#start = performance.now();
    return result;
  }

  /** Acts; see {@linkcode Environment.step}. */
  override step(action: Action, into?: Float64Array): StepResult {
    const step = this.inner.step(action, into);
    this.#return += step.reward;
    this.#length++;
    if (!step.terminated && !step.truncated) return step;
    const episode = { r: this.#return, l: this.#length, t: this.#seconds() };
    this.#count++;
    this.#episodes.push(episode);
    if (this.#episodes.length > this.#bufferLength) this.#episodes.shift();
    return { ...step, info: { ...step.info, episode } };
  }

  /** @internal */
  protected override saveOwn(): Json {
    return {
      episodes: this.#episodes.map((episode) => ({ ...episode })),
      count: this.#count,
      return: this.#return,
      length: this.#length,
      seconds: this.#seconds(),
    };
  }

  /** @internal */
  protected override loadOwn(state: Json): void {
    const { episodes, count, return: sum, length, seconds } = Object(state);
    if (!Array.isArray(episodes) || ![count, sum, length, seconds].every(Number.isFinite)) {
      throw new TypeError(`Expected saved episode statistics, found ${JSON.stringify(state)}`);
    }
    this.#episodes = episodes.map((episode) => ({ ...episode }));
    this.#count = count;
    this.#return = sum;
    this.#length = length;
    this.#start = performance.now() - 1000 * seconds;
  }

  #seconds(): number {
    return (performance.now() - this.#start) / 1000;
  }
}
