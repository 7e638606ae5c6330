import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  batchNorm,
  createNetwork,
  crossEntropy,
  gradient,
  linear,
  reference,
  tanh,
} from "../../mod.ts";
import { decodeSafetensors, encodeSafetensors } from "../../lib/runs/mod.ts";
import {
  type Architecture,
  buildLayers,
  decodeModel,
  encodeModel,
  loadParameters,
  readParameters,
  writeParameters,
} from "../../lib/train/mod.ts";

const architecture: Architecture = { kind: "mlp", widths: [3, 4, 2], activation: "gelu" };
const make = (seed: number, backend?: typeof reference) =>
  createNetwork(buildLayers(architecture), { seed, backend });

Deno.test("a model file holds parameters as PyTorch's Sequential names and lays them out", () => {
  const network = make(1);
  const { tensors, metadata } = decodeSafetensors(encodeModel(network, { architecture }));
  assertEquals(
    Object.entries(tensors).map(([name, { shape, data }]) => [name, shape, data.constructor.name])
      .sort(),
    [
      ["0.bias", [4], "Float32Array"],
      ["0.weight", [4, 3], "Float32Array"],
      ["2.bias", [2], "Float32Array"],
      ["2.weight", [2, 4], "Float32Array"],
    ],
  );
  assertEquals(metadata.format, "pt");
  assertEquals(JSON.parse(metadata.hesscale), { architecture });
});

Deno.test("a network comes back from its file, in either precision", () => {
  const description = { architecture, image: [1, 3], classes: ["a", "b"] };
  for (const backend of [undefined, reference]) {
    const network = make(1, backend);
    const found = decodeModel(encodeModel(network, description), { backend });
    assertEquals(found.description, description);
    assertEquals(found.network.read(), network.read());
    const input = [[0.5, -1, 2]];
    assertEquals(
      found.network.backend.read(found.network.forward(input)),
      network.backend.read(network.forward(input)),
    );
  }
});

Deno.test("parameters that PyTorch saved are loaded, whatever made the network", () => {
  // y = W₂ tanh(W₁ x + b₁) with numbers that float32 holds.
  const weights = {
    "0.weight": { shape: [2, 2], data: new Float32Array([1, -2, 0.5, 0]) },
    "0.bias": { shape: [2], data: new Float32Array([0, 0.25]) },
    "2.weight": { shape: [1, 2], data: new Float32Array([3, -1]) },
  };
  const bytes = encodeSafetensors({ tensors: weights, metadata: { format: "pt" } });
  const network = createNetwork([linear(2, 2), tanh(), linear(2, 1, { bias: false })], {
    backend: reference,
  });
  loadParameters(network, bytes);
  const [x, y] = [0.3, -0.7];
  const expected = 3 * Math.tanh(x - 2 * y) - Math.tanh(0.5 * x + 0.25);
  const [output] = network.backend.read(network.forward([[x, y]]));
  assert(Math.abs(output - expected) < 1e-14);
  assertEquals(readParameters(network)["0.weight"].shape, [2, 2]);
});

Deno.test("a file of another shape is refused with the names and shapes of both sides, before anything changes", () => {
  const network = make(1);
  const before = network.read();
  const other = createNetwork([linear(3, 5), tanh(), linear(5, 2, { bias: false })]);
  assertThrows(
    () => loadParameters(network, encodeModel(other, { architecture }), { name: "b.safetensors" }),
    TypeError,
    "Expected the parameters 0.weight [4, 3], 0.bias [4], 2.weight [2, 4], 2.bias [2] in " +
      "b.safetensors, found 0.weight [5, 3], 0.bias [5], 2.weight [2, 5]",
  );
  assertThrows(
    () => writeParameters(network, {}),
    TypeError,
    "in the tensors, found none of these",
  );
  const more = { ...readParameters(network), "4.bias": { shape: [1], data: new Float32Array(1) } };
  assertThrows(
    () => writeParameters(network, more),
    TypeError,
    "Expected the parameters none of these in the tensors, found 4.bias [1]",
  );
  // As many numbers, the other way round.
  const turned = {
    ...readParameters(network),
    "0.weight": { shape: [3, 4], data: new Float32Array(12) },
  };
  assertThrows(
    () => writeParameters(network, turned),
    TypeError,
    "Expected the parameters 0.weight [4, 3] in the tensors, found 0.weight [3, 4]",
  );
  assertEquals(network.read(), before);
});

Deno.test("a number that is not finite is refused, before anything changes", () => {
  const network = make(1);
  const before = network.read();
  const broken = {
    ...readParameters(make(2)),
    "2.bias": { shape: [2], data: new Float32Array([0, NaN]) },
  };
  assertThrows(
    () => writeParameters(network, broken, { name: "c" }),
    RangeError,
    "Expected finite numbers as 2.bias in c, found NaN at index 1",
  );
  assertEquals(network.read(), before);
});

Deno.test("what is no architecture is refused", () => {
  const bad: [unknown, string][] = [
    [{ kind: "cnn", widths: [1, 2], activation: "tanh" }, "of kind mlp, 2c2d, 3c3d, allcnn, found"],
    [{ kind: "mlp", activation: "tanh" }, 'of kind "mlp" with widths, found'],
    [{ ...architecture, activation: "gelo" }, 'found "gelo", did you mean "gelu"?'],
    [{ ...architecture, activation: "toString" }, 'found "toString"'],
    [{ ...architecture, widths: [3] }, "expected at least two sizes, found [3]"],
    [{ ...architecture, widths: [3, 0] }, "expected outputs to be a whole number"],
  ];
  for (const [description, message] of bad) {
    assertThrows(() => buildLayers(description as Architecture), Error, message);
  }
});

Deno.test("running statistics of batch normalisation travel with the parameters", () => {
  const make = (seed: number) =>
    createNetwork([linear(2, 3), batchNorm(3), linear(3, 2)], { seed, backend: reference });
  const [one, other] = [make(1), make(2)];
  const input = [[1, -2], [3, 0.5], [-1, 4]];
  gradient(one, input, crossEntropy([0, 1, 1]), { training: true });
  const tensors = readParameters(one);
  assertEquals(Object.keys(tensors).filter((name) => name.includes("running")), [
    "1.running_mean",
    "1.running_var",
  ]);
  writeParameters(other, tensors);
  assertEquals(other.read(), one.read());
  assertEquals(reference.read(other.forward(input)), reference.read(one.forward(input)));
  const { "1.running_var": _, ...without } = tensors;
  assertThrows(() => writeParameters(other, without), TypeError, "1.running_var [3]");
});
