import type { Backend } from "../backend.ts";
import { wholePower } from "../special.ts";
import type { Storage } from "./storage.ts";

/** What the kernel `accumulate` calls what it adds. */
const added = { value: 0, square: 1, magnitude: 2 };

/** What the kernel `momentStep` calls second moments. */
const moments = { square: 0, sqrt: 1, magnitude: 2 };

/** Optimizers' operations of the simd backend. */
export function optimization(
  storage: Storage,
): Pick<Backend, "addScaled" | "accumulate" | "sumOfSquares" | "momentStep" | "clippedStep"> {
  const { addScaled, accumulate, sumOfSquares, momentStep, clippedStep } = storage.kernels;
  return {
    addScaled(a, b, factor) {
      const target = storage.own(a);
      const source = storage.like("addScaled", target, "b", b);
      addScaled(target.address, source.address, target.size, factor);
    },

    accumulate(a, b, { decay, weight, of = "value" }) {
      const target = storage.own(a);
      const source = storage.like("accumulate", target, "b", b);
      accumulate(added[of], target.address, source.address, target.size, decay, weight);
    },

    sumOfSquares(a, weight, { root = false } = {}) {
      const numbers = storage.own(a);
      const { address, size } = numbers;
      if (!weight) return sumOfSquares(0, address, 0, size);
      const weights = storage.like("sumOfSquares", numbers, "weight", weight);
      return sumOfSquares(root ? 2 : 1, address, weights.address, size);
    },

    momentStep({ parameter, mean, square, update }, { gradient, curvature }, options) {
      const { stepSize, beta1, beta2, epsilon, step } = options;
      const { moment = "square", biasCorrection = true, weightDecay = 0 } = options;
      const theta = storage.own(parameter);
      const { address, size } = theta;
      momentStep(
        moments[moment],
        address,
        mean ? storage.like("momentStep", theta, "mean", mean).address : 0,
        storage.like("momentStep", theta, "square", square).address,
        update ? storage.like("momentStep", theta, "update", update).address : 0,
        storage.like("momentStep", theta, "gradient", gradient).address,
        storage.like("momentStep", theta, "curvature", curvature).address,
        size,
        beta1,
        1 - beta1,
        beta2,
        1 - beta2,
        biasCorrection && mean ? stepSize / (1 - wholePower(beta1, step)) : stepSize,
        biasCorrection ? 1 / (1 - wholePower(beta2, step)) : 1,
        epsilon,
        stepSize * weightDecay,
      );
    },

    clippedStep({ parameter, mean, update }, { gradient, curvature }, options) {
      const { stepSize, beta1, gamma, epsilon, weightDecay = 0 } = options;
      const theta = storage.own(parameter);
      const { address, size } = theta;
      clippedStep(
        address,
        storage.like("clippedStep", theta, "mean", mean).address,
        update ? storage.like("clippedStep", theta, "update", update).address : 0,
        storage.like("clippedStep", theta, "gradient", gradient).address,
        storage.like("clippedStep", theta, "curvature", curvature).address,
        size,
        beta1,
        1 - beta1,
        gamma,
        epsilon,
        stepSize,
        stepSize * weightDecay,
      );
    },
  };
}
