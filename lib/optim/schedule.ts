/** The step size α of a step, whose number counts from 1. */
export type Schedule = (step: number) => number;

/** How a step size changes from one value to another. */
export interface DecayOptions {
  /** α at the first step. */
  readonly from: number;
  /** α from step `steps` on; 0 by default. */
  readonly to?: number;
  /** The step at which `to` is reached, at least 2. */
  readonly steps: number;
}

/** The same step size at every step. */
export function constantSchedule(stepSize: number): Schedule {
  return () => stepSize;
}

/**
 * From one step size to another in a straight line.
 *
 * @throws RangeError for step sizes that are negative or not finite, or fewer than 2 steps.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { linearSchedule } from "@hesscale/hesscale";
 *
 * const schedule = linearSchedule({ from: 0.1, steps: 11 });
 * assertAlmostEquals(schedule(6), 0.05);
 * ```
 */
export function linearSchedule(options: DecayOptions): Schedule {
  return decay(options, (done) => 1 - done);
}

/**
 * From one step size to another along half a period of a cosine (Loshchilov & Hutter 2017).
 *
 * @throws RangeError for step sizes that are negative or not finite, or fewer than 2 steps.
 */
export function cosineSchedule(options: DecayOptions): Schedule {
  return decay(options, (done) => (1 + cosinePi(done)) / 2);
}

/**
 * Another schedule after a warm-up, in which the step size grows in a straight line to that
 * schedule's first.
 *
 * @param steps Steps of the warm-up; after them the schedule begins with its step 1.
 * @throws RangeError if `steps` is not a whole number of at least 1.
 *
 * @example
 * ```ts
 * import { adam, cosineSchedule, createNetwork, linear, warmUp } from "@hesscale/hesscale";
 *
 * const stepSize = warmUp(100, cosineSchedule({ from: 1e-2, steps: 10_000 }));
 * const optimizer = adam(createNetwork([linear(2, 3)]), { stepSize });
 * console.log(optimizer.name, stepSize(50)); // half of 1e-2
 * ```
 */
export function warmUp(steps: number, schedule: number | Schedule): Schedule {
  if (!Number.isInteger(steps) || steps < 1) {
    throw new RangeError(`Expected a whole number of steps of at least 1, found ${steps}`);
  }
  const after = toSchedule(schedule);
  return (step) => step <= steps ? after(1) * (step / steps) : after(step - steps);
}

/** A number as the schedule that it is. */
export function toSchedule(stepSize: number | Schedule): Schedule {
  return typeof stepSize === "number" ? constantSchedule(stepSize) : stepSize;
}

/** `cos πx` for x in [0, 1] by its series: `Math.cos` is rounded as the engine likes. */
function cosinePi(x: number): number {
  if (x > 0.5) return -cosinePi(1 - x);
  const square = Math.PI * x * (Math.PI * x);
  let [term, sum] = [1, 1];
  for (let k = 2; k <= 24; k += 2) {
    term *= -square / (k * (k - 1));
    sum += term;
  }
  return sum;
}

/** @param share How much of `from − to` is left when a share of the steps is done. */
function decay({ from, to = 0, steps }: DecayOptions, share: (done: number) => number): Schedule {
  for (const [name, value] of Object.entries({ from, to })) {
    if (!(value >= 0 && value < Infinity)) {
      throw new RangeError(
        `Expected ${name} to be a finite step size of at least 0, found ${value}`,
      );
    }
  }
  if (!Number.isInteger(steps) || steps < 2) {
    throw new RangeError(`Expected a whole number of steps of at least 2, found ${steps}`);
  }
  return (step) => step >= steps ? to : to + (from - to) * share((step - 1) / (steps - 1));
}
