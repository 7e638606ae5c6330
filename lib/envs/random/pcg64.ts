/** The multiplier of PCG's 128-bit congruential generator, least significant word first. */
const [M0, M1, M2, M3] = [0x9fccf645, 0x4385df64, 0x1fc65da4, 0x2360ed05];

/** The upper 32 bits of a product of unsigned 32-bit numbers. */
export function upperProduct(a: number, b: number): number {
  const upper = a * (b >>> 16);
  const lower = a * (b & 0xffff) + (upper % 0x10000) * 0x10000;
  return Math.floor(upper / 0x10000) + Math.floor(lower / 0x100000000);
}

/**
 * PCG64 (XSL-RR 128/64; M. E. O'Neill 2014), numpy's default generator.
 *
 * A draw is left in {@linkcode Pcg64.low} and {@linkcode Pcg64.high}, so that nothing is allocated.
 */
export class Pcg64 {
  /** Bits 0 … 31 of the last draw. */
  low = 0;
  /** Bits 32 … 63 of the last draw. */
  high = 0;
  /** 128 bits, least significant word first. */
  readonly state: Uint32Array = new Uint32Array(4);
  /** 128 bits, odd, least significant word first: which of the 2¹²⁷ streams. */
  readonly increment: Uint32Array = new Uint32Array(4);

  /** Starts from eight words: the start's upper and lower 64 bits, then those of the stream's number. */
  static fromWords(words: ArrayLike<number>): Pcg64 {
    const [a0, a1, a2, a3, b0, b1, b2, b3] = Array.from(words);
    const generator = new Pcg64();
    generator.increment.set([
      b2 << 1 | 1,
      b3 << 1 | b2 >>> 31,
      b0 << 1 | b3 >>> 31,
      b1 << 1 | b0 >>> 31,
    ]);
    generator.#advance();
    let carry = 0;
    for (const [i, word] of [a2, a3, a0, a1].entries()) {
      const sum = generator.state[i] + word + carry;
      generator.state[i] = sum;
      carry = sum > 0xffffffff ? 1 : 0;
    }
    generator.#advance();
    return generator;
  }

  /** Draws 64 bits. */
  next(): void {
    this.#advance();
    const [s0, s1, s2, s3] = [this.state[0], this.state[1], this.state[2], this.state[3]];
    const rotation = s3 >>> 26;
    const shift = rotation & 31;
    let low = s0 ^ s2;
    let high = s1 ^ s3;
    if (rotation > 31) [low, high] = [high, low];
    if (shift === 0) {
      this.low = low >>> 0;
      this.high = high >>> 0;
    } else {
      this.low = (low >>> shift | high << (32 - shift)) >>> 0;
      this.high = (high >>> shift | low << (32 - shift)) >>> 0;
    }
  }

  /** `state ← state · multiplier + increment` modulo 2¹²⁸. */
  #advance(): void {
    const { state, increment } = this;
    const [s0, s1, s2, s3] = [state[0], state[1], state[2], state[3]];
    const word0 = (Math.imul(s0, M0) >>> 0) + increment[0];
    const word1 = upperProduct(s0, M0) + (Math.imul(s0, M1) >>> 0) + (Math.imul(s1, M0) >>> 0) +
      increment[1] + (word0 > 0xffffffff ? 1 : 0);
    const word2 = upperProduct(s0, M1) + upperProduct(s1, M0) + (Math.imul(s0, M2) >>> 0) +
      (Math.imul(s1, M1) >>> 0) + (Math.imul(s2, M0) >>> 0) + increment[2] +
      Math.floor(word1 / 0x100000000);
    const word3 = upperProduct(s0, M2) + upperProduct(s1, M1) + upperProduct(s2, M0) +
      Math.imul(s0, M3) + Math.imul(s1, M2) + Math.imul(s2, M1) + Math.imul(s3, M0) +
      increment[3] + Math.floor(word2 / 0x100000000);
    state[0] = word0;
    state[1] = word1;
    state[2] = word2;
    state[3] = word3;
  }
}
