import type { ByNetwork, Diagnostics } from "./events.ts";

/** What a {@linkcode NonFiniteError} says. */
export interface NonFiniteOptions {
  /** Steps in all environments together when it was found. */
  readonly step: number;
  /** What is not finite, such as `observation`. */
  readonly quantity: string;
  /** What is wrong, for instance `found NaN`. */
  readonly details: string;
  /** The step of the last checkpoint, if there was one. */
  readonly lastCheckpoint?: number;
  /** What was thrown where it was found. */
  readonly cause?: unknown;
}

/** A number that is not finite stopped a run. */
export class NonFiniteError extends Error {
  /** Tells it from other errors. */
  override readonly name = "NonFiniteError";
  /** Steps in all environments together when it was found. */
  readonly step: number;
  /** What it is, such as `observation`. */
  readonly quantity: string;
  /** The step of the last checkpoint; none if there was no checkpoint yet. */
  readonly lastCheckpoint: number | undefined;
  readonly #details: string;

  /** Says where to continue. */
  constructor({ step, quantity, details, lastCheckpoint, cause }: NonFiniteOptions) {
    const last = lastCheckpoint === undefined
      ? "there is no checkpoint yet"
      : `the last checkpoint is that of step ${lastCheckpoint}`;
    super(`Stopped at step ${step}: expected a finite ${quantity}, ${details}; ${last}`, { cause });
    this.step = step;
    this.quantity = quantity;
    this.lastCheckpoint = lastCheckpoint;
    this.#details = details;
  }

  /** The same, with the step of the last checkpoint. */
  after(lastCheckpoint: number | undefined): NonFiniteError {
    const { step, quantity, cause } = this;
    return new NonFiniteError({ step, quantity, details: this.#details, lastCheckpoint, cause });
  }
}

/** Throws {@linkcode NonFiniteError} unless all numbers of a row are finite. */
export function checkFiniteRow(row: ArrayLike<number>, quantity: string, step: number): void {
  for (let i = 0; i < row.length; i++) {
    if (Number.isFinite(row[i])) continue;
    throw new NonFiniteError({ step, quantity, details: `found ${row[i]} at index ${i}` });
  }
}

/** Throws {@linkcode NonFiniteError} unless all that was measured is finite. */
export function checkFiniteDiagnostics(diagnostics: Diagnostics, step: number): void {
  for (const [name, found] of Object.entries(diagnostics)) {
    if (typeof found === "number") checkFiniteRow([found], name, step);
    else {
      for (const [network, value] of Object.entries(found as ByNetwork)) {
        checkFiniteRow([value], `${name} of the ${network} network`, step);
      }
    }
  }
}
