import type { Backend } from "../backend/backend.ts";
import type { ImageSubject } from "../data/image_dataset.ts";
import type { Normalization } from "../data/normalization.ts";
import { createNetwork, type Network } from "../layers/network.ts";
import { parseJson } from "../runs/json.ts";
import { decodeSafetensors, encodeSafetensors } from "../runs/safetensors.ts";
import { type Architecture, buildLayers } from "./architecture.ts";
import { readParameters, writeParameters } from "./parameters.ts";

/** What a model file says beside the parameters: what it takes to make the network and to use it. */
export interface ModelDescription {
  /** The network. */
  readonly architecture: Architecture;
  /**
   * The shape of an image, `[height, width]` or `[height, width, channels]`, for a network that takes
   * images of pixels from 0 to 1.
   */
  readonly image?: readonly number[];
  /** How it takes pixels, if they have to be normalised. */
  readonly normalization?: Normalization;
  /** What the classes are called. */
  readonly classes?: readonly string[];
  /** What the images show, so that a picture from elsewhere can be made like them. */
  readonly subject?: ImageSubject;
}

const DESCRIPTION = "hesscale";

/**
 * The bytes of a model file: the parameters of a network in the safetensors format, by the names and
 * in the layout that PyTorch gives them in a `Sequential`, and a description in its metadata. Images are
 * channels last here: the columns of a dense layer after `flatten` are in the order height, width, channels.
 *
 * @example A network comes back from a file
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { createNetwork } from "@hesscale/hesscale";
 * import { type Architecture, buildLayers, decodeModel, encodeModel } from "@hesscale/hesscale/train";
 *
 * const architecture: Architecture = { kind: "mlp", widths: [2, 4, 3], activation: "tanh" };
 * const network = createNetwork(buildLayers(architecture), { seed: 1 });
 * const bytes = encodeModel(network, { architecture });
 * assertEquals(decodeModel(bytes).network.read(), network.read());
 * ```
 */
export function encodeModel(
  network: Network,
  description: ModelDescription,
): Uint8Array<ArrayBuffer> {
  // PyTorch's loaders ask for the format.
  const metadata = { format: "pt", [DESCRIPTION]: JSON.stringify(description) };
  return encodeSafetensors({ tensors: readParameters(network), metadata });
}

/** How {@linkcode decodeModel} reads. */
export interface DecodeModelOptions {
  /** What errors call the bytes, for instance their file. */
  readonly name?: string;
  /** Where the network's numbers live; simd by default. */
  readonly backend?: Backend;
}

/**
 * The network in the bytes of a model file, and its description.
 *
 * @throws TypeError if the file has no description, or its parameters do not fit that; RangeError or
 * TypeError if it is not of the safetensors format.
 */
export function decodeModel(
  bytes: Uint8Array,
  { name = "the model", backend }: DecodeModelOptions = {},
): { readonly network: Network; readonly description: ModelDescription } {
  const { tensors, metadata } = decodeSafetensors(bytes, { name });
  if (!Object.hasOwn(metadata, DESCRIPTION)) {
    const found = Object.entries(tensors).map(([key, { shape }]) => `${key} [${shape.join(", ")}]`);
    throw new TypeError(
      `Expected a model with "${DESCRIPTION}" in its metadata, which says how to build the network, ` +
        `in ${name}, found only ${found.join(", ") || "an empty file"}`,
    );
  }
  const description = parseJson(
    metadata[DESCRIPTION],
    `the description in ${name}`,
  ) as ModelDescription;
  if (typeof description?.architecture !== "object" || description.architecture === null) {
    throw new TypeError(
      `Expected an architecture in ${name}, found ${JSON.stringify(description)}`,
    );
  }
  const network = createNetwork(layersOf(description, name), { backend });
  writeParameters(network, tensors, { name });
  return { network, description };
}

function layersOf(
  { architecture }: ModelDescription,
  name: string,
): ReturnType<typeof buildLayers> {
  try {
    return buildLayers(architecture);
  } catch (cause) {
    throw new TypeError(`${name}: ${(cause as Error).message.replace(/^Expected/, "expected")}`, {
      cause,
    });
  }
}

/**
 * Gives a network the parameters in the bytes of a file in the safetensors format, such as PyTorch's
 * `safetensors.torch.save_file(model.state_dict(), path)` writes.
 *
 * @throws TypeError with all names and shapes that differ, of both sides, RangeError for numbers that
 * are not finite; then nothing has changed.
 */
export function loadParameters(
  network: Network,
  bytes: Uint8Array,
  { name = "the file" }: { readonly name?: string } = {},
): void {
  writeParameters(network, decodeSafetensors(bytes, { name }).tensors, { name });
}
