import type * as Core from "@tensorflow/tfjs-core";
import type { Backend, Tensor } from "../backend.ts";
import { reference } from "../reference/mod.ts";
import { mismatch, rowsOf, sameShape, show, spreads } from "../shapes.ts";
import { formulasOf } from "./formulas.ts";
import { allOnHost, onHost } from "./host.ts";
import type { TfjsStore } from "./storage.ts";

/** `combine(a, b)` with `b` spread over `a` as `Backend` says. */
function spread(
  store: TfjsStore,
  operation: string,
  a: Tensor,
  b: Tensor,
  combine: (a: Core.Tensor, b: Core.Tensor) => Core.Tensor,
): Tensor {
  const { rows, features } = rowsOf(a);
  const { rows: sources, features: width } = rowsOf(b);
  if (!spreads(sources, rows) || (width !== features && width !== 1)) {
    mismatch(operation, `b that spreads over ${show(a.shape)}`, b.shape);
  }
  const { tf } = store;
  return store.make(a.shape, [a, b], (x, y) => {
    if (sources === rows && width === features) return combine(x, tf.reshape(y, x.shape));
    const groups = tf.reshape(x, [sources, rows / sources, features]);
    return combine(groups, tf.reshape(y, [sources, 1, width]));
  });
}

/**
 * `x / y`. WebGL takes x / x for 1 whatever x is: there the product with the reciprocal tells 0 / 0 and
 * ∞ / ∞ apart.
 */
function quotient({ tf, name }: TfjsStore): (x: Core.Tensor, y: Core.Tensor) => Core.Tensor {
  if (name !== "tfjs-webgl") return tf.div;
  return (x, y) => {
    const product = tf.mul(x, tf.reciprocal(y));
    return tf.where(tf.isNaN(product), product, tf.div(x, y));
  };
}

/** Elementwise arithmetic on TensorFlow.js. */
export function arithmetic(
  store: TfjsStore,
): Pick<
  Backend,
  | "add"
  | "subtract"
  | "multiply"
  | "divide"
  | "lessOrEqual"
  | "scale"
  | "clip"
  | "elementwise"
  | "elementwiseDerivatives"
  | "elementwiseDual"
  | "crossElementwise"
> {
  const { tf } = store;
  const formulas = formulasOf(tf);
  const operations: ReturnType<typeof arithmetic> = {
    add: (a, b) => spread(store, "add", a, b, tf.add),
    subtract: (a, b) => spread(store, "subtract", a, b, tf.sub),
    multiply: (a, b, { squareB } = {}) =>
      spread(store, "multiply", a, b, squareB ? (x, y) => tf.mul(tf.mul(x, y), y) : tf.mul),
    divide: (a, b) => spread(store, "divide", a, b, quotient(store)),
    lessOrEqual: (a, b) =>
      spread(store, "lessOrEqual", a, b, (x, y) => tf.cast(tf.lessEqual(x, y), "float32")),

    scale: (a, factor, offset = 0) =>
      store.make(a.shape, [a], (x) => {
        const scaled = tf.mul(x, factor);
        return offset === 0 ? scaled : tf.add(scaled, offset);
      }),

    // Kernels disagree about NaN, and about infinities where there is one for clipping.
    clip: (a, low, high) =>
      store.make(a.shape, [a], (x) => {
        const clipped = tf.minimum(tf.maximum(x, low), high);
        return tf.where(tf.isNaN(x), x, clipped);
      }),

    elementwise(f, a, order = 0) {
      const formula = formulas(f)?.[order];
      return formula
        ? store.make(a.shape, [a], formula)
        : onHost(store, [a], (a) => reference.elementwise(f, a, order));
    },

    elementwiseDerivatives(f, a, order) {
      const formula = formulas(f)?.slice(0, order + 1);
      return formula
        ? formula.map((one) => store.make(a.shape, [a], one))
        : allOnHost(store, [a], (a) => reference.elementwiseDerivatives(f, a, order));
    },

    elementwiseDual(g, h, s, t) {
      for (const [name, other] of Object.entries({ h, s, t })) {
        if (other && !sameShape(other.shape, g.shape)) {
          mismatch("elementwiseDual", `${name} of shape ${show(g.shape)}`, other.shape);
        }
      }
      const through = (h: Core.Tensor, s: Core.Tensor) => tf.mul(h, tf.square(s));
      return [
        store.make(g.shape, [g, s], (g, s) => tf.mul(g, s)),
        t
          ? store.make(g.shape, [g, h, s, t], (g, h, s, t) => tf.add(through(h, s), tf.mul(g, t)))
          : store.make(g.shape, [h, s], through),
      ];
    },

    crossElementwise(f, a, g, h, order) {
      for (const [name, other] of Object.entries({ g, h })) {
        if (!sameShape(other.shape, a.shape)) {
          mismatch("crossElementwise", `${name} of shape ${show(a.shape)}`, other.shape);
        }
      }
      const slope = operations.elementwise(f, a, 1);
      const bend = order === 2 ? operations.elementwise(f, a, 2) : undefined;
      const crossed = operations.elementwiseDual(g, h, slope, bend);
      store.free(bend ? [slope, bend] : [slope]);
      return crossed;
    },
  };
  return operations;
}
