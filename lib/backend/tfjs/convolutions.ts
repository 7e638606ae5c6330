import type * as Core from "@tensorflow/tfjs-core";
import type { Backend, Tensor } from "../backend.ts";
import { type ConvolutionGeometry, placesOf, tapsOf } from "../geometry.ts";
import {
  checkConvolution,
  checkPair,
  checkWeights,
  type ConvolutionSizes,
} from "../geometry_checks.ts";
import { ownAdjoint, ownConvolution, ownWeights } from "./own_convolutions.ts";
import { combinations, pick, type Picks } from "./pick.ts";
import type { TensorFlow, TfjsStore } from "./storage.ts";

/** For each entry of the kernel what it picks along every dimension. */
function picksOf(
  geometry: ConvolutionGeometry,
  { space }: ConvolutionSizes,
  adjoint: boolean,
): Picks[][] {
  return combinations(geometry.space.map((length, d) => {
    const taps = tapsOf(geometry, d);
    return Array.from({ length: geometry.kernel[d] }, (_, k): Picks => {
      const picks = Array<number>(adjoint ? length : space[d]).fill(-1);
      for (const { output, kernel, input } of taps) {
        if (kernel === k) picks[adjoint ? input : output] = adjoint ? output : input;
      }
      return picks;
    });
  }));
}

/** Products of patches that are stored, for any geometry: `[groups, rows · places, entries · depth]`. */
class Patches {
  readonly #tf: TensorFlow;
  readonly #geometry: ConvolutionGeometry;
  readonly #sizes: ConvolutionSizes;
  readonly #entries: number;
  readonly #depth: number;
  readonly #width: number;

  constructor(tf: TensorFlow, geometry: ConvolutionGeometry, sizes: ConvolutionSizes) {
    this.#tf = tf;
    this.#geometry = geometry;
    this.#sizes = sizes;
    this.#entries = placesOf(geometry.kernel);
    this.#depth = sizes.inputs / geometry.groups;
    this.#width = sizes.outputs / geometry.groups;
  }

  /** `[batches · groups, rows · places / batches, entries · depth]`. */
  of(x: Core.Tensor, batches = 1): Core.Tensor {
    const tf = this.#tf;
    const all = picksOf(this.#geometry, this.#sizes, false).map((picks) => pick(tf, x, picks));
    const joined = all.length === 1 ? all[0] : tf.concat(all, x.rank - 1);
    const { groups } = this.#geometry;
    const split = tf.reshape(joined, [batches, -1, this.#entries, groups, this.#depth]);
    const moved = groups === 1 ? split : tf.transpose(split, [0, 3, 1, 2, 4]);
    return tf.reshape(moved, [batches * groups, -1, this.#entries * this.#depth]);
  }

  /** The adjoint of {@linkcode Patches.of}, for one batch. */
  back(patches: Core.Tensor): Core.Tensor {
    const tf = this.#tf;
    const { groups } = this.#geometry;
    const { rows, space, inputs } = this.#sizes;
    const split = tf.reshape(patches, [groups, -1, this.#entries, this.#depth]);
    const moved = groups === 1 ? split : tf.transpose(split, [1, 2, 0, 3]);
    const shape = [rows * placesOf(space), this.#entries, inputs];
    const parts = tf.unstack(tf.reshape(moved, shape), 1);
    return tf.addN(
      picksOf(this.#geometry, this.#sizes, true).map((picks, k) =>
        pick(tf, tf.reshape(parts[k], [rows, ...space, inputs]), picks)
      ),
    );
  }

  /** `[groups, entries · depth, width]`. */
  weights(w: Core.Tensor): Core.Tensor {
    const tf = this.#tf;
    const { groups } = this.#geometry;
    const split = tf.reshape(w, [groups, this.#width, this.#depth, this.#entries]);
    const moved = tf.transpose(split, [0, 3, 2, 1]);
    return tf.reshape(moved, [groups, this.#entries * this.#depth, this.#width]);
  }

  /** `[batches · groups, rows · places / batches, width]` of a signal at the output. */
  signal(v: Core.Tensor, batches = 1): Core.Tensor {
    const tf = this.#tf;
    const { groups } = this.#geometry;
    const split = tf.reshape(v, [batches, -1, groups, this.#width]);
    const moved = groups === 1 ? split : tf.transpose(split, [0, 2, 1, 3]);
    return tf.reshape(moved, [batches * groups, -1, this.#width]);
  }

  /** `[places, outputs]` of `[groups, places, width]`. */
  joined(y: Core.Tensor): Core.Tensor {
    return this.#geometry.groups === 1 ? y : this.#tf.transpose(y, [1, 0, 2]);
  }

  /** Weights of `[…, width, entries · depth]`. */
  restored(w: Core.Tensor): Core.Tensor {
    const split = this.#tf.reshape(w, [-1, this.#width, this.#entries, this.#depth]);
    return this.#tf.transpose(split, [0, 1, 3, 2]);
  }
}

/** Convolutions on TensorFlow.js, of patches that are stored for a moment where it has none itself. */
export function convolutions(
  store: TfjsStore,
): Pick<Backend, "convolve" | "convolveDual" | "convolveWeights" | "convolveWeightsDual"> {
  const { tf } = store;

  function product(
    operation: string,
    name: string,
    a: Tensor,
    w: Tensor,
    geometry: ConvolutionGeometry,
    adjoint: boolean,
    square: boolean,
  ): Tensor {
    const sizes = checkConvolution(operation, name, a, w, geometry, adjoint);
    const { rows, inputs, outputs, space } = sizes;
    const patches = new Patches(tf, geometry, sizes);
    const shape = adjoint ? [rows, ...geometry.space, inputs] : [rows, ...space, outputs];
    return store.make(shape, [a, w], (x, y) => {
      const kernel = square ? tf.square(y) : y;
      if (adjoint) {
        const own = ownAdjoint(tf, x, kernel, geometry);
        if (own) return own;
        const weights = patches.weights(kernel);
        return patches.back(tf.matMul(patches.signal(x), weights, false, true));
      }
      return ownConvolution(tf, x, kernel, geometry) ??
        patches.joined(tf.matMul(patches.of(x), patches.weights(kernel)));
    });
  }

  function weightProduct(
    operation: string,
    name: string,
    a: Tensor,
    b: Tensor,
    geometry: ConvolutionGeometry,
    { squareA = false, squareB = false, perRow = false },
  ): Tensor {
    const sizes = checkWeights(operation, name, a, b, geometry);
    const { rows, inputs, outputs } = sizes;
    const shape = [outputs, inputs / geometry.groups, ...geometry.kernel];
    const [sources, times] = [b.shape[0], rows === 0 ? 1 : rows / b.shape[0]];
    const patches = new Patches(tf, geometry, sizes);
    return store.make(perRow ? [rows, ...shape] : shape, [a, b], (v, x) => {
      const [left, right] = [squareA ? tf.square(v) : v, squareB ? tf.square(x) : x];
      if (!perRow) {
        // Rows that meet the same row of b are added up before.
        const sum = times === 1
          ? left
          : tf.sum(tf.reshape(left, [sources, times, ...left.shape.slice(1)]), 1);
        const own = ownWeights(tf, sum, right, geometry);
        // Transposed beforehand: products of transposed operands are slow in WebAssembly.
        return own ?? patches.restored(
          tf.matMul(tf.transpose(patches.signal(sum), [0, 2, 1]), patches.of(right)),
        );
      }
      const { groups } = geometry;
      const rowsOfA = tf.reshape(patches.signal(left, rows), [
        sources,
        times,
        groups,
        -1,
        outputs / groups,
      ]);
      // Places of one row together, those of rows that share a row of b beside each other as outputs.
      const beside = tf.reshape(
        tf.transpose(rowsOfA, [0, 2, 1, 4, 3]),
        [sources * groups, times * outputs / groups, -1],
      );
      const found = tf.reshape(tf.matMul(beside, patches.of(right, sources)), [
        sources,
        groups,
        times,
        outputs / groups * (inputs / groups) * placesOf(geometry.kernel),
      ]);
      return patches.restored(tf.transpose(found, [0, 2, 1, 3]));
    });
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
      weightProduct("convolveWeights", "a", a, b, geometry, flags),

    convolveWeightsDual(g, h, b, geometry) {
      checkPair("convolveWeightsDual", g, h);
      return [
        weightProduct("convolveWeightsDual", "g", g, b, geometry, {}),
        weightProduct("convolveWeightsDual", "h", h, b, geometry, { squareB: true }),
      ];
    },
  };
}
