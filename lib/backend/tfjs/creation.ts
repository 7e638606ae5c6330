import type { Backend } from "../backend.ts";
import { reference } from "../reference/mod.ts";
import { checkedShape, copyInto, mismatch, show, sizeOf } from "../shapes.ts";
import { onHost } from "./host.ts";
import type { TfjsStore } from "./storage.ts";

/** Creation, input and output on TensorFlow.js. */
export function creation(
  store: TfjsStore,
): Pick<
  Backend,
  "tensor" | "fill" | "unitRows" | "oneHot" | "random" | "read" | "write" | "scope" | "free"
> {
  const { tf } = store;
  return {
    tensor(data, shape) {
      const checked = checkedShape("tensor", shape);
      if (data.length !== sizeOf(checked)) {
        mismatch("tensor", `a shape of ${data.length} numbers`, checked);
      }
      return store.upload(Float32Array.from(data), checked);
    },

    fill: (shape, value) =>
      store.make(checkedShape("fill", shape), [], () => tf.fill([...shape], value)),

    unitRows(samples, size) {
      const shape = checkedShape("unitRows", [samples * size, size]);
      return store.make(shape, [], () => tf.tile(tf.eye(size), [samples, 1]));
    },

    // Labels and random numbers come from outside of TensorFlow.js in any case.
    oneHot: (labels, classes) => onHost(store, [], () => reference.oneHot(labels, classes)),
    random: (kind, shape, random) => onHost(store, [], () => reference.random(kind, shape, random)),

    read: (a, into) => into ? copyInto(store.download(a), into) : store.download(a),

    write(a, data) {
      if (data.length !== sizeOf(a.shape)) {
        throw new TypeError(
          `write: expected ${sizeOf(a.shape)} numbers for ${show(a.shape)}, found ${data.length}`,
        );
      }
      store.overwrite(a, Float32Array.from(data));
    },

    scope: (body) => store.scope(body),

    free: (...tensors) => store.free(tensors),
  };
}
