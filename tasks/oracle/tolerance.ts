import type { Backend } from "../../mod.ts";
import type { OracleCase } from "./case.ts";

/** In double precision, relative to the largest magnitude of a quantity. */
const DOUBLE = 1e-9;

/** In single precision no case may ask for more. */
const LARGEST = 2e-4;

/** Roundings of the rules of an elementwise layer or of the loss, for each number. */
const RULE = 8;

/** A second derivative is a forward and a backward walk, and one more of each for its tangents. */
const WALKS = 4;

/**
 * How much the magnitudes of the terms of a sum may add up to, in multiples of the largest sum of its
 * kind: terms cancel, but a largest entry of an array is not all cancellation.
 */
const CANCELLATION = 8;

/**
 * How far a quantity of a case may be from the exact one, relative to its largest magnitude.
 *
 * A backend with unit roundoff u that adds up n products is off by at most `n u` of the sum of their
 * magnitudes, in any order (Higham 2002, section 3.1). Along a path through the network these add up
 * to first order: n is the number of inputs for each linear layer, that of a patch for a convolution, a
 * constant for any other, and that for each walk; then come the outputs and the batch.
 */
export function toleranceOf({ arch, input }: OracleCase, { precision }: Backend): number {
  if (precision < 1e-10) return DOUBLE;
  const perWalk = arch.reduce((sum, layer) => sum + (inputsOf(layer) ?? RULE), 0);
  const batch = input.shape[0];
  const roundings = WALKS * perWalk + RULE + batch;
  return Math.min(roundings * CANCELLATION * precision / 2, LARGEST);
}

/** Numbers that an output of a linear layer or a convolution is a sum of. */
function inputsOf({ in: inputs, kernel = [] }: OracleCase["arch"][number]): number | undefined {
  return inputs && kernel.reduce((size, length) => size * length, inputs);
}

/**
 * How far parameters and losses of a recorded run may be from those found, relative to the largest
 * magnitude. In single precision steps differ most where a small curvature is divided by.
 */
export function toleranceOfRuns({ precision }: Backend): number {
  return precision < 1e-10 ? DOUBLE : LARGEST;
}
