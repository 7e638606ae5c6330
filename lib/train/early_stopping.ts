import type { Network } from "../layers/network.ts";
import type { NamedTensors } from "../runs/safetensors.ts";
import { readParameters, writeParameters } from "./parameters.ts";

/** When to stop before the last epoch. */
export interface EarlyStoppingOptions {
  /** Evaluations in succession without a lower validation loss after which to stop. */
  readonly patience: number;
  /** How much lower a loss has to be to count as lower; 0 by default. */
  readonly margin?: number;
}

/** @throws RangeError if the patience is not a whole number of at least 1, or the margin negative. */
export function checkEarlyStopping({ patience, margin = 0 }: EarlyStoppingOptions): void {
  if (!Number.isSafeInteger(patience) || patience < 1) {
    throw new RangeError(`Expected patience to be a whole number of at least 1, found ${patience}`);
  }
  if (!(margin >= 0)) throw new RangeError(`Expected margin of at least 0, found ${margin}`);
}

/** What of {@linkcode EarlyStopping} is plain data. */
export interface StoppingState {
  readonly least: number | null;
  readonly waited: number;
}

/** Watches the validation loss, and keeps the parameters with the least. */
export class EarlyStopping {
  readonly #network: Network;
  readonly #patience: number;
  readonly #margin: number;
  #least = Infinity;
  #waited = 0;
  #best: NamedTensors = {};

  constructor(network: Network, { patience, margin = 0 }: EarlyStoppingOptions) {
    this.#network = network;
    this.#patience = patience;
    this.#margin = margin;
  }

  /** Notes a validation loss; returns whether to stop. */
  note(loss: number): boolean {
    if (loss < this.#least - this.#margin) {
      this.#least = loss;
      this.#waited = 0;
      this.#best = readParameters(this.#network);
    } else {
      this.#waited++;
    }
    return this.#waited >= this.#patience;
  }

  /** Gives the network the parameters with the least validation loss. */
  restoreBest(): void {
    if (this.#least < Infinity) writeParameters(this.#network, this.#best);
  }

  /** What a run that continues needs. */
  save(): { readonly state: StoppingState; readonly tensors: NamedTensors } {
    const least = this.#least === Infinity ? null : this.#least;
    return { state: { least, waited: this.#waited }, tensors: this.#best };
  }

  /** Continues from what was saved. */
  load({ least, waited }: StoppingState, tensors: NamedTensors): void {
    this.#least = least ?? Infinity;
    this.#waited = waited;
    this.#best = tensors;
  }
}
