import type { Backend } from "../backend.ts";
import { checkedShape, copyInto, mismatch, show, sizeOf } from "../shapes.ts";
import { allocate, free, ReferenceTensor, scope, values } from "./storage.ts";

/** Creation, input and output of the reference backend. */
export const creation: Pick<
  Backend,
  "tensor" | "fill" | "unitRows" | "oneHot" | "random" | "read" | "write" | "scope" | "free"
> = {
  tensor(data, shape) {
    const checked = checkedShape("tensor", shape);
    if (data.length !== sizeOf(checked)) {
      mismatch("tensor", `a shape of ${data.length} numbers`, checked);
    }
    return new ReferenceTensor(checked, Float64Array.from(data));
  },

  fill(shape, value) {
    const { tensor, out } = allocate(checkedShape("fill", shape));
    out.fill(value);
    return tensor;
  },

  unitRows(samples, size) {
    const { tensor, out } = allocate(checkedShape("unitRows", [samples * size, size]));
    for (let row = 0; row < samples * size; row++) out[row * size + row % size] = 1;
    return tensor;
  },

  oneHot(labels, classes) {
    const { tensor, out } = allocate([labels.length, classes]);
    for (let row = 0; row < labels.length; row++) {
      const label = labels[row];
      if (!Number.isInteger(label) || label < 0 || label >= classes) {
        throw new RangeError(
          `oneHot: expected labels in 0 … ${classes - 1}, found ${label} in row ${row}`,
        );
      }
      out[row * classes + label] = 1;
    }
    return tensor;
  },

  random(kind, shape, random) {
    const { tensor, out } = allocate(checkedShape("random", shape));
    const draw = {
      uniform: () => random.uniform(),
      normal: () => random.normal(),
      sign: () => random.sign(),
    }[kind];
    for (let i = 0; i < out.length; i++) out[i] = draw();
    return tensor;
  },

  read: (a, into) => into ? copyInto(values(a), into) : values(a).slice(),

  write(a, data) {
    const out = values(a);
    if (data.length !== out.length) {
      throw new TypeError(
        `write: expected ${out.length} numbers for ${show(a.shape)}, found ${data.length}`,
      );
    }
    out.set(data);
  },

  scope,
  free,
};
