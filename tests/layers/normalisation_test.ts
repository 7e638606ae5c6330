import {
  batchNorm,
  createNetwork,
  exactDiagonal,
  exactDiagonalByHvp,
  flatten,
  groupNorm,
  hesscale,
  type Layer,
  layerNorm,
  linear,
  meanSquaredError,
  type Network,
  Random,
  reference as b,
} from "../../mod.ts";
import { assertClose, isClose } from "../properties/compare.ts";
import { assertFalse } from "@std/assert";

const BATCH = 3;
const random = new Random(4);

/** Numbers of parameters and running statistics away from those that layers begin with. */
function placed(layers: readonly Layer[]): Network {
  const network = createNetwork(layers, { seed: 2, backend: b });
  for (const { name, parameter } of [...network.parameters, ...network.buffers]) {
    const numbers = b.read(b.random("normal", parameter.shape, random));
    b.write(parameter.value, name.endsWith("var") ? numbers.map((x) => 0.5 + x * x) : numbers);
  }
  return network;
}

function problem(network: Network, features: readonly number[]) {
  const input = b.random("normal", [BATCH, ...features], random);
  const [outputs] = network.layer.outputShape(features);
  const row = () => Array.from({ length: outputs }, () => random.normal());
  const loss = meanSquaredError(Array.from({ length: BATCH }, row));
  return { input, loss };
}

const alone: readonly (readonly [Layer, readonly number[]])[] = [
  [batchNorm(3), [3]],
  [batchNorm(2), [4, 2]],
  [batchNorm(2, { affine: true, epsilon: 0.3 }), [2, 3, 2]],
  [layerNorm(5), [5]],
  [layerNorm([3, 2]), [3, 2]],
  [groupNorm(2, 4), [3, 4]],
  [groupNorm(3, 3), [2, 2, 3]],
  [groupNorm(1, 4), [2, 4]],
];

for (const [layer, features] of alone) {
  Deno.test(`${layer.name} on [${features}] in evaluation: its own weights have their exact curvature under squared error`, () => {
    const network = placed([layer, flatten()]);
    const { input, loss } = problem(network, features);
    const exact = exactDiagonal(network, input, loss).curvature.flat();
    assertClose(exactDiagonalByHvp(network, input, loss).curvature.flat(), exact, "two ways");
    assertClose(hesscale(network, input, loss).curvature.flat(), exact, "HesScale");
  });
}

for (const layer of [batchNorm(4), layerNorm(4), layerNorm(4, { affine: false })]) {
  Deno.test(`${layer.name} in evaluation, affine or not: what it hands down is exact where the Hessian above is diagonal`, () => {
    const network = placed([linear(3, 4), layer]);
    const { input, loss } = problem(network, [3]);
    const exact = exactDiagonalByHvp(network, input, loss).curvature;
    const found = hesscale(network, input, loss).curvature;
    assertClose(found.flat(), exact.flat(), "weights below and own");
  });
}

Deno.test("batchNorm in training drops what samples of a batch hand down to each other, and no more", () => {
  const network = placed([linear(3, 2), batchNorm(2)]);
  const { input, loss } = problem(network, [3]);
  const training = { training: true };
  const exact = exactDiagonalByHvp(network, input, loss, training).curvature;
  const found = hesscale(network, input, loss, training).curvature;
  for (const name of ["1.weight", "1.bias"]) assertClose(found.read(name), exact.read(name), name);
  assertFalse(isClose(found.read("0.weight"), exact.read("0.weight")));
});
