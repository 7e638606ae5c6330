import { Random } from "../../lib/data/mod.ts";

/** Bytes of a CIFAR file: for each image its labels, then the planes of a random picture. */
export function cifarFile(labels: readonly (readonly number[])[], seed = 1): Uint8Array {
  const random = new Random(seed);
  return new Uint8Array(
    labels.flatMap((bytes) => [
      ...bytes,
      ...Array.from({ length: 3 * 32 * 32 }, () => random.integer(256)),
    ]),
  );
}

/** The files of a small CIFAR-10: `perBatch` images in each of the five batches, and for the test. */
export function cifar10Files(perBatch = 2): Record<string, Uint8Array> {
  const batch = (first: number) =>
    cifarFile(Array.from({ length: perBatch }, (_, i) => [(first + i) % 10]), first);
  const names = ["plane", "car", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"];
  return {
    ...Object.fromEntries(
      [1, 2, 3, 4, 5].map((number) => [`data_batch_${number}.bin`, batch(number)]),
    ),
    "test_batch.bin": batch(6),
    "batches.meta.txt": new TextEncoder().encode(`${names.join("\n")}\n\n`),
  };
}
