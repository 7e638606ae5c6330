/**
 * Classifies an image by a trained network: `deno task predict --help`.
 *
 * @module
 */

import { exists, readBytes } from "../lib/runs/mod.ts";
import { decodeModel } from "../lib/train/mod.ts";
import { defineCommand, runCommand } from "./command.ts";
import { classifyImage } from "./predict/classify_image.ts";
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
        "A PNG image of the network's size, or an IDX file of images; for a network that knows digits, one of any size, dark on light or light on dark",
    },
    index: {
      kind: "integer",
      min: 0,
      description: "Which image of an IDX file; the first if absent",
    },
    invert: {
      kind: "choice",
      choices: ["auto", "yes", "no"],
      default: "auto",
      description:
        "Take the negative of the image; auto: of one on a light ground, if the network learnt from digits or mnist:DIR",
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
  Deno.exitCode = await runCommand(command, Deno.args, async (values) => {
    const { image, index, json } = values;
    const model = decodeModel(await readModel(values.model), { name: values.model });
    const { probabilities, notes } = await classifyImage(model, await readBytes(image), {
      ...values,
      name: image,
    });
    for (const note of notes) console.error(`predict: the image was ${note}`);
    const order = [...probabilities.keys()].sort((a, b) => probabilities[b] - probabilities[a]);
    const nameOf = (index: number) => model.description.classes?.[index] ?? String(index);
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

async function readModel(path: string): Promise<Uint8Array> {
  if (await exists(path)) return await readBytes(path);
  throw new Error(`Expected a network in ${path}, found no file: deno task classify makes one`);
}
