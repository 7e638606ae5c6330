import type { Rank } from "@tensorflow/tfjs-core";
import { type Backend, type ConvolutionGeometry, Random } from "../../mod.ts";
import type { Case, Entry, Places } from "./measure.ts";

/** Matrix products `[rows, size] × [size, size]` as layers need them. */
function productCase(name: string, rows: number, size: number, places: Places): Case {
  return {
    name,
    baseline: "product",
    entries: async () => (await places()).flatMap((b) => entriesOf(b, rows, size)),
  };
}

function entriesOf(b: Backend, rows: number, size: number): Entry[] {
  const random = new Random(1);
  const [g, h] = [0, 1].map(() => b.random("normal", [rows, size], random));
  const w = b.random("normal", [size, size], random);
  const flops = 2 * rows * size * size;
  return [
    entry(b, "product", flops, () => b.matmul(g, w)),
    entry(b, "product-squared", flops, () => b.matmul(h, w, { squareB: true })),
    entry(b, "dual", 2 * flops, () => b.matmulDual(g, h, w)),
  ];
}

function entry(b: Backend, method: string, flops: number, run: () => unknown): Entry {
  return {
    method,
    backend: b.name,
    flops,
    run: () =>
      b.scope(() => {
        run();
      }),
  };
}

/** The products' cases. */
export function productCases(places: Places): Case[] {
  return [
    productCase("gemm-64", 64, 64, places),
    productCase("gemm-256", 256, 256, places),
    productCase("gemm-64-b5", 5, 64, places),
  ];
}

/** Images, lengths of an image, channels. */
const images = [8, 32, 32, 64] as const;
const multiplications = 9 * images.reduce((product, length) => product * length, 1);

/** A depthwise convolution 3×3 and its adjoints. */
function depthwiseEntries(b: Backend): Entry[] {
  const random = new Random(1);
  const channels = images[3];
  const geometry: ConvolutionGeometry = {
    space: images.slice(1, 3),
    kernel: [3, 3],
    stride: [1, 1],
    dilation: [1, 1],
    padding: [[1, 1], [1, 1]],
    groups: channels,
  };
  const [x, y] = [0, 1].map(() => b.random("normal", images, random));
  const w = b.random("normal", [channels, 1, 3, 3], random);
  const flops = 2 * multiplications;
  return [
    entry(b, "forward", flops, () => b.convolve(x, w, geometry)),
    entry(b, "input-adjoint", flops, () => b.convolve(y, w, geometry, { adjoint: true })),
    entry(b, "weight-adjoint", flops, () => b.convolveWeights(y, x, geometry)),
    entry(b, "weight-dual", 2 * flops, () => b.convolveWeightsDual(y, y, x, geometry)),
  ];
}

/** The same convolution by TensorFlow.js' own operation, which our backend on it does not use. */
async function ownDepthwiseEntry(): Promise<Entry> {
  const tf = await import("@tensorflow/tfjs-core");
  await tf.setBackend("wasm");
  const x = tf.randomNormal<Rank.R4>([...images]);
  const w = tf.randomNormal<Rank.R4>([3, 3, images[3], 1]);
  return {
    method: "forward",
    backend: "tfjs-wasm",
    flops: 2 * multiplications,
    run: () => {
      tf.depthwiseConv2d(x, w, 1, "same").dispose();
    },
    close: () => tf.dispose([x, w]),
  };
}

/** Depthwise convolutions alone, on simd and, forward, as TensorFlow.js has them if it is there. */
export function depthwiseCases(places: Places): Case[] {
  return [{
    name: "conv-depthwise",
    baseline: "forward",
    entries: async () => {
      const backends = await places();
      const own = backends.some(({ name }) => name === "tfjs-wasm")
        ? [await ownDepthwiseEntry()]
        : [];
      return [...backends.filter(({ name }) => name === "simd").flatMap(depthwiseEntries), ...own];
    },
  }];
}
