import { checkChoice } from "../backend/choice.ts";

/** Which of the CIFAR formats: what stands before the 3,072 bytes of an image. */
export type CifarFormat = "cifar10" | "cifar100" | "cifar100-coarse";

/** How {@linkcode readCifar} reads. */
export interface ReadCifarOptions {
  /** The format, with the labels to take: those of CIFAR-100 are its 100 fine ones or its 20 coarse ones. */
  format: CifarFormat;
  /** What errors call the data, for instance their file; "the CIFAR data" by default. */
  name?: string;
}

/** Images and labels as they stand in a file. */
export interface CifarImages {
  /** Brightness from 0 to 255, channels last: `[count, 32, 32, 3]`, row-major. */
  readonly images: Uint8Array;
  /** The class of each image: `[count]`. */
  readonly labels: Uint8Array;
}

const SIDE = 32;
const CHANNELS = 3;
const PLANE = SIDE * SIDE;

/** The shape of an image: `[height, width, channels]`. */
export const CIFAR_SHAPE: readonly number[] = [SIDE, SIDE, CHANNELS];

/** By format: bytes of labels before an image, which of them counts, how many classes there are. */
export const CIFAR_LABELS: Readonly<
  Record<CifarFormat, { readonly bytes: number; readonly at: number; readonly classes: number }>
> = {
  "cifar10": { bytes: 1, at: 0, classes: 10 },
  "cifar100": { bytes: 2, at: 1, classes: 100 },
  "cifar100-coarse": { bytes: 2, at: 0, classes: 20 },
};

/**
 * Reads images of CIFAR-10 or CIFAR-100 in their binary format: for each a byte for its class (CIFAR-100:
 * one for the coarse class, one for the fine one), then 1,024 bytes each of red, green and blue, row by row.
 *
 * Source: A. Krizhevsky, "Learning Multiple Layers of Features from Tiny Images" (2009).
 *
 * @throws {RangeError} If the data do not end with an image, a label is no class, or the format is unknown
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { readCifar } from "@hesscale/hesscale/data";
 *
 * const bytes = new Uint8Array(3073);
 * bytes[0] = 6; // a frog
 * bytes[1] = 255; // red in the first pixel
 * const { images, labels } = readCifar(bytes, { format: "cifar10" });
 * assertEquals([labels[0], ...images.subarray(0, 3)], [6, 255, 0, 0]);
 * ```
 */
export function readCifar(
  bytes: Uint8Array,
  { format, name = "the CIFAR data" }: ReadCifarOptions,
): CifarImages {
  checkChoice("format", format, Object.keys(CIFAR_LABELS));
  const { bytes: labelBytes, at, classes } = CIFAR_LABELS[format];
  const record = labelBytes + CHANNELS * PLANE;
  const count = Math.floor(bytes.length / record);
  if (count === 0 || bytes.length % record !== 0) {
    const expected = Math.max(1, Math.ceil(bytes.length / record)) * record;
    throw new RangeError(
      `Expected a multiple of ${record} bytes in ${name}, ${labelBytes} for the label and ` +
        `${CHANNELS} × ${SIDE} × ${SIDE} for each image, such as ${expected}, found ${bytes.length}`,
    );
  }
  const images = new Uint8Array(count * CHANNELS * PLANE);
  const labels = new Uint8Array(count);
  for (let image = 0; image < count; image++) {
    const start = image * record;
    labels[image] = bytes[start + at];
    if (labels[image] >= classes) {
      throw new RangeError(
        `Expected classes from 0 to ${classes - 1} in ${name}, found ${
          labels[image]
        } in image ${image}`,
      );
    }
    const [from, to] = [start + labelBytes, image * CHANNELS * PLANE];
    for (let pixel = 0; pixel < PLANE; pixel++) {
      for (let channel = 0; channel < CHANNELS; channel++) {
        images[to + pixel * CHANNELS + channel] = bytes[from + channel * PLANE + pixel];
      }
    }
  }
  return { images, labels };
}
