/** The distance from a float32 number of the magnitude of `x` to the next one. */
function unitInLastPlace(x: number): number {
  const magnitude = Math.abs(x);
  if (magnitude < 2 ** -126) return 2 ** -149;
  return 2 ** (Math.floor(Math.log2(magnitude)) - 23);
}

/** How many units in the last place `found` is from `exact`, which may be beyond float32. */
export function ulpsBetween(found: number, exact: number): number {
  const rounded = Math.fround(exact);
  if (Object.is(found, rounded) || found === rounded) return 0;
  if (Number.isNaN(found) || Number.isNaN(exact)) return Infinity;
  if (!Number.isFinite(found) || !Number.isFinite(rounded)) {
    const nearest = (x: number) => Number.isFinite(x) ? x : Math.sign(x) * 2 ** 128;
    return Math.abs(nearest(found) - nearest(rounded)) / 2 ** 104;
  }
  return Math.abs(found - exact) / unitInLastPlace(exact);
}

/**
 * Float32 numbers across the whole range: every `stride`-th bit pattern, hence the same number in each
 * binade, denormal, infinite and NaN ones among them, and a dense sweep of [−110, 110].
 */
export function sweep(stride: number): Float32Array {
  const bits = new Uint32Array(Math.ceil(2 ** 32 / stride));
  for (let i = 0; i < bits.length; i++) bits[i] = i * stride;
  const special = [0, -0, Infinity, -Infinity, NaN, 2 ** -149, -(2 ** -149), 1, -1, 20, 0.625];
  const dense = Array.from({ length: 22001 }, (_, i) => (i - 11000) / 100.37);
  return Float32Array.from([...new Float32Array(bits.buffer), ...special, ...dense]);
}
