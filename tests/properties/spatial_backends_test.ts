import {
  type Backend,
  createNetwork,
  createSimd,
  gradient,
  hesscale,
  hesscaleGN,
  hessianVectorProduct,
} from "../../mod.ts";
import { useTensorFlow } from "../../lib/tfjs/mod.ts";
import { type Results, rounded, testBackend } from "./backends.ts";
import { byName, lossOf } from "./build.ts";
import { estimators } from "./estimators.ts";
import { spatialArchitectures, type SpatialSpec } from "./spatial_architectures.ts";
import { buildSpatial, spatialLayer } from "./spatial_build.ts";

/** Rounding picks signs of sampled columns, and a product for each parameter takes long. */
const skipped = ["gaussNewtonMonteCarlo", "kfacSampled", "exactDiagonalByHvp"];

/** Everything that estimators give for a network in a backend. */
function prepare(spec: SpatialSpec): ((backend: Backend) => Results) | undefined {
  const made = buildSpatial(spec);
  if (made === undefined) return undefined;
  const { options, input } = made;
  const { parameters, data } = rounded({ parameters: made.parameters, data: made.data });
  const loss = lossOf(spec, data);
  const buffers = Object.entries(made.network.read())
    .filter(([name]) => made.network.buffers.some((buffer) => buffer.name === name));
  const vector = parameters.map((x, i) => Math.fround(x + (i % 3 - 1) / 2));
  return (backend) => {
    const network = createNetwork(spec.layers.map(spatialLayer), { seed: spec.seed, backend });
    network.load({ ...byName(network, parameters), ...Object.fromEntries(rounded(buffers)) });
    const results = new Map<string, readonly ArrayLike<number>[]>();
    backend.scope(() => {
      const x = backend.tensor(rounded(input).flat(), [spec.batch, ...spec.features]);
      for (const [name, estimate] of Object.entries(estimators)) {
        if (skipped.includes(name)) continue;
        results.set(name, [estimate(network, x, loss, options).curvature.flat()]);
      }
      const first = gradient(network, x, loss, options);
      results.set("gradient", [first.gradient.flat()]);
      results.set("output", [backend.read(first.output)]);
      const { product } = hessianVectorProduct(network, x, loss, byName(network, vector), options);
      results.set("hessianVectorProduct", [product.flat()]);
      const all = { ...options, rank: 1, perSample: true };
      results.set("perSample", [hesscale(network, x, loss, all).curvature.flat()]);
      const full = { ...options, rank: "full", crossPositions: true } as const;
      results.set("crossPositions", [hesscaleGN(network, x, loss, full).curvature.flat()]);
    });
    return results;
  };
}

testBackend(createSimd(), 200, "convolutional networks", spatialArchitectures, prepare);
testBackend(
  await useTensorFlow("wasm"),
  40,
  "convolutional networks",
  spatialArchitectures,
  prepare,
);
testBackend(
  await useTensorFlow("cpu"),
  20,
  "convolutional networks",
  spatialArchitectures,
  prepare,
);
