import { didYouMean } from "../backend/nearest.ts";
import { elu, gelu, relu, selu, sigmoid, silu, softplus, tanh } from "../layers/elementwise.ts";
import { allCnnC, network2c2d, network3c3d } from "../layers/image_networks.ts";
import type { Layer } from "../layers/layer.ts";
import { mlp } from "../layers/mlp.ts";

/** An activation function's name. */
export type ActivationName =
  | "tanh"
  | "relu"
  | "sigmoid"
  | "elu"
  | "selu"
  | "softplus"
  | "gelu"
  | "silu";

const activations: Readonly<Record<ActivationName, () => Layer>> = {
  tanh,
  relu,
  sigmoid,
  elu,
  selu,
  softplus,
  gelu,
  silu,
};

/** The activation functions that go by their names. */
export const activationNames: readonly ActivationName[] = Object.keys(
  activations,
) as ActivationName[];

/** A multilayer perceptron as plain data, which a file can hold. */
export interface MlpArchitecture {
  /** The kind of network. */
  readonly kind: "mlp";
  /** Widths from input to output. */
  readonly widths: readonly number[];
  /** The activation function of the hidden layers. */
  readonly activation: ActivationName;
}

/** A convolutional network: `network2c2d`, `network3c3d` or `allCnnC`. */
export type ConvolutionalKind = "2c2d" | "3c3d" | "allcnn";

/** A convolutional network as plain data, which a file can hold. */
export interface ConvolutionalArchitecture {
  /** The kind of network. */
  readonly kind: ConvolutionalKind;
  /** Height, width and channels of an image. */
  readonly image: readonly number[];
  /** The number of classes. */
  readonly classes: number;
  /** The activation function of the hidden layers. */
  readonly activation: ActivationName;
  /** Channels of the convolutions; the published ones by default. */
  readonly channels?: readonly number[];
  /** Widths of the dense layers before the last; the published ones by default. */
  readonly dense?: readonly number[];
}

/** A network as plain data, which a file can hold. */
export type Architecture = MlpArchitecture | ConvolutionalArchitecture;

const convolutional = { "2c2d": network2c2d, "3c3d": network3c3d, "allcnn": allCnnC } as const;

/** The kinds of networks. */
export const architectureKinds: readonly Architecture["kind"][] = [
  "mlp",
  ...Object.keys(convolutional) as ConvolutionalKind[],
];

/**
 * The layers of an architecture.
 *
 * @throws TypeError for another kind, something that is no architecture, or images that are too small;
 * RangeError for an unknown activation function, with the nearest, or sizes out of range.
 *
 * @example
 * ```ts
 * import { createNetwork } from "@hesscale/hesscale";
 * import { buildLayers } from "@hesscale/hesscale/train";
 *
 * const layers = buildLayers({ kind: "mlp", widths: [784, 64, 10], activation: "tanh" });
 * console.log(createNetwork(layers, { seed: 1 }).parameters.map(({ name }) => name));
 * ```
 */
export function buildLayers(architecture: Architecture): Layer[] {
  const { kind } = architecture;
  if (!architectureKinds.includes(kind)) {
    throw new TypeError(
      `Expected an architecture of kind ${architectureKinds.join(", ")}, found ${
        JSON.stringify(architecture)
      }${didYouMean(String(kind), architectureKinds)}`,
    );
  }
  const activation = activationOf(architecture);
  if (architecture.kind === "mlp") {
    checkList(architecture, "widths");
    return mlp(architecture.widths, activation);
  }
  const { image, classes, channels, dense } = architecture;
  checkList(architecture, "image");
  if (image.length !== 3 || !Number.isSafeInteger(classes) || classes < 1) {
    throw new TypeError(
      `Expected images [height, width, channels] and at least 1 class for ${kind}, ` +
        `found [${image.join(", ")}] and ${classes}`,
    );
  }
  if (kind === "allcnn" && dense !== undefined) {
    throw new TypeError(`Expected no dense layers for allcnn, found [${dense.join(", ")}]`);
  }
  const [height, width, colors] = image;
  return convolutional[architecture.kind](classes, activation, {
    image: [height, width, colors],
    channels,
    dense,
  });
}

/** The features of one input of an architecture: `[pixels]`, or `[height, width, channels]`. */
export function inputFeatures(architecture: Architecture): readonly number[] {
  return architecture.kind === "mlp" ? [architecture.widths[0]] : architecture.image;
}

function activationOf({ activation }: Architecture): () => Layer {
  if (Object.hasOwn(activations, activation)) return activations[activation];
  throw new RangeError(
    `Expected an activation among ${activationNames.join(", ")}, found "${activation}"${
      didYouMean(String(activation), activationNames)
    }`,
  );
}

function checkList<Kind extends Architecture>(architecture: Kind, name: keyof Kind): void {
  if (Array.isArray(architecture[name])) return;
  throw new TypeError(
    `Expected an architecture of kind "${architecture.kind}" with ${String(name)}, found ${
      JSON.stringify(architecture)
    }`,
  );
}
