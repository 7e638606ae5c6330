import type { Backend, Tensor } from "../backend/backend.ts";
import { sameShape } from "../backend/shapes.ts";
import { type TensorLike, toTensor } from "../backend/tensor_like.ts";

/**
 * Data of a loss as a tensor of an expected shape.
 *
 * @throws TypeError naming the loss, the quantity, the expected and the found shape.
 */
export function dataOf(
  backend: Backend,
  loss: string,
  quantity: string,
  data: TensorLike,
  expected: readonly number[],
): Tensor {
  const tensor = toTensor(backend, data);
  const flat = expected[1] === 1 && tensor.shape.length === 1 && tensor.shape[0] === expected[0];
  if (!flat && !sameShape(tensor.shape, expected)) {
    throw new TypeError(
      `${loss}: expected ${quantity} of shape [${
        expected.join(", ")
      }] for the network's output, found [${tensor.shape.join(", ")}]`,
    );
  }
  if (!backend.allFinite(tensor)) {
    checkEach(backend, tensor, Number.isFinite, `${loss}: expected finite ${quantity}`);
  }
  return flat ? backend.reshape(tensor, expected) : tensor;
}

/**
 * Like {@linkcode dataOf}, for quantities that must be positive.
 *
 * @throws RangeError for a number that is not.
 */
export function positiveDataOf(
  backend: Backend,
  loss: string,
  quantity: string,
  data: TensorLike,
  expected: readonly number[],
): Tensor {
  const tensor = dataOf(backend, loss, quantity, data, expected);
  const wrong = backend.sum(backend.lessOrEqual(tensor, backend.fill([1, 1], 0)));
  if (wrong > 0) {
    checkEach(backend, tensor, (value) => value > 0, `${loss}: expected ${quantity} above 0`);
  }
  return tensor;
}

/** Throws RangeError with `expected` and the first number that is not good, and its place. */
export function checkEach(
  backend: Backend,
  tensor: Tensor,
  good: (value: number) => boolean,
  expected: string,
): void {
  const numbers = backend.read(tensor);
  const at = numbers.findIndex((value) => !good(value));
  if (at < 0) return;
  const width = numbers.length / tensor.shape[0];
  const place = `row ${Math.floor(at / width)}, column ${at % width}`;
  throw new RangeError(`${expected}, found ${numbers[at]} in ${place}`);
}

/** Batch and number of outputs of a network output; throws TypeError unless it is a matrix with rows. */
export function outputSize(loss: string, output: Tensor): { batch: number; outputs: number } {
  const [batch, outputs] = output.shape;
  if (output.shape.length !== 2) {
    throw new TypeError(
      `${loss}: expected a network output [batch, outputs], found [${output.shape.join(", ")}]`,
    );
  }
  return { batch, outputs };
}

/**
 * Labels for each row, one-hot.
 *
 * @throws TypeError if their number is not the batch, RangeError for one that is not a class.
 */
export function oneHotLabels(
  backend: Backend,
  loss: string,
  labels: ArrayLike<number>,
  { batch, outputs }: { batch: number; outputs: number },
): Tensor {
  if (labels.length !== batch) {
    throw new TypeError(`${loss}: expected ${batch} labels for the batch, found ${labels.length}`);
  }
  for (let row = 0; row < batch; row++) {
    const label = labels[row];
    if (!Number.isInteger(label) || label < 0 || label >= outputs) {
      throw new RangeError(
        `${loss}: expected labels in 0 … ${
          outputs - 1
        } for ${outputs} outputs, found ${label} in row ${row}`,
      );
    }
  }
  return backend.oneHot(labels, outputs);
}
