import * as jax from "@jax-js/jax";
import type { ActivationName, LayerSpec, LossName, Spec } from "./architectures.ts";
import { dropoutStream, ELU_ALPHA, LEAK, type Numbers, parameterOffsets } from "./definitions.ts";
import { HUBER_DELTA, isPerElement, type LossData, PPO_CLIP } from "./loss_values.ts";

const { numpy: np } = jax;
type Rows = jax.Array;

/** A float64 constant. */
function constant(numbers: ArrayLike<number>, shape: number[]): Rows {
  return np.array(Float64Array.from(numbers), { dtype: jax.DType.Float64 }).reshape(shape);
}

/** The loss as a function of all parameters, for jax-js to differentiate. It consumes its argument. */
export function lossFunction(spec: Spec, { input, data }: Numbers): (p: Rows) => Rows {
  return (p) => {
    const rows = constant(input.flat(), [spec.batch, spec.inputs]);
    const output = forward(spec, rows, p);
    return lossOfOutput(spec, data, output);
  };
}

/** Gradient and Hessian, row-major, by jax-js in float64. */
export async function differentiate(
  spec: Spec,
  numbers: Numbers,
): Promise<{ gradient: Float64Array; hessian: Float64Array }> {
  const f = lossFunction(spec, numbers);
  const p = () => constant(numbers.parameters, [numbers.parameters.length]);
  const gradient = await jax.grad(f)(p()).data();
  const hessian = await jax.hessian(f)(p()).data();
  return { gradient: Float64Array.from(gradient), hessian: Float64Array.from(hessian) };
}

function forward(spec: Spec, input: Rows, p: Rows): Rows {
  const offsets = parameterOffsets(spec.layers);
  const random = dropoutStream(spec.seed);
  const part = (at: number, shape: number[]) =>
    p.ref.slice([at, at + shape.reduce((a, b) => a * b, 1)]).reshape(shape);
  const through = (layers: readonly LayerSpec[], x: Rows): Rows =>
    layers.reduce((y, layer) => cross(layer, y), x);
  const cross = (layer: LayerSpec, x: Rows): Rows => {
    switch (layer.kind) {
      case "linear": {
        const { inputs, outputs, bias } = layer;
        const at = offsets.get(layer)!;
        const product = np.matmul(x, part(at, [outputs, inputs]).transpose());
        return bias ? product.add(part(at + inputs * outputs, [1, outputs])) : product;
      }
      case "elementwise":
        return activation[layer.name](x);
      case "own":
        throw new TypeError(`Expected layers of the library, found ${layer.name}`);
      case "residual":
        return through(layer.inner, x.ref).add(x);
      case "dropout": {
        const { probability } = layer;
        const size = x.shape.reduce((a, b) => a * b, 1);
        const mask = Array.from(
          { length: size },
          () => random.uniform() > probability ? 1 / (1 - probability) : 0,
        );
        return x.mul(constant(mask, x.shape));
      }
      case "softmax":
        return np.exp(logSoftmax(x));
      case "logSoftmax":
        return logSoftmax(x);
    }
  };
  const output = through(spec.layers, input);
  p.dispose();
  return output;
}

function logSoftmax(z: Rows): Rows {
  return z.ref.sub(np.log(np.sum(np.exp(z), 1, { keepdims: true })));
}

const activation: Readonly<Record<ActivationName, (x: Rows) => Rows>> = {
  tanh: (x) => np.tanh(x),
  relu: (x) => positive(x, (y) => y, (y) => y.mul(0)),
  leakyRelu: (x) => positive(x, (y) => y, (y) => y.mul(LEAK)),
  sigmoid,
  elu: (x) => positive(x, (y) => y, (y) => np.exp(y).sub(1).mul(ELU_ALPHA)),
  selu: (x) =>
    positive(x, (y) => y, (y) => np.exp(y).sub(1).mul(1.6732632423543772)).mul(
      1.0507009873554805,
    ),
  softplus: (x) => np.log(np.exp(x).add(1)),
  logSigmoid: (x) => np.log(np.exp(x.mul(-1)).add(1)).mul(-1),
  exp: (x) => np.exp(x),
  gelu: (x) => x.ref.mul(jax.scipySpecial.erf(x.mul(Math.SQRT1_2)).add(1).mul(0.5)),
  silu: (x) => x.ref.mul(sigmoid(x)),
  identity: (x) => x,
  custom: (x) => np.sin(x.ref).add(x.mul(0.5)),
};

function sigmoid(x: Rows): Rows {
  return np.reciprocal(np.exp(x.mul(-1)).add(1));
}

function positive(x: Rows, above: (x: Rows) => Rows, below: (x: Rows) => Rows): Rows {
  return np.where(np.greater(x.ref, 0), above(x.ref), below(x));
}

/** The loss of a batch from its definition. */
function lossOfOutput(spec: Spec, data: LossData, z: Rows): Rows {
  const [batch, outputs] = z.shape;
  const rows = rowLosses(spec.loss, data, z);
  const weights = constant(data.weights ?? Array(batch).fill(1), [batch]);
  const elements = batch * (isPerElement(spec.loss) ? outputs : 1);
  return np.sum(rows.mul(weights)).mul(spec.reduction === "mean" ? 1 / elements : 1);
}

/** `[batch]`. */
function rowLosses(name: LossName, data: LossData, z: Rows): Rows {
  const [batch, outputs] = z.shape;
  const grid = (numbers: readonly (readonly number[])[]) =>
    constant(numbers.flat(), [batch, outputs]);
  const chosen = grid(data.labels.map((label) => Array(outputs).fill(0).with(label, 1)));
  const advantages = constant(data.advantages, [batch]);
  const sums = (elements: Rows) => np.sum(elements, 1);
  const logProbability = () => sums(logSoftmax(z).mul(chosen));
  const gaussian = () => {
    const mean = name.endsWith("(mean)") ? z.ref : grid(data.means);
    const variance = name.endsWith("(mean)")
      ? grid(data.variances)
      : name.endsWith("(variance)")
      ? z.ref
      : np.exp(z.ref.mul(2));
    const distance = grid(data.targets).sub(mean);
    const squared = distance.ref.mul(distance);
    return sums(squared.div(variance.ref).add(np.log(variance)).mul(-0.5));
  };
  const surrogate = (logPi: Rows) => {
    const ratio = np.exp(logPi.sub(constant(data.oldLogProbabilities, [batch])));
    const clipped = np.clip(ratio.ref, 1 - PPO_CLIP, 1 + PPO_CLIP);
    const held = clipped.mul(advantages.ref);
    const free = ratio.mul(advantages);
    return np.where(np.lessEqual(free.ref, held.ref), free, held).mul(-1);
  };
  switch (name) {
    case "crossEntropy":
      return logProbability().mul(-1);
    case "nll":
      return sums(z.mul(chosen)).mul(-1);
    case "softmaxNll":
      return logProbability().mul(advantages).mul(-1);
    case "meanSquaredError": {
      const error = z.sub(grid(data.targets));
      return sums(error.ref.mul(error));
    }
    case "huber": {
      const error = z.sub(grid(data.targets));
      const size = positive(error.ref, (e) => e, (e) => e.mul(-1));
      const near = error.ref.mul(error).mul(0.5);
      const far = size.ref.sub(HUBER_DELTA / 2).mul(HUBER_DELTA);
      return sums(np.where(np.less(size, HUBER_DELTA), near, far));
    }
    case "binaryCrossEntropy": {
      const y = grid(data.probabilities);
      const on = np.log(np.exp(z.ref.mul(-1)).add(1)).mul(y.ref);
      const off = np.log(np.exp(z).add(1)).mul(y.mul(-1).add(1));
      return sums(on.add(off));
    }
    case "ppoCategorical":
      return surrogate(logProbability());
    default:
      return name.startsWith("gaussianNll")
        ? gaussian().mul(advantages).mul(-1)
        : surrogate(gaussian().sub(outputs * Math.log(2 * Math.PI) / 2));
  }
}
