import fc from "fast-check";
import {
  type Backend,
  createNetwork,
  createSimd,
  exactDiagonal,
  gradient,
  hesscale,
  hessianVectorProduct,
  type Loss,
} from "../../mod.ts";
import { useTensorFlow } from "../../lib/tfjs/mod.ts";
import { architectures, type LayerSpec, type LossName, type Spec } from "./architectures.ts";
import { type Results, rounded, testBackend } from "./backends.ts";
import { build, byName, layersOf, lossOf } from "./build.ts";
import { estimators } from "./estimators.ts";
import { own, shared } from "./special_networks.ts";

/** Signed columns of a softmax at full rank: the last two pivots are equal, so that rounding picks signs. */
const signed = ["gaussNewtonMonteCarlo", "kfacSampled"];

/** Estimators that a loss does not have, or not as a function of its numbers alone. */
const skipped: Partial<Record<LossName, readonly string[]>> = {
  ppoCategorical: ["bl89", ...signed],
  softmaxNll: signed,
};

/** A product for each parameter takes long: only on networks with at most as many. */
const MOST_PRODUCTS = 24;

const networks = fc.oneof(
  { weight: 6, arbitrary: architectures({ depth: [1, 3], width: 5 }) },
  { weight: 1, arbitrary: own },
  { weight: 1, arbitrary: shared },
);

/** The linear layers, those in residual blocks too. */
function denseLayers(layers: readonly LayerSpec[]): LayerSpec[] {
  return layers.flatMap((layer) => {
    if (layer.kind === "residual") return denseLayers(layer.inner);
    return layer.kind === "linear" ? [layer] : [];
  });
}

/** Everything that estimators give for a network in a backend, or undefined if its numbers are too large. */
function prepare(spec: Spec): ((backend: Backend) => Results) | undefined {
  const made = build(spec);
  if (made === undefined) return undefined;
  const { input, parameters, data } = rounded(made.numbers);
  const loss: Loss = lossOf(spec, data);
  const { options } = made;
  // The recursion of exactDiagonal refuses a parameter in two places.
  const dense = denseLayers(spec.layers);
  const isShared = new Set(dense).size < dense.length;
  const vector = parameters.map((x, i) => Math.fround(x + (i % 3 - 1) / 2));
  return (backend) => {
    const network = createNetwork(layersOf(spec.layers), { seed: spec.seed, backend });
    network.load(byName(network, parameters));
    const results = new Map<string, readonly ArrayLike<number>[]>();
    backend.scope(() => {
      for (const [name, estimate] of Object.entries(estimators)) {
        if (skipped[spec.loss]?.includes(name)) continue;
        if (name === "exactDiagonal" && isShared) continue;
        if (name === "exactDiagonalByHvp" && parameters.length > MOST_PRODUCTS) continue;
        const { curvature } = estimate(network, input, loss, options);
        results.set(name, [curvature.flat()]);
      }
      const first = gradient(network, input, loss, options);
      results.set("gradient", [first.gradient.flat()]);
      results.set("loss", [[first.loss]]);
      results.set("output", [backend.read(first.output)]);
      const along = byName(network, vector);
      const { product } = hessianVectorProduct(network, input, loss, along, options);
      results.set("hessianVectorProduct", [product.flat()]);
      const all = { ...options, activations: true };
      const single = hesscale(network, input, loss, { ...all, perSample: true, rank: 1 });
      results.set("perSample", [single.curvature.flat()]);
      results.set("activations", single.activations.map(({ tensor }) => backend.read(tensor)));
      if (isShared) return;
      const { activations } = exactDiagonal(network, input, loss, all);
      results.set("exact activations", activations.map(({ tensor }) => backend.read(tensor)));
    });
    return results;
  };
}

testBackend(createSimd(), 200, "networks", networks, prepare);
testBackend(await useTensorFlow("cpu"), 60, "networks", networks, prepare);
testBackend(await useTensorFlow("wasm"), 60, "networks", networks, prepare);
