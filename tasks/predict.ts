/**
 * Classifies an image by a trained network: `deno task predict --help`.
 *
 * @module
 */

import { normalizePixels } from "../lib/data/mod.ts";
import { readBytes } from "../lib/runs/mod.ts";
import { decodeModel, inputFeatures, type ModelDescription } from "../lib/train/mod.ts";
import type { Network, Tensor } from "../mod.ts";
import { defineCommand, runCommand } from "./command.ts";
import { type NormalizedImage, normalizeImage } from "./predict/normalize.ts";
import { readColorImage, readGreyImage } from "./predict/read_image.ts";
import { formatTable } from "./support/table.ts";

const command = defineCommand({
  name: "predict",
  summary:
    "Says what an image shows, by a network that deno task classify has trained: the probability of each class.",
  options: {
    model: {
      kind: "string",
      placeholder: "FILE",
      default: "classify/model.safetensors",
      description: "The network, as deno task classify writes it",
    },
    image: {
      kind: "string",
      placeholder: "FILE",
      required: true,
      description:
        "A PNG image, in grey of any size, dark on light or light on dark, in colours of the network's size; or an IDX file of images",
    },
    index: {
      kind: "integer",
      min: 0,
      description: "Which image of an IDX file; the first if absent",
    },
    json: { kind: "boolean", description: "Print class and probabilities as JSON" },
  },
  examples: [
    { arguments: "--image seven.png", description: "A picture of a digit" },
    {
      arguments: "--model fashion/model.safetensors --image t10k-images-idx3-ubyte.gz --index 3",
      description: "The fourth image of a test set",
    },
  ],
});

if (import.meta.main) {
  Deno.exitCode = await runCommand(command, Deno.args, async ({ model, image, index, json }) => {
    const { network, description } = decodeModel(await readBytes(model), { name: model });
    const { classes } = description;
    const bytes = await readBytes(image);
    const { pixels, notes } = await pixelsOf(bytes, image, { index, model, description });
    for (const note of notes) console.error(`predict: the image was ${note}`);
    if (description.normalization) normalizePixels(pixels, description.normalization);
    const input = network.backend.tensor(pixels, [1, ...inputFeatures(description.architecture)]);
    const probabilities = classify(network, input);
    const order = [...probabilities.keys()].sort((a, b) => probabilities[b] - probabilities[a]);
    const nameOf = (index: number) => classes?.[index] ?? String(index);
    if (json) {
      console.log(JSON.stringify({ class: nameOf(order[0]), probabilities, notes }));
      return;
    }
    const which = index === undefined ? image : `${image}, image ${index}`;
    console.log(`${which}: ${nameOf(order[0])}\n`);
    console.log(formatTable(
      [{ title: "class" }, { title: "probability", align: "right" }],
      order.map((index) => [nameOf(index), probabilities[index].toFixed(4)]),
    ));
  });
}

/** The picture as the network takes it but for normalisation, and what had to be done to it. */
async function pixelsOf(
  bytes: Uint8Array,
  name: string,
  { index, model, description: { image: shape } }: {
    readonly index: number | undefined;
    readonly model: string;
    readonly description: ModelDescription;
  },
): Promise<NormalizedImage> {
  if (!Array.isArray(shape) || shape.length < 2 || ![1, 3].includes(shape[2] ?? 1)) {
    throw new TypeError(
      `Expected a network for images [height, width] or [height, width, 3] in ${model}, ` +
        `found one for ${shape ? `[${shape.join(", ")}]` : "anything"}`,
    );
  }
  if (shape[2] === 3) return { pixels: await readColorImage(bytes, name, shape), notes: [] };
  return normalizeImage(await readGreyImage(bytes, name, index), shape, name);
}

/** The probability of each class. */
function classify(network: Network, input: Tensor): number[] {
  const { backend: b } = network;
  return [...b.read(b.softmax(network.forward(input)))];
}
