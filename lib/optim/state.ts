import type { Backend, Numbers, Tensor } from "../backend/backend.ts";
import { didYouMean } from "../backend/nearest.ts";
import { sizeOf } from "../backend/shapes.ts";

/** All that a resumed run needs of an optimizer, bit for bit. */
export interface OptimizerState {
  /** The optimizer's name. */
  readonly name: string;
  /** Steps done. */
  readonly steps: number;
  /** What it keeps, as `<what>.<parameter>`, such as `mean.0.weight`; shapes are the parameters'. */
  readonly tensors: Readonly<
    Record<string, { readonly shape: readonly number[]; readonly data: Numbers }>
  >;
}

/** Copies of tensors by name. */
export function readTensors(
  b: Backend,
  tensors: ReadonlyMap<string, Tensor>,
): OptimizerState["tensors"] {
  return Object.fromEntries(
    [...tensors].map(([name, tensor]) => [name, {
      shape: [...tensor.shape],
      data: b.read(tensor),
    }]),
  );
}

/**
 * Checks that a state is one of an optimizer with this name and these tensors.
 *
 * @throws TypeError for another optimizer, another name or shape, RangeError for numbers that are not
 * finite or a number of steps that is not whole.
 */
export function checkState(
  { name, steps, tensors }: OptimizerState,
  optimizer: string,
  kept: ReadonlyMap<string, Tensor>,
): void {
  if (name !== optimizer) {
    throw new TypeError(`Expected a state of ${optimizer}, found one of ${name}`);
  }
  if (!Number.isSafeInteger(steps) || steps < 0) {
    throw new RangeError(`Expected a whole number of steps of at least 0, found ${steps}`);
  }
  const names = [...kept.keys()];
  for (const found of Object.keys(tensors)) {
    if (kept.has(found)) continue;
    throw new TypeError(
      `Expected a state of ${optimizer} to hold ${
        names.join(", ") || "no tensors"
      }, found ${found}${didYouMean(found, names)}`,
    );
  }
  for (const [name, { shape }] of kept) {
    const found = Object.hasOwn(tensors, name) ? tensors[name] : undefined;
    const size = sizeOf(shape);
    if (found?.shape.join() !== shape.join() || found.data.length !== size) {
      throw new TypeError(
        `Expected ${name} of shape [${shape.join(", ")}] in a state of ${optimizer}, found ${
          found ? `[${found.shape.join(", ")}] with ${found.data.length} numbers` : "none"
        }`,
      );
    }
    const wrong = found.data.findIndex((value) => !Number.isFinite(value));
    if (wrong >= 0) {
      throw new RangeError(
        `Expected finite numbers in ${name} of a state, found ${found.data[wrong]} at ${wrong}`,
      );
    }
  }
}
