import type { Backend, Tensor } from "../backend.ts";
import { type ConvolutionGeometry, placesOf } from "../geometry.ts";
import { checkConvolution, checkPair, checkWeights } from "../geometry_checks.ts";
import { planOf, withRooms } from "./convolution_plan.ts";
import { depthwise, isDepthwise } from "./depthwise.ts";
import type { SimdTensor, Storage } from "./storage.ts";

/** Places of a chunk, as `kernels/convolution_weights.ts` has it. */
const chunk = 512;

/** Convolutions of the simd backend. */
export function convolutions(
  storage: Storage,
): Pick<Backend, "convolve" | "convolveDual" | "convolveWeights" | "convolveWeightsDual"> {
  const { kernels } = storage;
  const channelwise = depthwise(storage);

  function product(
    operation: string,
    name: string,
    a: Tensor,
    w: Tensor,
    geometry: ConvolutionGeometry,
    adjoint: boolean,
    square: boolean,
  ): SimdTensor {
    const [signal, weights] = [storage.own(a), storage.own(w)];
    const sizes = checkConvolution(operation, name, signal, weights, geometry, adjoint);
    const { rows, inputs, outputs, space } = sizes;
    const out = storage.makeShape(
      adjoint ? [rows, ...geometry.space, inputs] : [rows, ...space, outputs],
    );
    if (isDepthwise(geometry, sizes)) {
      channelwise.convolve(signal, weights, out, geometry, sizes, adjoint, square);
      return out;
    }
    const plan = planOf(geometry, sizes);
    const { groups } = geometry;
    const panels = (count: number) => 8 * Math.ceil(count / 8);
    const width = outputs / groups;
    const packed = adjoint
      ? groups * plan.runs * panels(plan.run) * width
      : groups * panels(width) * plan.runs * plan.run;
    withRooms(
      storage,
      plan,
      [weights.size, packed],
      (address, [tables, ordered, panel, frame]) =>
        kernels.convolve(
          address,
          signal.address,
          weights.address,
          out.address,
          rows,
          Number(adjoint),
          Number(square),
          tables,
          ordered,
          panel,
          frame,
          plan.images,
        ),
    );
    return out;
  }

  /** Into `outC` goes what c gives with squared inputs, if there is a c. */
  function weightProduct(
    operation: string,
    [a, c]: readonly [Tensor, Tensor?],
    b: Tensor,
    geometry: ConvolutionGeometry,
    { squareA = false, squareB = false, perRow = false },
  ): SimdTensor[] {
    const signals = (c ? [a, c] : [a]).map((one) => storage.own(one));
    const from = storage.own(b);
    const sizes = checkWeights(operation, c ? "g" : "a", signals[0], from, geometry);
    const { rows, inputs, outputs } = sizes;
    const repeat = rows === 0 ? 1 : rows / from.rows;
    const { groups } = geometry;
    const shape = [outputs, inputs / groups, ...geometry.kernel];
    const outs = signals.map(() => storage.makeShape(perRow ? [rows, ...shape] : shape));
    if (isDepthwise(geometry, sizes)) {
      channelwise.weights(signals[0], from, outs[0], geometry, sizes, { squareA, squareB, perRow });
      if (c) channelwise.weights(signals[1], from, outs[1], geometry, sizes, { squareB: true });
      return outs;
    }
    const plan = planOf(geometry, sizes, perRow || repeat > 1 ? 1 : rows);
    const packed = groups * 4 * Math.ceil(outputs / groups / 4) * chunk;
    const rooms = [placesOf(shape), packed].map((size) => signals.length * size);
    withRooms(
      storage,
      plan,
      rooms,
      (address, [tables, sums, room, frame]) =>
        kernels.convolveWeights(
          address,
          signals[0].address,
          signals[1]?.address ?? 0,
          from.address,
          outs[0].address,
          outs[1]?.address ?? 0,
          rows,
          repeat,
          (squareA ? 1 : 0) | (squareB ? 2 : 0) | (perRow ? 4 : 0),
          tables,
          sums,
          room,
          frame,
          plan.images,
        ),
    );
    return outs;
  }

  return {
    convolve: (a, w, geometry, { adjoint = false, squareB = false } = {}) =>
      product("convolve", "a", a, w, geometry, adjoint, squareB),

    convolveDual(g, h, w, geometry, { adjoint = false } = {}) {
      checkPair("convolveDual", g, h);
      return [
        product("convolveDual", "g", g, w, geometry, adjoint, false),
        product("convolveDual", "h", h, w, geometry, adjoint, true),
      ];
    },

    convolveWeights: (a, b, geometry, flags = {}) =>
      weightProduct("convolveWeights", [a], b, geometry, flags)[0],

    convolveWeightsDual(g, h, b, geometry) {
      checkPair("convolveWeightsDual", g, h);
      const [first, second] = weightProduct("convolveWeightsDual", [g, h], b, geometry, {});
      return [first, second];
    },
  };
}
