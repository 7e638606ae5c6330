/** Words in the entropy pool. */
const POOL = 4;

/** A multiplicative hash whose constant moves on with each use. */
class Hash {
  #constant: number;
  readonly #multiplier: number;

  constructor(constant: number, multiplier: number) {
    this.#constant = constant;
    this.#multiplier = multiplier;
  }

  mix(value: number): number {
    const xored = value ^ this.#constant;
    this.#constant = Math.imul(this.#constant, this.#multiplier);
    const product = Math.imul(xored, this.#constant);
    return product ^ (product >>> 16);
  }
}

function combine(x: number, y: number): number {
  const difference = Math.imul(0xca01f9dd, x) - Math.imul(0x4973f715, y) | 0;
  return difference ^ (difference >>> 16);
}

/**
 * Spreads entropy over as many words as a generator needs, as numpy's `SeedSequence` does
 * (M. E. O'Neill's `seed_seq` proposal).
 *
 * @param entropy Unsigned 32-bit words, the least significant one first
 * @param count How many unsigned 32-bit words to make
 */
export function seedWords(entropy: ArrayLike<number>, count: number): Uint32Array {
  const pool = new Uint32Array(POOL);
  const hash = new Hash(0x43b0d7e5, 0x931e8875);
  for (let i = 0; i < POOL; i++) pool[i] = hash.mix(i < entropy.length ? entropy[i] : 0);
  for (let source = 0; source < POOL; source++) {
    for (let target = 0; target < POOL; target++) {
      if (target !== source) pool[target] = combine(pool[target], hash.mix(pool[source]));
    }
  }
  for (let source = POOL; source < entropy.length; source++) {
    for (let target = 0; target < POOL; target++) {
      pool[target] = combine(pool[target], hash.mix(entropy[source]));
    }
  }
  const output = new Hash(0x8b51f9dd, 0x58f38ded);
  return Uint32Array.from({ length: count }, (_, i) => output.mix(pool[i % POOL]));
}
