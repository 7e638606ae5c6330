/**
 * Classifies an image by a trained network: `deno task predict --help`.
 *
 * @module
 */

import { readBytes } from "../lib/runs/mod.ts";
import { decodeModel } from "../lib/train/mod.ts";
import type { Network } from "../mod.ts";
import { defineCommand, runCommand } from "./command.ts";
import { readGreyImage } from "./predict/grey_image.ts";
import { normalizeImage } from "./predict/normalize.ts";
import { formatTable } from "./support/table.ts";

const command = defineCommand({
  name: "predict",
  summary:
    "Says which digit an image shows, by a network that deno task train has trained: the probability of each class.",
  options: {
    model: {
      kind: "string",
      placeholder: "FILE",
      default: "train/model.safetensors",
      description: "The network, as deno task train writes it",
    },
    image: {
      kind: "string",
      placeholder: "FILE",
      required: true,
      description:
        "A PNG image of any size, dark on light or light on dark, or an IDX file of images",
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
    const { image: shape, classes } = description;
    if (!Array.isArray(shape) || shape.length !== 2) {
      throw new TypeError(
        `Expected a network for images [height, width] in ${model}, found one for ${
          shape ? `[${shape.join(", ")}]` : "anything"
        }`,
      );
    }
    const picture = await readGreyImage(await readBytes(image), image, index);
    const { pixels, notes } = normalizeImage(picture, shape, image);
    for (const note of notes) console.error(`predict: the image was ${note}`);
    const probabilities = classify(network, pixels);
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

/** The probability of each class. */
function classify(network: Network, pixels: Float32Array): number[] {
  const { backend: b } = network;
  const output = network.forward(b.tensor(pixels, [1, pixels.length]));
  return [...b.read(b.softmax(output))];
}
