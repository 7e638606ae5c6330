import fc from "fast-check";
import { assert } from "@std/assert";
import {
  type Backend,
  createNetwork,
  createSimd,
  exactDiagonal,
  gradient,
  hesscale,
  hessianVectorProduct,
  type Loss,
  reference,
} from "../../mod.ts";
import { useTensorFlow } from "../../lib/tfjs/mod.ts";
import { architectures, type LayerSpec, type LossName, type Spec } from "./architectures.ts";
import { build, byName, layersOf, lossOf } from "./build.ts";
import { checkCases } from "./cases.ts";
import { estimators } from "./estimators.ts";
import { NOISE, noisyReference } from "./noisy.ts";
import { own, shared } from "./special_networks.ts";

/** Where noise moves a result by more of its largest number, float32 has less than three digits of it. */
const LARGEST = 1e-3;

/** How often noise is drawn; one draw alone may happen to cancel. */
const DRAWS = 3;

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

/** What a network is asked for, each as arrays of numbers. */
type Results = ReadonlyMap<string, readonly ArrayLike<number>[]>;

/** A number as float32 has it, or each in nested arrays: backends are to start from the same ones. */
function rounded<T>(value: T): T {
  if (typeof value === "number") return Math.fround(value) as T;
  if (ArrayBuffer.isView(value)) return Float64Array.from(value as never, Math.fround) as T;
  if (Array.isArray(value)) return value.map(rounded) as T;
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, rounded(one)])) as T;
}

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

/** What the reference gives, without and with noise: the same for all backends. */
interface Expectation {
  readonly exact: Results;
  readonly noisy: readonly Results[];
}

const known = new Map<string, Expectation>();

function expectation(spec: Spec, run: (backend: Backend) => Results): Expectation {
  const key = JSON.stringify(spec);
  const found = known.get(key) ?? {
    exact: run(reference),
    noisy: Array.from({ length: DRAWS }, (_, draw) => run(noisyReference(draw))),
  };
  known.set(key, found);
  return found;
}

/** The largest magnitude; NaN if there is any. */
function largest(numbers: ArrayLike<number>, of = (i: number) => numbers[i]): number {
  let most = 0;
  for (let i = 0; i < numbers.length; i++) {
    const magnitude = Math.abs(of(i));
    if (!(magnitude <= most)) most = magnitude; // keeps NaN
  }
  return most;
}

const distance = (a: ArrayLike<number>, b: ArrayLike<number>) => largest(a, (i) => a[i] - b[i]);

/**
 * Compares a backend with the reference: in the largest number of an array, no further than noise in every
 * operation moves it, or than one operation may be off. Results that noise moves by more than
 * {@linkcode LARGEST} are left out, a matter of the reference alone: they are kinks and cancellations.
 */
function testBackend(backend: Backend, runs: number): void {
  Deno.test(`${backend.name}: every estimator on random networks is the reference's to float32`, () => {
    let [compared, leftOut, worst] = [0, 0, 0];
    checkCases(networks, runs, (spec) => {
      const run = prepare(spec);
      fc.pre(run !== undefined);
      const { exact, noisy } = expectation(spec, run);
      const found = run(backend);
      for (const [name, arrays] of exact) {
        for (const [i, expected] of arrays.entries()) {
          const scale = largest(expected) || 1;
          const moved = Math.max(...noisy.map((one) => distance(one.get(name)![i], expected)));
          if (!(moved <= LARGEST * scale)) {
            leftOut++;
            continue;
          }
          compared++;
          const tolerance = moved + NOISE * scale;
          const error = distance(found.get(name)![i], expected);
          if (error > 0) worst = Math.max(worst, error / tolerance);
          assert(
            error <= tolerance,
            `${name} ${i}: off by ${error}, tolerance ${tolerance}, largest number ${scale}`,
          );
        }
      }
    });
    console.log(
      `${compared} results compared, ${leftOut} left out, worst at ${worst} of its tolerance`,
    );
    assert(leftOut < 0.03 * compared, `expected few results to be left out, found ${leftOut}`);
  });
}

testBackend(createSimd(), 200);
testBackend(await useTensorFlow("cpu"), 60);
testBackend(await useTensorFlow("wasm"), 60);
