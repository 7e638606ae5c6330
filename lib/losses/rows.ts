import type { Backend } from "../backend/backend.ts";
import type { NestedNumbers, TensorLike } from "../backend/tensor_like.ts";
import { crossEntropy, nll } from "./cross_entropy.ts";
import type { Loss, LossOptions, LossSource } from "./loss.ts";
import { binaryCrossEntropy, huber, meanSquaredError } from "./regression.ts";

/** The losses whose rows can be taken apart: sums over rows, of data with a row for each. */
const makers = { crossEntropy, nll, meanSquaredError, huber, binaryCrossEntropy } as Readonly<
  Record<string, (data: TensorLike, options: LossOptions) => Loss>
>;

/**
 * The loss of this name, from its {@linkcode LossSource}.
 *
 * @throws TypeError if it has no source, or is none of this library's losses of separate rows.
 */
export function lossFrom(name: string, source: LossSource | undefined): Loss {
  if (!source || !Object.hasOwn(makers, name)) {
    throw new TypeError(
      `Expected a loss whose rows can be taken apart, ${
        Object.keys(makers).join(", ")
      }, found ${name}`,
    );
  }
  return makers[name](source.data, source.options);
}

/**
 * What rows `start` to `end − 1` add to the loss of a batch, so that the parts of all rows add up to it. Its
 * source is plain data, which can be sent to another thread.
 *
 * @param batch The number of rows of the batch.
 * @throws TypeError for a loss whose rows cannot be taken apart, or with data or weights for another batch.
 */
export function lossOfRows(
  b: Backend,
  loss: Loss,
  { start, end, batch }: { readonly start: number; readonly end: number; readonly batch: number },
): Loss {
  const { data, options } = lossFrom(loss.name, loss.source).source!;
  const { weights } = options;
  for (const [what, list] of [["rows of data", data], ["weights", weights]] as const) {
    const count = list && ("shape" in list ? list.shape[0] : list.length);
    if (count === undefined || count === batch) continue;
    throw new TypeError(`${loss.name}: expected ${batch} ${what} for the batch, found ${count}`);
  }
  return lossFrom(loss.name, {
    data: rowsOf(b, data, start, end),
    options: {
      ...options,
      ...(weights && { weights: Array.from(weights).slice(start, end) }),
      meanOver: options.meanOver ?? batch,
    },
  });
}

/** Some rows of data, as arrays. */
function rowsOf(b: Backend, data: TensorLike, start: number, end: number): NestedNumbers {
  if (!("shape" in data)) return Array.prototype.slice.call(data, start, end);
  const width = data.shape.slice(1).reduce((size, length) => size * length, 1);
  const numbers = b.read(data);
  return Array.from(
    { length: end - start },
    (_, row) => Array.from(numbers.subarray((start + row) * width, (start + row + 1) * width)),
  );
}
