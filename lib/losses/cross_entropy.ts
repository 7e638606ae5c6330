import type { Backend, SignedColumns, Tensor } from "../backend/backend.ts";
import { squareRootFunction } from "../backend/functions.ts";
import { dataOf, oneHotLabels, outputSize } from "./check.ts";
import {
  type Loss,
  type LossAt,
  type LossOptions,
  rowWeights,
  type SamplingOptions,
} from "./loss.ts";
import { StructuredLoss, structuredLoss } from "./structured.ts";

/**
 * Softmax cross-entropy of logits z `[batch, classes]` with labels `[batch]`: `−Σ_n w_n log p_n,t`.
 *
 * Gradient `w (p − e_t)`, Hessian `w (diag(p) − p pᵀ)`.
 */
export function crossEntropy(labels: ArrayLike<number>, options: LossOptions = {}): Loss {
  const name = "crossEntropy";
  return {
    name,
    source: { data: labels, options },
    at(b, z) {
      const size = outputSize(name, z);
      const target = oneHotLabels(b, name, labels, size);
      const negative = Array.from(options.weights ?? []).some((weight) => weight < 0);
      return new SoftmaxLoss(b, z, target, rowWeights(b, size.batch, options), negative);
    },
  };
}

/**
 * Softmax cross-entropy of logits z `[batch, actions]` weighted by advantages `[batch]`, the policy
 * loss of A2C with discrete actions: `−Σ_n w_n A_n log p_n,a`.
 *
 * Gradient `A w (p − e_a)`, Hessian `A w (diag(p) − p pᵀ)`: negative where A is.
 */
export function softmaxNll(
  { actions, advantages }: {
    readonly actions: ArrayLike<number>;
    readonly advantages: ArrayLike<number>;
  },
  options: LossOptions = {},
): Loss {
  const name = "softmaxNll";
  return {
    name,
    at(b, z) {
      const size = outputSize(name, z);
      const target = oneHotLabels(b, name, actions, size);
      const advantage = dataOf(b, name, "advantages", advantages, [size.batch, 1]);
      const weight = b.multiply(advantage, rowWeights(b, size.batch, options));
      return new SoftmaxLoss(b, z, target, weight, true);
    },
  };
}

/** `−Σ w log softmax(z)_t` at one output. */
class SoftmaxLoss extends StructuredLoss {
  readonly #b: Backend;
  readonly #p: Tensor;
  readonly #weight: Tensor;
  readonly #signed: boolean;

  constructor(b: Backend, z: Tensor, target: Tensor, weight: Tensor, signed: boolean) {
    const p = b.softmax(z);
    super(b, z, {
      value: () => -b.sum(b.multiply(b.multiply(b.logSoftmax(z), target), weight)),
      gradient: () => b.multiply(b.subtract(p, target), weight),
      hessian: { softmax: { coefficient: weight, p } },
      logSoftmax: { p, gradient: b.scale(b.multiply(target, weight), -1) },
    });
    this.#b = b;
    this.#p = p;
    this.#weight = weight;
    this.#signed = signed;
  }

  /**
   * With weights that are not negative the Hessian is the covariance of `√w (p − e_y)` under labels
   * y ~ p, hence columns of sampled labels; else the general form with random signs.
   */
  override sampledColumns(options: SamplingOptions): SignedColumns {
    if (this.#signed) return super.sampledColumns(options);
    const b = this.#b;
    const { samples } = options;
    const labels = options.labels ?? sampleLabels(b, this.#p, options);
    const [batch, classes] = this.#p.shape;
    if (labels.length !== batch * samples) {
      throw new TypeError(
        `Expected ${batch} × ${samples} labels to inject, found ${labels.length}`,
      );
    }
    const drawn = b.oneHot(labels, classes);
    const root = b.elementwise(squareRootFunction, b.scale(this.#weight, 1 / samples));
    const difference = b.subtract(b.repeatRows(this.#p, samples), drawn);
    return {
      columns: b.multiply(difference, root),
      signs: b.fill([batch * samples, 1], 1),
    };
  }
}

/** Labels drawn from each row of p by inverting the distribution function: `[batch · samples]`. */
function sampleLabels(b: Backend, p: Tensor, { samples, random }: SamplingOptions): Uint32Array {
  const [batch, classes] = p.shape;
  const probabilities = b.read(p);
  return Uint32Array.from({ length: batch * samples }, (_, at) => {
    const start = Math.floor(at / samples) * classes;
    let left = random.uniform();
    let label = 0;
    while (label < classes - 1 && (left -= probabilities[start + label]) >= 0) label++;
    return label;
  });
}

/**
 * Negative log-likelihood of labels `[batch]` under log-probabilities z `[batch, classes]`:
 * `−Σ_n w_n z_n,t`. Linear, so its Hessian is zero.
 */
export function nll(labels: ArrayLike<number>, options: LossOptions = {}): Loss {
  const name = "nll";
  return {
    name,
    source: { data: labels, options },
    at(b, z): LossAt {
      const size = outputSize(name, z);
      const target = oneHotLabels(b, name, labels, size);
      const weight = rowWeights(b, size.batch, options);
      return structuredLoss(b, z, {
        value: () => -b.sum(b.multiply(b.multiply(z, target), weight)),
        gradient: () => b.scale(b.multiply(target, weight), -1),
        hessian: {},
      });
    },
  };
}
