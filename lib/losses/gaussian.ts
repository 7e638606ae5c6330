import type { Backend, Tensor } from "../backend/backend.ts";
import { expFunction, logFunction } from "../backend/functions.ts";
import type { TensorLike } from "../backend/tensor_like.ts";

/** Which parameter of a normal distribution the network's output is. */
export type GaussianOutput = "mean" | "variance" | "logStd";

/** Actions and the parameter of the distribution that is held fixed, each `[batch, outputs]`. */
export interface GaussianData {
  /** a. */
  readonly actions: TensorLike;
  /** μ, when the output is the variance or the log standard deviation. */
  readonly means?: TensorLike;
  /** v, when the output is the mean. */
  readonly variances?: TensorLike;
}

/** `ln N(a; μ, v)` of each element and its first two derivatives in the output, each `[batch, outputs]`. */
export interface LogDensity {
  /** Without the constant `−½ ln 2π`. */
  readonly value: Tensor;
  /** ψ. */
  readonly first: Tensor;
  /** ψ′. */
  readonly second: Tensor;
}

/** The log-density for an output that is the mean, the variance or the log standard deviation. */
export const logDensity: Readonly<
  Record<GaussianOutput, (b: Backend, z: Tensor, actions: Tensor, fixed: Tensor) => LogDensity>
> = {
  /** `−½ ln v − ½ (a−μ)²/v`, ψ = (a−μ)/v, ψ′ = −1/v. */
  mean(b, z, actions, v) {
    const distance = b.subtract(actions, z);
    const first = b.divide(distance, v);
    const exponent = b.multiply(distance, first);
    return {
      value: b.scale(b.add(exponent, b.elementwise(logFunction, v)), -0.5),
      first,
      second: b.divide(b.fill(z.shape, -1), v),
    };
  },

  /** ψ = −½/v + ½ (a−μ)²/v², ψ′ = ½/v² − (a−μ)²/v³. */
  variance(b, z, actions, means) {
    const distance = b.subtract(actions, means);
    const ratio = b.divide(b.multiply(distance, distance), z);
    return {
      value: b.scale(b.add(ratio, b.elementwise(logFunction, z)), -0.5),
      first: b.divide(b.scale(ratio, 0.5, -0.5), z),
      second: b.divide(b.divide(b.scale(ratio, -1, 0.5), z), z),
    };
  },

  /** With σ = exp ρ: `−ρ − ½ (a−μ)²/σ²`, ψ = (a−μ)²/σ² − 1, ψ′ = −2 (a−μ)²/σ². */
  logStd(b, z, actions, means) {
    const distance = b.subtract(actions, means);
    const precision = b.elementwise(expFunction, b.scale(z, -2));
    const ratio = b.multiply(b.multiply(distance, distance), precision);
    return {
      value: b.subtract(b.scale(ratio, -0.5), z),
      first: b.scale(ratio, 1, -1),
      second: b.scale(ratio, -2),
    };
  },
};
