import type { ImageDataset } from "../../lib/data/mod.ts";
import {
  type ActivationName,
  activationNames,
  type Architecture,
  architectureKinds,
} from "../../lib/train/mod.ts";
import { didYouMean } from "../../mod.ts";
import { UsageError } from "./usage_error.ts";
import { formatWidths, parseWidths } from "./widths.ts";

/** Widths of the hidden layers of `--network mlp`. */
const MLP_HIDDEN = [300, 150];

const size = { kind: "integer", min: 1 } as const;

/** The options that say what a network is. */
export const networkOptions = {
  network: {
    kind: "string",
    placeholder: "NAME|WIDTHS",
    default: "mlp",
    description: `One of ${
      architectureKinds.join(", ")
    }, or the widths of an MLP, such as 784-300-150-10`,
  },
  channels: {
    kind: "list",
    of: size,
    repeats: true,
    placeholder: "N,N,…",
    description:
      "Channels of the convolutions: 2 for 2c2d, 3 for 3c3d and allcnn; the published if absent",
  },
  dense: {
    kind: "list",
    of: size,
    repeats: true,
    placeholder: "N,…",
    description:
      "Widths of the hidden dense layers: 1 for 2c2d, 2 for 3c3d, any number for mlp (default " +
      `${MLP_HIDDEN.join(",")})`,
  },
  activation: {
    kind: "choice",
    choices: activationNames,
    default: "tanh",
    description: "Activation function of the hidden layers",
  },
} as const;

/** The values of {@linkcode networkOptions}. */
export interface NetworkValues {
  readonly network: string;
  readonly channels?: readonly number[];
  readonly dense?: readonly number[];
  readonly activation: ActivationName;
}

/** How many sizes `--channels` and `--dense` must have, by the kind of network; any number if undefined. */
const SIZES: Record<Architecture["kind"], { readonly channels: number; readonly dense?: number }> =
  {
    "mlp": { channels: 0 },
    "2c2d": { channels: 2, dense: 1 },
    "3c3d": { channels: 3, dense: 2 },
    "allcnn": { channels: 3, dense: 0 },
  };

/**
 * Checks what can be checked before there are images.
 *
 * @throws {UsageError} If there is no such network, or it does not take these sizes
 */
export function checkNetwork({ network, channels, dense }: NetworkValues): void {
  const kind = kindOf(network);
  if (kind === undefined) {
    parseWidths("--network", network);
    for (const [name, sizes] of Object.entries({ channels, dense })) {
      if (sizes) {
        throw new UsageError(`--${name} goes with the name of a network, found ${network}`);
      }
    }
    return;
  }
  for (const [name, sizes] of Object.entries({ channels, dense })) {
    const expected = SIZES[kind][name as "channels" | "dense"];
    if (sizes === undefined || expected === undefined || sizes.length === expected) continue;
    throw new UsageError(
      expected === 0
        ? `--${name} is not for --network ${kind}, found ${sizes.join(",")}`
        : `--${name} must have ${expected} ${expected === 1 ? "size" : "sizes"} for --network ` +
          `${kind}, found ${sizes.length}: ${sizes.join(",")}`,
    );
  }
}

/**
 * The network that the options ask for, for these images.
 *
 * @throws {UsageError} If the widths of an MLP do not suit the images
 */
export function architectureOf(
  { network, channels, dense, activation }: NetworkValues,
  { shape, classes }: Pick<ImageDataset, "shape" | "classes">,
): Architecture {
  const kind = kindOf(network);
  if (kind === "mlp") {
    return { kind, widths: [pixelsIn(shape), ...dense ?? MLP_HIDDEN, classes], activation };
  }
  if (kind !== undefined) {
    const [height, width, colors = 1] = shape;
    return { kind, image: [height, width, colors], classes, activation, channels, dense };
  }
  const widths = parseWidths("--network", network);
  checkWidths(widths, { shape, classes });
  return { kind: "mlp", widths, activation };
}

/** Throws UsageError if an MLP does not lead from the pixels of images to their classes. */
export function checkWidths(
  widths: readonly number[],
  { shape, classes }: Pick<ImageDataset, "shape" | "classes">,
): void {
  const pixels = pixelsIn(shape);
  if (widths[0] === pixels && widths.at(-1) === classes) return;
  throw new UsageError(
    `--network must lead from ${pixels} pixels to ${classes} classes, found ${
      formatWidths(widths)
    }`,
  );
}

function pixelsIn(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}

/** The kind of network that has this name; undefined for widths. */
function kindOf(network: string): Architecture["kind"] | undefined {
  const kind = architectureKinds.find((name) => name === network.toLowerCase());
  if (kind !== undefined || network.includes("-") || /^\d+$/.test(network)) return kind;
  throw new UsageError(
    `--network must be one of ${architectureKinds.join(", ")} or layer widths such as 784-64-10, ` +
      `found "${network}"${didYouMean(network, architectureKinds)}`,
  );
}
