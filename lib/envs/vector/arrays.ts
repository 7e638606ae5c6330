/** The arrays that environments side by side read from and write to. */
export interface VectorArrays {
  /** `[count, actionSize]`. */
  readonly actions: Float64Array;
  /** `[count, size]`. */
  readonly observations: Float64Array;
  /** `[count, size]`. */
  readonly finalObservations: Float64Array;
  /** `[count]`. */
  readonly rewards: Float64Array;
  /** `[count]`. */
  readonly terminated: Uint8Array;
  /** `[count]`. */
  readonly truncated: Uint8Array;
}

/** How much the arrays hold. */
export interface VectorSizes {
  readonly count: number;
  /** Numbers of an observation. */
  readonly observation: number;
  /** Numbers of an action. */
  readonly action: number;
}

/** Bytes of the arrays of all environments. */
export function arrayBytes({ count, observation, action }: VectorSizes): number {
  return count * (8 * (2 * observation + action + 1) + 2);
}

/** Lays the arrays of all environments out in a buffer. */
export function layArrays(
  buffer: ArrayBufferLike,
  { count, observation, action }: VectorSizes,
): VectorArrays {
  let offset = 0;
  const numbers = (length: number) => {
    const array = new Float64Array(buffer, offset, length);
    offset += 8 * length;
    return array;
  };
  const flags = () => {
    const array = new Uint8Array(buffer, offset, count);
    offset += count;
    return array;
  };
  return {
    actions: numbers(count * action),
    observations: numbers(count * observation),
    finalObservations: numbers(count * observation),
    rewards: numbers(count),
    terminated: flags(),
    truncated: flags(),
  };
}

/** The part of the arrays that belongs to `count` environments from `start` on. */
export function sliceArrays(
  arrays: VectorArrays,
  start: number,
  { count, observation, action }: VectorSizes,
): VectorArrays {
  const rows = <A extends Float64Array | Uint8Array>(array: A, size: number): A =>
    array.subarray(start * size, (start + count) * size) as A;
  return {
    actions: rows(arrays.actions, action),
    observations: rows(arrays.observations, observation),
    finalObservations: rows(arrays.finalObservations, observation),
    rewards: rows(arrays.rewards, 1),
    terminated: rows(arrays.terminated, 1),
    truncated: rows(arrays.truncated, 1),
  };
}
