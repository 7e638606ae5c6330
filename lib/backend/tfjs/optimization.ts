import type * as Core from "@tensorflow/tfjs-core";
import type { Backend, Tensor } from "../backend.ts";
import { mismatch, sameShape, show, sizeOf } from "../shapes.ts";
import type { TfjsStore } from "./storage.ts";

/** Optimizers' operations on TensorFlow.js. */
export function optimization(
  store: TfjsStore,
): Pick<Backend, "addScaled" | "accumulate" | "sumOfSquares" | "momentStep" | "clippedStep"> {
  const { tf } = store;

  function checkSame(operation: string, one: Tensor, others: Record<string, Tensor | undefined>) {
    for (const [name, other] of Object.entries(others)) {
      if (other && !sameShape(other.shape, one.shape)) {
        mismatch(operation, `${name} of shape ${show(one.shape)}`, other.shape);
      }
    }
  }

  /** f of {@linkcode Backend.accumulate}. */
  const functions = {
    value: (x: Core.Tensor): Core.Tensor => x,
    square: (x: Core.Tensor): Core.Tensor => tf.square(x),
    magnitude: (x: Core.Tensor): Core.Tensor => tf.abs(x),
  };
  const root = (x: Core.Tensor): Core.Tensor => tf.sqrt(x);

  /** What each second moment averages, and what it divides by. */
  const moments = {
    square: [functions.square, root],
    sqrt: [functions.magnitude, root],
    magnitude: [functions.magnitude, functions.value],
  };

  /** `decay · a + weight · f(b)`. */
  const averaged = (
    a: Tensor,
    b: Tensor,
    decay: number,
    weight: number,
    f: (x: Core.Tensor) => Core.Tensor,
  ): Tensor =>
    store.make(a.shape, [a, b], (x, y) => tf.add(tf.mul(x, decay), tf.mul(f(y), weight)));

  /** `θ ← θ − u − shrink · θ`, or u into `update`, which there may be. */
  function apply(parameter: Tensor, update: Tensor | undefined, u: Tensor, shrink: number): void {
    if (update) {
      store.move(update, u);
      return;
    }
    const moved = store.make(parameter.shape, [parameter, u], (theta, u) => {
      return tf.sub(theta, shrink === 0 ? u : tf.add(u, tf.mul(theta, shrink)));
    });
    store.move(parameter, moved);
  }

  return {
    addScaled(a, b, factor) {
      checkSame("addScaled", a, { b });
      store.scope(() => {
        store.move(a, store.make(a.shape, [a, b], (x, y) => tf.add(x, tf.mul(y, factor))));
      });
    },

    accumulate(a, b, { decay, weight, of = "value" }) {
      checkSame("accumulate", a, { b });
      store.scope(() => {
        store.move(a, averaged(a, b, decay, weight, functions[of]));
      });
    },

    sumOfSquares(a, weight, { root = false } = {}) {
      checkSame("sumOfSquares", a, { weight });
      if (sizeOf(a.shape) === 0) return 0;
      let sum = 0;
      store.scope(() => {
        const terms = weight
          ? store.make(a.shape, [a, weight], (x, c) => tf.mul(root ? tf.sqrt(c) : c, tf.square(x)))
          : store.make(a.shape, [a], (x) => tf.square(x));
        sum = store.measure(terms, (x) => tf.sum(x));
      });
      return sum;
    },

    momentStep({ parameter, mean, square, update }, { gradient, curvature }, options) {
      const { stepSize, beta1, beta2, epsilon, step } = options;
      const { moment = "square", biasCorrection = true, weightDecay = 0 } = options;
      checkSame("momentStep", parameter, { mean, square, update, gradient, curvature });
      const [averageOf, divisorOf] = moments[moment];
      const factor = stepSize / (biasCorrection && mean ? 1 - beta1 ** step : 1);
      const correction = biasCorrection ? 1 - beta2 ** step : 1;
      store.scope(() => {
        const m = mean ? averaged(mean, gradient, beta1, 1 - beta1, functions.value) : gradient;
        const v = averaged(square, curvature, beta2, 1 - beta2, averageOf);
        const u = store.make(parameter.shape, [m, v], (m, v) => {
          return tf.div(tf.mul(m, factor), tf.add(divisorOf(tf.div(v, correction)), epsilon));
        });
        if (mean) store.move(mean, m);
        store.move(square, v);
        apply(parameter, update, u, stepSize * weightDecay);
      });
    },

    clippedStep({ parameter, mean, update }, { gradient, curvature }, options) {
      const { stepSize, beta1, gamma, epsilon, weightDecay = 0 } = options;
      checkSame("clippedStep", parameter, { mean, update, gradient, curvature });
      store.scope(() => {
        const m = averaged(mean, gradient, beta1, 1 - beta1, functions.value);
        const u = store.make(parameter.shape, [m, curvature], (m, h) => {
          // Kernels disagree about NaN in a maximum.
          const scaled = tf.mul(h, gamma);
          const divisor = tf.where(tf.isNaN(scaled), scaled, tf.maximum(scaled, epsilon));
          const ratio = tf.div(m, divisor);
          const clipped = tf.minimum(tf.maximum(ratio, -1), 1);
          return tf.mul(tf.where(tf.isNaN(ratio), ratio, clipped), stepSize);
        });
        store.move(mean, m);
        apply(parameter, update, u, stepSize * weightDecay);
      });
    },
  };
}
