import { assert, assertEquals } from "@std/assert";
import {
  createNetwork,
  createSimd,
  crossEntropy,
  gradient,
  hesscale,
  hesscaleGN,
  type HesScaleOptions,
  type Leaf,
  linear,
  Random,
  reference,
  residual,
  tanh,
} from "../../mod.ts";
import { assertClose } from "./compare.ts";

/** A linear layer whose parameters' derivatives are not put off to the end of a walk. */
function prompt(layer: Leaf): Leaf {
  layer.parameterMemory = () => undefined;
  return layer;
}

/** Large layers: twice the same one, in a residual block, and before another. */
function layersOf(make: (inputs: number, outputs: number) => Leaf): Leaf[] {
  const shared = make(280, 280);
  const block = residual(make(280, 280), tanh()) as Leaf;
  return [
    make(8, 280),
    tanh(),
    shared,
    tanh(),
    block,
    shared,
    make(280, 300),
    tanh(),
    linear(300, 3),
  ];
}

const labels = [0, 2, 1];

Deno.test("derivatives that large layers get last are those that they would get at once", () => {
  for (const backend of [reference, createSimd()]) {
    const random = new Random(3);
    const input = backend.random("normal", [3, 8], random);
    const [late, early] = [linear, (i: number, o: number) => prompt(linear(i, o))].map((make) =>
      createNetwork(layersOf(make), { backend, seed: 1 })
    );
    const variants: HesScaleOptions[] = [{}, { rank: 1 }, { rank: "full" }, { activations: true }];
    for (const method of [hesscale, hesscaleGN]) {
      for (const options of variants) {
        const [one, other] = [late, early].map((network) =>
          method(network, input, crossEntropy(labels), options)
        );
        assertEquals(one.gradient.flat(), other.gradient.flat());
        assertEquals(one.curvature.flat(), other.curvature.flat());
      }
    }
    const [one, other] = [late, early].map((network) =>
      gradient(network, input, crossEntropy(labels)).gradient.flat()
    );
    assertEquals(one, other);
  }
});

Deno.test("curvature of single samples adds up to that of the batch in large layers", () => {
  const network = createNetwork(layersOf(linear), { backend: reference, seed: 1 });
  const input = reference.random("normal", [3, 8], new Random(3));
  const whole = hesscale(network, input, crossEntropy(labels));
  const each = hesscale(network, input, crossEntropy(labels), { perSample: true });
  assertEquals(each.gradient.flat(), whole.gradient.flat());
  for (const { name, shape } of whole.curvature) {
    const all = each.curvature.read(name);
    const size = all.length / labels.length;
    const sums = Float64Array.from(
      { length: size },
      (_, i) => labels.reduce((sum, _, row) => sum + all[row * size + i], 0),
    );
    assert(shape.length > 0);
    assertClose(sums, Float64Array.from(whole.curvature.read(name)), name);
  }
});
