import { assertEquals, assertThrows } from "@std/assert";
import { createNetwork } from "../../mod.ts";
import {
  type Architecture,
  buildLayers,
  type ConvolutionalArchitecture,
  decodeModel,
  encodeModel,
  inputFeatures,
} from "../../lib/train/mod.ts";

const small: ConvolutionalArchitecture = {
  kind: "3c3d",
  image: [16, 16, 2],
  classes: 4,
  activation: "tanh",
  channels: [2, 3, 4],
  dense: [6, 5],
};

const networks: Architecture[] = [
  small,
  { ...small, kind: "2c2d", channels: [3, 2], dense: [7] },
  { ...small, kind: "allcnn", dense: undefined, activation: "relu" },
];

for (const architecture of networks) {
  Deno.test(`${architecture.kind} comes back from a file, and computes the same`, () => {
    const network = createNetwork(buildLayers(architecture), { seed: 1 });
    const normalization = { mean: [0.5, 0.1], deviation: [0.2, 0.3] };
    const description = { architecture, image: [16, 16, 2], normalization };
    const decoded = decodeModel(encodeModel(network, description));
    assertEquals(decoded.description, JSON.parse(JSON.stringify(description)));
    assertEquals(decoded.network.read(), network.read());
    const input = network.backend.fill([2, ...inputFeatures(architecture)], 0.5);
    const [output, again] = [network, decoded.network].map((one) => one.forward(input));
    assertEquals(output.shape, [2, 4]);
    assertEquals(network.backend.read(again), network.backend.read(output));
  });
}

Deno.test("the widths of a convolutional network are those that were asked for", () => {
  const shapes = createNetwork(buildLayers(small)).parameters
    .filter(({ name }) => name.endsWith("weight"))
    .map(({ parameter }) => parameter.shape);
  assertEquals(shapes, [[2, 2, 5, 5], [3, 2, 3, 3], [4, 3, 3, 3], [6, 4], [5, 6], [4, 5]]);
});

Deno.test("what does not suit a convolutional network is refused", () => {
  const bad: [change: object, message: string][] = [
    [{ kind: "3c3" }, 'did you mean "3c3d"?'],
    [{ image: 3 }, 'Expected an architecture of kind "3c3d" with image, found {'],
    [{ image: [16, 16] }, "Expected images [height, width, channels]"],
    [{ classes: 0 }, "and at least 1 class for 3c3d, found [16, 16, 2] and 0"],
    [{ channels: [2, 3] }, "network3c3d: channels: expected 3 sizes, found [2, 3]"],
    [{ kind: "allcnn" }, "Expected no dense layers for allcnn, found [6, 5]"],
    [{ image: [4, 4, 2] }, "layer 0, conv2d"],
    [{ activation: "tahn" }, 'found "tahn", did you mean "tanh"?'],
  ];
  for (const [change, message] of bad) {
    assertThrows(
      () => buildLayers({ ...small, ...change } as Architecture),
      Error,
      message,
    );
  }
});
