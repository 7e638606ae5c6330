import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { adam, createNetwork, crossEntropy, linear, type Numbers } from "../../mod.ts";
import { createImageDataset, Random } from "../../lib/data/mod.ts";
import { buildLayers, type Checkpoint, fit, imageExamples } from "../../lib/train/mod.ts";
import { gather } from "./support.ts";

Deno.test("augmented images are resumed to the same bits, and differ from epoch to epoch", async () => {
  const random = new Random(1);
  const images = createImageDataset({
    images: Uint8Array.from({ length: 20 * 16 }, () => random.integer(256)),
    labels: Uint8Array.from({ length: 20 }, (_, i) => i % 2),
    shape: [4, 4],
    classes: 2,
  });
  const seen: string[] = [];
  const base = imageExamples(images, { augmentation: { flip: true, padding: 1 } });
  const examples = {
    ...base,
    inputs(indices: ArrayLike<number>, into: Numbers, random?: Random) {
      base.inputs(indices, into, random);
      for (let row = 0; row < indices.length; row++) {
        seen.push(`${indices[row]}: ${into.subarray(16 * row, 16 * row + 16)}`);
      }
    },
  };
  const start = () => createNetwork([linear(16, 2)], { seed: 1 });
  const run = async (epochs: number, from?: Checkpoint) => {
    const network = start();
    const { checkpoint } = await gather(
      fit(network, crossEntropy, examples, adam(network), { epochs, batch: 6, from }),
    );
    return { checkpoint, parameters: network.read() };
  };
  const whole = await run(6);
  assert(new Set(seen).size > 60);
  assertEquals((await run(6, (await run(2)).checkpoint)).parameters, whole.parameters);
});

Deno.test("images of other channels or sizes than a network's are refused by layer, labels by class", async () => {
  const dataset = (shape: number[], label: number) => {
    const images = new Uint8Array(2 * shape.reduce((a, b) => a * b));
    return createImageDataset({ images, labels: new Uint8Array([0, label]), shape, classes: 5 });
  };
  const architecture = {
    ...{ kind: "2c2d", image: [8, 8, 3], classes: 3, activation: "tanh" } as const,
    ...{ channels: [2, 2], dense: [4] },
  };
  const network = createNetwork(buildLayers(architecture));
  const run = (shape: number[], label = 1) => {
    const examples = imageExamples(dataset(shape, label), { features: shape });
    return fit(network, crossEntropy, examples, adam(network), { epochs: 1 });
  };
  const layer = "layer 0, conv2d(3, 2, 5×5)";
  assertThrows(() => run([8, 8, 1]), TypeError, `${layer}: expected`);
  assertThrows(() => run([8, 8, 1]), TypeError, "found [8, 8, 1]");
  const dense = "layer 7, linear(8, 4)";
  assertThrows(() => run([12, 12, 3]), TypeError, `${dense}: expected`);
  await assertRejects(() => gather(run([8, 8, 3], 4)), RangeError, "found 4");
});
