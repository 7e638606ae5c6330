import type { NamedParameter, Network } from "../layers/network.ts";
import type { NamedTensors } from "../runs/safetensors.ts";

/**
 * The parameters and buffers of a network with their shapes, by the names that PyTorch gives them in a
 * `Sequential`: `0.weight [out, in]`, `0.bias [out]`, `1.running_mean [channels]`, …
 */
export function readParameters(network: Network): NamedTensors {
  const values = network.read();
  return Object.fromEntries(
    allOf(network).map(({ name, parameter: { shape } }) => [
      name,
      { shape, data: values[name] },
    ]),
  );
}

/**
 * Sets all parameters and buffers of a network.
 *
 * @param options.name What errors call the tensors, for instance their file.
 * @throws TypeError with all names and shapes that differ, of both sides, or RangeError for a number
 * that is not finite; then nothing has changed.
 */
export function writeParameters(
  network: Network,
  tensors: NamedTensors,
  options: { readonly name?: string } = {},
): void {
  checkParameters(network, tensors, options);
  network.load(
    Object.fromEntries(Object.entries(tensors).map(([name, { data }]) => [name, data])),
  );
}

/** What a network keeps. */
function allOf({ parameters, buffers }: Network): readonly NamedParameter[] {
  return [...parameters, ...buffers];
}

/** Checks what {@linkcode writeParameters} is to write. */
export function checkParameters(
  network: Network,
  tensors: NamedTensors,
  { name: source = "the tensors" }: { readonly name?: string } = {},
): void {
  const expected = new Map(allOf(network).map(({ name, parameter }) => [name, parameter]));
  const names = new Set([...expected.keys(), ...Object.keys(tensors)]);
  const differing = [...names].filter((name) =>
    expected.get(name)?.shape.join() !== tensors[name]?.shape.join()
  );
  if (differing.length > 0) {
    const list = (shapeOf: (name: string) => readonly number[] | undefined) =>
      differing
        .flatMap((name) => {
          const shape = shapeOf(name);
          return shape ? [`${name} [${shape.join(", ")}]`] : [];
        })
        .join(", ") || "none of these";
    throw new TypeError(
      `Expected the parameters ${list((name) => expected.get(name)?.shape)} in ${source}, found ${
        list((name) => tensors[name]?.shape)
      }`,
    );
  }
  for (const [name, { data }] of Object.entries(tensors)) {
    const wrong = data.findIndex((value: number) => !Number.isFinite(value));
    if (wrong >= 0) {
      throw new RangeError(
        `Expected finite numbers as ${name} in ${source}, found ${data[wrong]} at index ${wrong}`,
      );
    }
  }
}
