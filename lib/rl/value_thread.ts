import type { PpoConfiguration } from "./configuration.ts";
import type { RolloutSizes } from "./rollout.ts";
import type { LearntValues, ValueTask } from "./value_learner.ts";
import type { ValueReply, ValueRequest } from "./value_worker.ts";

/**
 * Whether PPO's value network can learn apart, as `overlap` asks for: not if one norm bounds all
 * gradients, or if the policy decides how many epochs there are.
 */
export function valuesLearnApart(configuration: PpoConfiguration): boolean {
  const { maxGradientNorm, gradientNormOf, targetKl } = configuration;
  return targetKl === null && (maxGradientNorm === null || gradientNormOf === "network");
}

/** The value network's learning in a thread of its own, with the bits that it has in this one. */
export class ValueThread implements Disposable {
  readonly #worker: Worker;
  #learning: Promise<LearntValues> | undefined;

  /** Starts a thread. */
  constructor(configuration: PpoConfiguration, sizes: RolloutSizes) {
    this.#worker = new Worker(new URL("./value_worker.ts", import.meta.url), { type: "module" });
    this.#post({ configuration, sizes });
  }

  /** Begins the steps of an update. */
  begin(task: ValueTask): void {
    const { promise, resolve, reject } = Promise.withResolvers<LearntValues>();
    this.#worker.onmessage = ({ data }: MessageEvent<ValueReply>) =>
      "learnt" in data ? resolve(data.learnt) : reject(data.error);
    this.#worker.onerror = (event) => {
      event.preventDefault();
      reject(new Error(`The thread of the value network ended: ${event.message}`));
    };
    // Whoever fails meanwhile does not wait for it.
    promise.catch(() => {});
    this.#post({ task });
    this.#learning = promise;
  }

  /**
   * Waits for what was begun.
   *
   * @throws What the thread threw.
   */
  async finish(): Promise<LearntValues> {
    return await this.#learning!;
  }

  /** Ends the thread. */
  [Symbol.dispose](): void {
    this.#worker.terminate();
  }

  #post(request: ValueRequest): void {
    this.#worker.postMessage(request);
  }
}
