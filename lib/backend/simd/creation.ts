import type { Backend } from "../backend.ts";
import { checkedShape, copyInto, mismatch, show, sizeOf } from "../shapes.ts";
import type { Storage } from "./storage.ts";

/** What the kernel `random` calls its distributions. */
const randomKinds = { uniform: 0, normal: 1, sign: 2 };

/** Creation, input and output of the simd backend. */
export function creation(
  storage: Storage,
): Pick<
  Backend,
  "tensor" | "fill" | "unitRows" | "oneHot" | "random" | "read" | "write" | "scope" | "free"
> {
  const { kernels } = storage;
  const filled = (shape: readonly number[], value: number) => {
    const tensor = storage.makeShape(shape);
    const start = tensor.address >> 2;
    storage.heap.numbers.fill(value, start, start + tensor.size);
    return tensor;
  };
  return {
    tensor(data, shape) {
      const checked = checkedShape("tensor", shape);
      if (data.length !== sizeOf(checked)) {
        mismatch("tensor", `a shape of ${data.length} numbers`, checked);
      }
      const tensor = storage.makeShape(checked);
      storage.heap.numbers.set(data, tensor.address >> 2);
      return tensor;
    },

    fill: (shape, value) => filled(checkedShape("fill", shape), value),

    unitRows(samples, size) {
      const tensor = filled(checkedShape("unitRows", [samples * size, size]), 0);
      const out = storage.numbers(tensor);
      for (let row = 0; row < samples * size; row++) out[row * size + row % size] = 1;
      return tensor;
    },

    oneHot(labels, classes) {
      for (let row = 0; row < labels.length; row++) {
        const label = labels[row];
        if (!Number.isInteger(label) || label < 0 || label >= classes) {
          throw new RangeError(
            `oneHot: expected labels in 0 … ${classes - 1}, found ${label} in row ${row}`,
          );
        }
      }
      const tensor = filled([labels.length, classes], 0);
      const out = storage.numbers(tensor);
      for (let row = 0; row < labels.length; row++) out[row * classes + labels[row]] = 1;
      return tensor;
    },

    random(kind, shape, random) {
      const tensor = storage.makeShape(checkedShape("random", shape));
      const { key, generator, spareNormal } = random.save();
      const [high0, low0, high1, low1] = generator;
      kernels.random(
        randomKinds[kind],
        tensor.address,
        tensor.size,
        high0,
        low0,
        high1,
        low1,
        spareNormal ?? NaN,
      );
      const spare = kernels.randomSpare();
      random.moveTo({
        key,
        generator: [0, 1, 2, 3].map(kernels.randomWord),
        spareNormal: Number.isNaN(spare) ? null : spare,
      });
      return tensor;
    },

    read(a, into) {
      const numbers = storage.numbers(storage.own(a));
      return into ? copyInto(numbers, into) : numbers.slice();
    },

    write(a, data) {
      const tensor = storage.own(a);
      if (data.length !== tensor.size) {
        throw new TypeError(
          `write: expected ${tensor.size} numbers for ${show(a.shape)}, found ${data.length}`,
        );
      }
      storage.heap.numbers.set(data, tensor.address >> 2);
    },

    scope: (body) => storage.scope(body),

    free: (...tensors) => storage.free(tensors),
  };
}
