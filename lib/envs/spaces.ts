import { sizeOf } from "../backend/shapes.ts";
import type { NumpyRandom } from "./numpy_random.ts";

/** Where observations or actions lie. */
export type Space = Box | Discrete;

/** In which precision Gymnasium keeps the elements of a {@linkcode Box}; here they are always in a `Float64Array`. */
export type Precision = "float32" | "float64";

/** Bounds and shape of a {@linkcode Box}. */
export interface BoxOptions {
  /** Lower bounds, inclusive: one for all, or one for each element; may be −∞. */
  readonly low: number | ArrayLike<number>;
  /** Upper bounds, inclusive: one for all, or one for each element; may be ∞. */
  readonly high: number | ArrayLike<number>;
  /** Lengths of the dimensions; `[size]` if absent, taken from the bounds. */
  readonly shape?: readonly number[];
  /** Bounds and samples are rounded to it; default `float64`. */
  readonly precision?: Precision;
}

/** Vectors between bounds. */
export class Box {
  /** Tells it from other spaces. */
  readonly kind = "box";
  /** Lower bounds, `[size]`. */
  readonly low: Float64Array;
  /** Upper bounds, `[size]`. */
  readonly high: Float64Array;
  /** Lengths of the dimensions. */
  readonly shape: readonly number[];
  /** Number of elements. */
  readonly size: number;
  /** What bounds and samples are rounded to. */
  readonly precision: Precision;

  /**
   * Makes the space.
   *
   * @throws TypeError if bounds and shape do not fit.
   * @throws RangeError if a lower bound is above its upper one, or one is NaN.
   */
  constructor({ low, high, shape, precision = "float64" }: BoxOptions) {
    const lengths = [low, high].flatMap((bound) => typeof bound === "number" ? [] : bound.length);
    this.shape = Object.freeze([...shape ?? [lengths[0] ?? 1]]);
    this.size = sizeOf(this.shape);
    for (const length of lengths) {
      if (length !== this.size) {
        throw new TypeError(`Expected ${this.size} bounds for [${this.shape}], found ${length}`);
      }
    }
    const round = precision === "float32" ? Math.fround : (x: number) => x;
    const spread = (bound: number | ArrayLike<number>) =>
      Float64Array.from(
        { length: this.size },
        (_, i) => round(typeof bound === "number" ? bound : bound[i]),
      );
    this.low = spread(low);
    this.high = spread(high);
    this.precision = precision;
    for (const [i, bound] of this.low.entries()) {
      if (!(bound <= this.high[i])) {
        throw new RangeError(
          `Expected lower bounds below upper ones, found ${bound} and ${this.high[i]} at ${i}`,
        );
      }
    }
  }

  /** Whether every element of a vector is a number between its bounds. */
  contains(value: unknown): boolean {
    if (!isVector(value) || value.length !== this.size) return false;
    for (let i = 0; i < this.size; i++) {
      if (!(value[i] >= this.low[i] && value[i] <= this.high[i])) return false;
    }
    return true;
  }

  /**
   * A random element, Gymnasium's for the same random numbers where no element has exactly one bound: uniform between
   * two bounds, standard normal without one, exponential away from a single one.
   */
  sample(random: NumpyRandom): Float64Array {
    const sample = new Float64Array(this.size);
    const round = this.precision === "float32" ? Math.fround : (x: number) => x;
    const draw = (low: boolean, high: boolean, drawOne: (i: number) => number) => {
      for (let i = 0; i < this.size; i++) {
        if (Number.isFinite(this.low[i]) === low && Number.isFinite(this.high[i]) === high) {
          sample[i] = round(drawOne(i));
        }
      }
    };
    const exponential = () => -Math.log1p(-random.uniform());
    draw(false, false, () => random.normal());
    draw(true, false, (i) => this.low[i] + exponential());
    draw(false, true, (i) => this.high[i] - exponential());
    draw(true, true, (i) => random.uniform(this.low[i], this.high[i]));
    return sample;
  }

  /** Such as `Box [6] from -1 to 1`. */
  toString(): string {
    const range = (bounds: Float64Array) => {
      const [least, most] = [Math.min(...bounds), Math.max(...bounds)];
      return least === most ? `${least}` : `${least}…${most}`;
    };
    return `Box [${this.shape}] from ${range(this.low)} to ${range(this.high)}`;
  }
}

/** The whole numbers from 0 to n − 1. */
export class Discrete {
  /** Tells it from other spaces. */
  readonly kind = "discrete";
  /** How many there are. */
  readonly n: number;
  /** Of an element: it has no dimensions. */
  readonly shape: readonly number[] = Object.freeze([]);
  /** Numbers in an element. */
  readonly size = 1;

  /**
   * Makes the space.
   *
   * @throws RangeError if n is no whole number of at least 1.
   */
  constructor(n: number) {
    if (!Number.isSafeInteger(n) || n < 1) {
      throw new RangeError(`Expected a whole number of at least 1, found ${n}`);
    }
    this.n = n;
  }

  /** Whether it is a whole number from 0 to n − 1. */
  contains(value: unknown): boolean {
    return Number.isInteger(value) && (value as number) >= 0 && (value as number) < this.n;
  }

  /** A random element, Gymnasium's for the same random numbers. */
  sample(random: NumpyRandom): number {
    return random.integers(0, this.n);
  }

  /** Such as `Discrete 2`. */
  toString(): string {
    return `Discrete ${this.n}`;
  }
}

/**
 * Refuses what is no action: for a box any finite vector of its size is one, for it is the task that decides what is
 * clipped.
 *
 * @param id The environment's, for the message
 * @throws TypeError for a wrong kind or size.
 * @throws RangeError for a number that is not finite, or not one of those there are.
 */
export function checkAction(id: string, space: Space, action: unknown): void {
  if (space.kind === "discrete") {
    if (space.contains(action)) return;
    if (typeof action !== "number") {
      throw new TypeError(`${id}: expected an action that is a number, found ${kindOf(action)}`);
    }
    throw new RangeError(`${id}: expected an action from 0 to ${space.n - 1}, found ${action}`);
  }
  if (!isVector(action)) {
    throw new TypeError(
      `${id}: expected an action with ${space.size} numbers, found ${kindOf(action)}`,
    );
  }
  if (action.length !== space.size) {
    throw new TypeError(
      `${id}: expected an action with ${space.size} numbers, found ${action.length}`,
    );
  }
  for (let i = 0; i < space.size; i++) {
    if (!Number.isFinite(action[i])) {
      throw new RangeError(`${id}: expected a finite action, found ${action[i]} at ${i}`);
    }
  }
}

function isVector(value: unknown): value is ArrayLike<number> {
  return Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView));
}

function kindOf(value: unknown): string {
  if (isVector(value)) return `an array of ${value.length}`;
  return value === null ? "null" : typeof value;
}
