import type { Backend, Tensor } from "../backend.ts";
import { type ConvolutionGeometry, placesOf } from "../geometry.ts";
import {
  checkConvolution,
  checkPair,
  checkWeights,
  type ConvolutionSizes,
} from "../geometry_checks.ts";
import type { SimdTensor, Storage } from "./storage.ts";

/** Numbers and places of a block of images at most, unless a single one has more: what caches hold. */
const blockNumbers = 65536;
const blockPlaces = 1024;

/** Places of a chunk, as `kernels/convolution_weights.ts` has it. */
const chunk = 512;

/** Numbers that a list of rooms in memory takes, each beginning at a whole vector. */
const aligned = (count: number) => (count + 7) & ~3;

/** What the kernels need to know of a convolution. */
interface Plan {
  /** Of the geometry, as i32. */
  readonly numbers: readonly number[];
  /** Runs that a patch of a group consists of, and numbers of each. */
  readonly runs: number;
  readonly run: number;
  /** Images of a block. */
  readonly images: number;
  /** Numbers of a block of images with padding; 0 if there is none. */
  readonly frame: number;
  /** Numbers of all offsets and origins. */
  readonly tables: number;
}

/** Three lengths, of which missing dimensions are the first. */
function three(lengths: readonly number[], missing: number): readonly number[] {
  return [missing, missing, ...lengths].slice(-3);
}

function planOf(
  { space, kernel, stride, dilation, padding, groups }: ConvolutionGeometry,
  { rows, inputs, outputs, space: output }: ConvolutionSizes,
  most = rows,
): Plan {
  const padded = space.map((length, d) => length + padding[d][0] + padding[d][1]);
  const isPadded = padding.some(([before, after]) => before + after > 0);
  const across = groups === 1 && dilation.at(-1) === 1 ? 1 : kernel.at(-1)!;
  const runs = placesOf(kernel.slice(0, -1)) * across;
  const [image, places] = [placesOf(padded) * inputs, placesOf(output)];
  const fitting = Math.min(Math.floor(blockNumbers / image), Math.floor(blockPlaces / places));
  const images = Math.max(1, Math.min(fitting, most));
  return {
    numbers: [
      ...three(padded, 1),
      ...three(kernel, 1),
      ...three(stride, 1),
      ...three(dilation, 1),
      ...three(output, 1),
      ...[inputs, outputs, groups],
      ...three(padding.map(([before]) => before), 0),
      ...three(space, 1),
    ],
    runs,
    run: placesOf(kernel) * inputs / groups / runs,
    images,
    frame: isPadded ? images * image : 0,
    tables: runs + images * places,
  };
}

/** Convolutions of the simd backend. */
export function convolutions(
  storage: Storage,
): Pick<Backend, "convolve" | "convolveDual" | "convolveWeights" | "convolveWeightsDual"> {
  const { kernels } = storage;

  /** Runs `body` with the geometry and as many rooms as there are sizes; a size of 0 gives address 0. */
  function withRooms(
    plan: Plan,
    sizes: readonly number[],
    body: (geometry: number, rooms: number[]) => void,
  ): void {
    const all = [plan.numbers.length, plan.tables, ...sizes, plan.frame];
    const total = all.reduce((sum, size) => sum + aligned(size), 0);
    storage.withScratch(total, (address) => {
      let at = address;
      const rooms = all.map((size) => {
        const start = at;
        at += 4 * aligned(size);
        return size === 0 ? 0 : start;
      });
      new Int32Array(storage.heap.numbers.buffer, address).set(plan.numbers);
      body(rooms[0], rooms.slice(1));
    });
  }

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
    const plan = planOf(geometry, sizes);
    const { groups } = geometry;
    const panels = (count: number) => 8 * Math.ceil(count / 8);
    const width = outputs / groups;
    const packed = adjoint
      ? groups * plan.runs * panels(plan.run) * width
      : groups * panels(width) * plan.runs * plan.run;
    withRooms(
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
    const plan = planOf(geometry, sizes, perRow || repeat > 1 ? 1 : rows);
    const packed = groups * 4 * Math.ceil(outputs / groups / 4) * chunk;
    const rooms = [placesOf(shape), packed].map((size) => signals.length * size);
    withRooms(plan, rooms, (address, [tables, sums, room, frame]) =>
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
      ));
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
