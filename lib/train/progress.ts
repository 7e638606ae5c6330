import type { EndReason, Position } from "./events.ts";

/** What an earlier loss keeps of its weight when another one comes. */
const SMOOTHING = 0.98;

/** How far training is, and the losses on the way: plain data that a checkpoint holds. */
export class FitProgress {
  /** Steps done. */
  step = 0;
  /** Seconds spent on them. */
  seconds = 0;
  /** Why training ended; null while it goes on. */
  ended: EndReason | null = null;
  readonly #perEpoch: number;
  #smooth = { sum: 0, weight: 0 };
  #epoch = { sum: 0, examples: 0 };
  #leastValidation: number | null = null;

  /** @param perEpoch Steps of an epoch */
  constructor(perEpoch: number) {
    this.#perEpoch = perEpoch;
  }

  /** Notes a step. */
  note(loss: number, examples: number, seconds: number): void {
    this.step++;
    this.seconds += seconds;
    this.#smooth.sum = SMOOTHING * this.#smooth.sum + (1 - SMOOTHING) * loss;
    this.#smooth.weight = SMOOTHING * this.#smooth.weight + 1 - SMOOTHING;
    this.#epoch.sum += loss * examples;
    this.#epoch.examples += examples;
  }

  /** Notes a validation loss; returns whether it is the least so far. */
  noteValidation(loss: number): boolean {
    const isLeast = this.#leastValidation === null || loss < this.#leastValidation;
    if (isLeast) this.#leastValidation = loss;
    return isLeast;
  }

  /** The recent losses' mean. */
  get smoothLoss(): number {
    return this.#smooth.sum / this.#smooth.weight;
  }

  /** Whether the last step was an epoch's last. */
  get atEpochEnd(): boolean {
    return this.step % this.#perEpoch === 0;
  }

  /** The mean loss of the epoch, which is over. */
  endEpoch(): number {
    const mean = this.#epoch.sum / this.#epoch.examples;
    this.#epoch = { sum: 0, examples: 0 };
    return mean;
  }

  /** What every event says. */
  get position(): Position {
    const epoch = Math.ceil(this.step / this.#perEpoch);
    return { step: this.step, epoch, seconds: this.seconds };
  }

  /** All of it, for JSON. */
  save() {
    return {
      step: this.step,
      seconds: this.seconds,
      ended: this.ended,
      smooth: { ...this.#smooth },
      epoch: { ...this.#epoch },
      leastValidation: this.#leastValidation,
    };
  }

  /** Continues from what was saved. */
  load(saved: ReturnType<FitProgress["save"]>): void {
    this.step = saved.step;
    this.seconds = saved.seconds;
    this.ended = saved.ended;
    this.#smooth = { ...saved.smooth };
    this.#epoch = { ...saved.epoch };
    this.#leastValidation = saved.leastValidation;
  }
}
