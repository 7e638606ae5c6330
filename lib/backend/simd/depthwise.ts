import type { ConvolutionFlags } from "../backend.ts";
import { type ConvolutionGeometry, placesOf } from "../geometry.ts";
import type { ConvolutionSizes } from "../geometry_checks.ts";
import { type Plan, planOf, withRooms } from "./convolution_plan.ts";
import type { SimdTensor, Storage } from "./storage.ts";

/** Whether `kernels/depthwise.ts` serves a convolution: groups of one channel of the input each. */
export function isDepthwise(
  { groups }: ConvolutionGeometry,
  { inputs }: ConvolutionSizes,
): boolean {
  return groups > 1 && groups === inputs;
}

/** Depthwise convolutions on tensors of the right shapes. */
interface Depthwise {
  /** See `Backend.convolve`. */
  convolve(
    a: SimdTensor,
    w: SimdTensor,
    out: SimdTensor,
    geometry: ConvolutionGeometry,
    sizes: ConvolutionSizes,
    adjoint: boolean,
    square: boolean,
  ): void;
  /** See `Backend.convolveWeights`. */
  weights(
    a: SimdTensor,
    b: SimdTensor,
    out: SimdTensor,
    geometry: ConvolutionGeometry,
    sizes: ConvolutionSizes,
    flags: ConvolutionFlags & { readonly perRow?: boolean },
  ): void;
}

/**
 * The convolution of an output that is the adjoint of one with steps of 1, with the kernel turned
 * around; undefined if that would need less padding than none.
 */
function turnedAround(
  geometry: ConvolutionGeometry,
  { space }: ConvolutionSizes,
): ConvolutionGeometry | undefined {
  const { kernel, stride, dilation } = geometry;
  const padding = geometry.padding.map(([before, after], d) => {
    const reach = dilation[d] * (kernel[d] - 1);
    return [reach - before, reach - after] as const;
  });
  const fits = stride.every((step) => step === 1) && padding.flat().every((zeros) => zeros >= 0);
  return fits ? { ...geometry, space, padding } : undefined;
}

/** The plan as if there were a channel of the input for every output. */
function widePlan(geometry: ConvolutionGeometry, sizes: ConvolutionSizes, most?: number): Plan {
  const { outputs } = sizes;
  return planOf({ ...geometry, groups: outputs }, { ...sizes, inputs: outputs }, most);
}

/** Numbers of the weights, whole groups of 8 channels. */
const packedOf = ({ kernel }: ConvolutionGeometry, { outputs }: ConvolutionSizes) =>
  placesOf(kernel) * 8 * Math.ceil(outputs / 8);

/** Depthwise convolutions of the simd backend. */
export function depthwise(storage: Storage): Depthwise {
  const { kernels } = storage;
  return {
    convolve(a, w, out, geometry, sizes, adjoint, square) {
      const { rows, inputs, outputs } = sizes;
      const turned = adjoint ? turnedAround(geometry, sizes) : undefined;
      const plan = turned
        ? widePlan(turned, { ...sizes, space: geometry.space })
        : widePlan(geometry, sizes);
      const times = outputs / inputs;
      const wide = times > 1 ? plan.images * placesOf(geometry.space) * outputs : 0;
      withRooms(
        storage,
        plan,
        [packedOf(geometry, sizes), wide],
        (address, [tables, packed, wide, frame]) =>
          kernels.convolveDepthwise(
            address,
            a.address,
            w.address,
            out.address,
            rows,
            times,
            turned ? 2 : Number(adjoint),
            Number(square),
            tables,
            packed,
            wide,
            frame,
            plan.images,
          ),
      );
    },

    weights(a, b, out, geometry, sizes, { squareA = false, squareB = false, perRow = false }) {
      const { rows, inputs, outputs, space } = sizes;
      const repeat = rows === 0 ? 1 : rows / b.rows;
      const plan = widePlan(geometry, sizes, perRow || repeat > 1 ? 1 : rows);
      const times = outputs / inputs;
      const [signal, wide] = [
        squareA ? plan.images * placesOf(space) * outputs : 0,
        squareB || times > 1 ? plan.images * placesOf(geometry.space) * outputs : 0,
      ];
      withRooms(
        storage,
        plan,
        [packedOf(geometry, sizes), signal, wide],
        (address, [tables, sums, signal, wide, frame]) =>
          kernels.depthwiseWeights(
            address,
            a.address,
            b.address,
            out.address,
            rows,
            repeat,
            times,
            (squareA ? 1 : 0) | (squareB ? 2 : 0) | (perRow ? 4 : 0),
            tables,
            sums,
            signal,
            wide,
            frame,
            plan.images,
          ),
      );
    },
  };
}
