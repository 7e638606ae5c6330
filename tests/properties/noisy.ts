import { type Backend, reference, type Tensor } from "../../mod.ts";

/**
 * How far an operation in float32 may be from its definition, in relative terms: 8 times the unit roundoff
 * u = 2⁻²⁴. Kernels of functions are within 2 units in the last place, 4u; sums of n products are off by
 * some √n u (Higham & Mary 2019, SIAM J. Sci. Comput. 41(5)), where n is at most 36 or so.
 */
export const NOISE = 8 * 2 ** -24;

/**
 * Operations that are backward stable: what they give is exact for operands that are off by a few
 * roundings, a sum of n products for operands off by n (Higham 2002, section 3.1).
 */
const stable = [
  "matmul",
  "matmulDual",
  "outer",
  "convolve",
  "convolveDual",
  "convolveWeights",
  "convolveWeightsDual",
  "sumWindows",
  "spreadWindows",
  "add",
  "subtract",
  "multiply",
  "divide",
  "scale",
  "sumFeatures",
  "sumRows",
  "sum",
  "softmaxColumns",
  "diagonalColumns",
] as const;

/** Functions that are exact but for one rounding: what is zero stays zero. */
const rounding = ["relu", "leakyRelu", "identity", "absolute", "sign", "square", "squareRoot"];

/**
 * The reference with an error of ±{@linkcode NOISE} in every number that goes through an operation: in
 * operands, relative to each, where an operation is backward stable; else, in functions, in results,
 * relative to 1 + their magnitudes, for formulas such as 1 − tanh² cancel. How far an estimate moves is how
 * well conditioned it is, cancellations and kinks within rounding included. As with rounding, equal numbers
 * err equally: what is equal stays so.
 *
 * @param seed Of the signs
 */
export function noisyReference(seed: number): Backend {
  const b = reference;
  const off = (tensor: Tensor, floor: number) =>
    b.tensor(
      b.read(tensor).map((x) => x + NOISE * signOf(x, seed) * (floor + Math.abs(x))),
      tensor.shape,
    );
  const noisy = stable.map((name) => {
    const operation = b[name] as (...args: unknown[]) => unknown;
    return [
      name,
      (...args: unknown[]) => operation(...args.map((arg) => isTensor(arg) ? off(arg, 0) : arg)),
    ];
  });
  const elementwise: Backend["elementwise"] = (f, a, order) =>
    off(b.elementwise(f, a, order), rounding.includes(f.name) ? 0 : 1);
  const backend: Backend = {
    ...b,
    ...Object.fromEntries(noisy),
    softmax: (z) => off(b.softmax(z), 0),
    logSoftmax: (z) => off(b.logSoftmax(z), 1),
    elementwise,
    elementwiseDerivatives: (f, a, order) =>
      ([0, 1, 2] as const).slice(0, order + 1).map((one) => elementwise(f, a, one)),
    elementwiseDual(g, h, s, t) {
      const through = backend.multiply(h, s, { squareB: true });
      return [backend.multiply(g, s), t ? backend.add(through, backend.multiply(g, t)) : through];
    },
    crossElementwise: (f, a, g, h, order) =>
      backend.elementwiseDual(
        g,
        h,
        elementwise(f, a, 1),
        order === 2 ? elementwise(f, a, 2) : undefined,
      ),
  };
  return backend;
}

function isTensor(value: unknown): value is Tensor {
  return typeof value === "object" && value !== null && "shape" in value;
}

const number = new Float64Array(1);
const [low, high] = [new Uint32Array(number.buffer, 0, 1), new Uint32Array(number.buffer, 4, 1)];

/** ±1, from the bits of a number mixed as in MurmurHash3's finalizer. */
function signOf(x: number, seed: number): number {
  number[0] = x;
  let hash = low[0] ^ Math.imul(high[0] + seed, 0x9e3779b1);
  hash = Math.imul(hash ^ hash >>> 16, 0x85ebca6b);
  hash = Math.imul(hash ^ hash >>> 13, 0xc2b2ae35);
  return (hash ^ hash >>> 16) & 1 ? 1 : -1;
}
