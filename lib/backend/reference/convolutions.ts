import type { Backend, Tensor } from "../backend.ts";
import { connections, type ConvolutionGeometry, placesOf, type Tap } from "../geometry.ts";
import { checkConvolution, checkPair, checkWeights } from "../geometry_checks.ts";
import { allocate, values } from "./storage.ts";

const squared = (data: Float64Array) => data.map((value) => value * value);

/** See `Backend.convolve`. */
function product(
  operation: string,
  a: Tensor,
  w: Tensor,
  geometry: ConvolutionGeometry,
  { adjoint = false, squareB = false, name = "a" } = {},
): Tensor {
  const sizes = checkConvolution(operation, name, a, w, geometry, adjoint);
  const { rows, inputs, outputs, space } = sizes;
  const [from, weights] = [values(a), squareB ? squared(values(w)) : values(w)];
  const { tensor, out } = adjoint
    ? allocate([rows, ...geometry.space, inputs])
    : allocate([rows, ...space, outputs]);
  const [places, origins, entries] = [space, geometry.space, geometry.kernel].map(placesOf);
  const [depth, width] = [inputs / geometry.groups, outputs / geometry.groups];
  const taps = connections(geometry);
  for (let row = 0; row < rows; row++) {
    for (const { output, kernel, input } of taps) {
      for (let o = 0; o < outputs; o++) {
        const y = (row * places + output) * outputs + o;
        const x = (row * origins + input) * inputs + Math.floor(o / width) * depth;
        for (let c = 0; c < depth; c++) {
          const weight = weights[(o * depth + c) * entries + kernel];
          if (adjoint) out[x + c] += from[y] * weight;
          else out[y] += from[x + c] * weight;
        }
      }
    }
  }
  return tensor;
}

/** See `Backend.convolveWeights`. */
function weightProduct(
  operation: string,
  a: Tensor,
  b: Tensor,
  geometry: ConvolutionGeometry,
  { squareA = false, squareB = false, perRow = false, name = "a" } = {},
): Tensor {
  const { rows, inputs, outputs, space } = checkWeights(operation, name, a, b, geometry);
  const { groups } = geometry;
  const sources = b.shape[0];
  const [left, right] = [
    squareA ? squared(values(a)) : values(a),
    squareB ? squared(values(b)) : values(b),
  ];
  // Unit vectors, and curvature below pooling, are mostly zeros, which add nothing to finite numbers.
  const finite = right.every(Number.isFinite);
  const [depth, width] = [inputs / groups, outputs / groups];
  const shape = [outputs, depth, ...geometry.kernel];
  const { tensor, out } = allocate(perRow ? [rows, ...shape] : shape);
  const [places, origins, entries] = [space, geometry.space, geometry.kernel].map(placesOf);
  const tapsAt = Array.from({ length: places }, (): Tap[] => []);
  for (const tap of connections(geometry)) tapsAt[tap.output].push(tap);
  for (let row = 0; row < rows; row++) {
    const start = perRow ? row * outputs * depth * entries : 0;
    const source = Math.floor(row * sources / rows);
    for (const [output, taps] of tapsAt.entries()) {
      for (let o = 0; o < outputs; o++) {
        const factor = left[(row * places + output) * outputs + o];
        if (factor === 0 && finite) continue;
        for (const { kernel, input } of taps) {
          const x = (source * origins + input) * inputs + Math.floor(o / width) * depth;
          for (let c = 0; c < depth; c++) {
            out[start + (o * depth + c) * entries + kernel] += factor * right[x + c];
          }
        }
      }
    }
  }
  return tensor;
}

/** Convolutions of the reference backend. */
export const convolutions: Pick<
  Backend,
  "convolve" | "convolveDual" | "convolveWeights" | "convolveWeightsDual"
> = {
  convolve: (a, w, geometry, flags) => product("convolve", a, w, geometry, flags),

  convolveDual(g, h, w, geometry, { adjoint } = {}) {
    checkPair("convolveDual", g, h);
    return [
      product("convolveDual", g, w, geometry, { adjoint, name: "g" }),
      product("convolveDual", h, w, geometry, { adjoint, squareB: true, name: "h" }),
    ];
  },

  convolveWeights: (a, b, geometry, flags) =>
    weightProduct("convolveWeights", a, b, geometry, flags),

  convolveWeightsDual(g, h, b, geometry) {
    checkPair("convolveWeightsDual", g, h);
    return [
      weightProduct("convolveWeightsDual", g, b, geometry, { name: "g" }),
      weightProduct("convolveWeightsDual", h, b, geometry, { squareB: true, name: "h" }),
    ];
  },
};
