/**
 * Where an observation is written: the caller's array, or a new one.
 *
 * @param id The environment's, for the message
 * @param size How many numbers it must hold
 * @param given The caller's
 * @throws TypeError if it does not hold as many.
 */
export function outputArray(
  id: string,
  size: number,
  given: Float64Array | undefined,
): Float64Array {
  if (given === undefined) return new Float64Array(size);
  if (!(given instanceof Float64Array) || given.length !== size) {
    throw new TypeError(
      `${id}: expected a Float64Array of ${size} for the observation, found ${
        given instanceof Float64Array ? `one of ${given.length}` : typeof given
      }`,
    );
  }
  return given;
}
