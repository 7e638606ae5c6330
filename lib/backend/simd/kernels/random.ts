/** Random numbers: the very stream of `lib/backend/random.ts`, from the state where it stands. */

/** Two words of 64 bits, and the second number of the last normal pair, NaN if there is none. */
let word0: u64 = 0;
let word1: u64 = 0;
let spare: f64 = NaN;

/** The generator xoroshiro128+ with shifts 24, 16 and 37, of whose sums it takes the low half. */
@inline
function next(): u32 {
  const sum = u32(word0 + word1);
  const mixed = word1 ^ word0;
  word0 = rotl<u64>(word0, 24) ^ mixed ^ (mixed << 16);
  word1 = rotl<u64>(mixed, 37);
  return sum;
}

/** 53 random bits over 2⁵³: 26 of one number above 27 of the next. */
@inline
function uniform(): f64 {
  const high = f64(next() & 0x3FFFFFF);
  const low = f64(next() & 0x7FFFFFF);
  return (high * 134217728.0 + low) * 1.1102230246251565e-16;
}

/** The same sums, products and quotients as `naturalLogarithm` in `special.ts`. */
function naturalLogarithm(x: f64): f64 {
  let mantissa = x;
  let exponent: f64 = 0;
  for (; mantissa >= 1.4142135623730951; exponent += 1) mantissa /= 2;
  for (; mantissa < 0.7071067811865476; exponent -= 1) mantissa *= 2;
  const s = (mantissa - 1) / (mantissa + 1);
  let power = s;
  let sum: f64 = 0;
  for (let k: f64 = 1; k <= 23; k += 2) {
    sum += power / k;
    power *= s * s;
  }
  return exponent * 0.6931471805599453 + 2 * sum;
}

/** Marsaglia's polar method. */
function normal(): f64 {
  if (spare === spare) {
    const last = spare;
    spare = NaN;
    return last;
  }
  while (true) {
    const u = 2 * uniform() - 1;
    const v = 2 * uniform() - 1;
    const square = u * u + v * v;
    if (square > 0 && square < 1) {
      const factor = sqrt<f64>(-2 * naturalLogarithm(square) / square);
      spare = v * factor;
      return u * factor;
    }
  }
}

/**
 * Continues the stream of a state: its four words, the generator's first in two halves, high and low,
 * then the second; and the spare normal number, or NaN.
 *
 * @param code 0 uniform in [0, 1), 1 standard normal, 2 ±1
 */
export function random(
  code: i32,
  out: usize,
  count: i32,
  high0: u32,
  low0: u32,
  high1: u32,
  low1: u32,
  spareNormal: f64,
): void {
  word0 = (u64(high0) << 32) | u64(low0);
  word1 = (u64(high1) << 32) | u64(low1);
  spare = spareNormal;
  const end = out + usize(count << 2);
  if (code === 0) {
    for (; out < end; out += 4) store<f32>(out, f32(uniform()));
  } else if (code === 1) {
    for (; out < end; out += 4) store<f32>(out, f32(normal()));
  } else {
    // The sign of a number is the sign of 1.
    for (; out < end; out += 4) store<u32>(out, (next() & 0x80000000) | 0x3F800000);
  }
}

/** One of the four words of the state after the last number, in the order of `random`. */
export function randomWord(index: i32): u32 {
  const word = index < 2 ? word0 : word1;
  return u32((index & 1) === 0 ? word >> 32 : word);
}

/** The spare normal number after the last number, or NaN. */
export function randomSpare(): f64 {
  return spare;
}
