/** Layers of equal area under `exp(−x²/2)`, x ≥ 0. */
const LAYERS = 256;

/** Where the tail begins: the right edge of the lowest layer. */
export const TAIL = 3.654152885361009;

/** The area of each layer, `r exp(−r²/2) + ∫ᵣ^∞ exp(−x²/2) dx` for r = {@linkcode TAIL}, in numpy's last digit. */
const AREA = 0.004928673233974652;

/** How many values the random part of a draw has. */
const DRAWS = 2 ** 52;

/** Tables of the ziggurat; each has a number for every layer. */
export interface Ziggurat {
  /** A draw below it lies inside the layer for certain. */
  readonly inside: Float64Array;
  /** From a draw to x. */
  readonly width: Float64Array;
  /** `exp(−x²/2)` at the layer's right edge. */
  readonly height: Float64Array;
}

/**
 * Numpy's tables for the standard normal distribution, from their defining equations (Marsaglia & Tsang 2000,
 * *The ziggurat method for generating random variables*): every layer has the same area.
 */
export function normalZiggurat(): Ziggurat {
  const edge = new Float64Array(LAYERS);
  const height = new Float64Array(LAYERS);
  edge[LAYERS - 1] = TAIL;
  height[LAYERS - 1] = Math.exp(-0.5 * TAIL * TAIL);
  for (let i = LAYERS - 2; i > 0; i--) {
    edge[i] = Math.sqrt(-2 * Math.log(AREA / edge[i + 1] + height[i + 1]));
    height[i] = Math.exp(-0.5 * edge[i] * edge[i]);
    // Numpy's number for this layer, which all further ones follow from, is 0.5017 units of its last digit too
    // large: the exponential that it was computed with was not rounded to nearest there.
    if (i === 38) height[i] += 2 ** -53;
  }
  edge[0] = AREA / height[LAYERS - 1];
  height[0] = 1;
  const width = edge.map((x) => x / DRAWS);
  const inside = edge.map((x, i) => {
    if (i === 1) return 0;
    const share = (i === 0 ? TAIL : edge[i - 1]) / x;
    // A sum from 2⁵² on is rounded to a whole number, halves to even.
    return (share * DRAWS + DRAWS) - DRAWS;
  });
  return { inside, width, height };
}
