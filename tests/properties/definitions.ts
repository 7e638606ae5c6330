import { Random } from "../../mod.ts";
import type { ActivationName, LayerSpec, Spec } from "./architectures.ts";
import { dot, HyperDual, sum } from "./hyper_dual.ts";
import { logSoftmax, type LossData, lossValue } from "./loss_values.ts";

/** A network's numbers, one array for all parameters in their order. */
export interface Numbers {
  readonly input: readonly (readonly number[])[];
  readonly parameters: Float64Array;
  readonly data: LossData;
}

/** How many parameters each linear layer has, in the order in which they first stand. */
export function parameterOffsets(layers: readonly LayerSpec[]): Map<LayerSpec, number> {
  const offsets = new Map<LayerSpec, number>();
  let at = 0;
  const visit = (layer: LayerSpec) => {
    if (layer.kind === "residual") return layer.inner.forEach(visit);
    const size = parameterCount(layer);
    if (size === 0 || offsets.has(layer)) return;
    offsets.set(layer, at);
    at += size;
  };
  layers.forEach(visit);
  return offsets;
}

function parameterCount(layer: LayerSpec): number {
  if (layer.kind === "linear") return layer.outputs * (layer.inputs + (layer.bias ? 1 : 0));
  if (layer.kind !== "own") return 0;
  return { expScale: layer.inputs, commonScale: 1, convolution: KERNEL }[layer.name];
}

/** Length of the convolution's kernel. */
export const KERNEL = 2;

/** The masks `m / keep` that dropout draws in training, by the order of its layers. */
export function dropoutStream(seed: number): Random {
  return new Random(seed).split("forward");
}

/** The output of a network by definition, row by row, and the largest number in any layer. */
export function forward(
  spec: Pick<Spec, "layers" | "seed">,
  input: readonly (readonly number[])[],
  parameters: readonly HyperDual[],
): { output: HyperDual[][]; largest: number } {
  const offsets = parameterOffsets(spec.layers);
  const random = dropoutStream(spec.seed);
  let largest = 0;
  const through = (layers: readonly LayerSpec[], start: HyperDual[][]): HyperDual[][] => {
    let x = start;
    for (const layer of layers) {
      x = cross(layer, x);
      largest = Math.max(largest, ...x.flatMap((row) => row.map(({ value }) => Math.abs(value))));
    }
    return x;
  };
  const cross = (layer: LayerSpec, x: HyperDual[][]): HyperDual[][] => {
    switch (layer.kind) {
      case "linear": {
        const at = offsets.get(layer)!;
        const biases = at + layer.inputs * layer.outputs;
        return x.map((row) =>
          Array.from(
            { length: layer.outputs },
            (_, k) =>
              dot(
                parameters,
                at + k * layer.inputs,
                row,
                layer.bias ? parameters[biases + k] : undefined,
              ),
          )
        );
      }
      case "elementwise":
        return x.map((row) => row.map(activation[layer.name]));
      case "own": {
        const own = (i: number) => parameters[offsets.get(layer)! + i];
        return x.map((row) => {
          if (layer.name === "expScale") return row.map((y, i) => own(i).exp().times(y));
          if (layer.name === "commonScale") return row.map((y) => own(0).times(y));
          return row.slice(KERNEL - 1).map((_, t) =>
            sum(Array.from({ length: KERNEL }, (_, j) => own(j).times(row[t + j])))
          );
        });
      }
      case "residual":
        return through(layer.inner, x).map((row, n) => row.map((y, k) => y.plus(x[n][k])));
      case "dropout": {
        const { probability } = layer;
        return x.map((row) =>
          row.map((a) => a.scaled(random.uniform() > probability ? 1 / (1 - probability) : 0))
        );
      }
      case "softmax":
        return x.map((row) => logSoftmax(row).map((y) => y.exp()));
      case "logSoftmax":
        return x.map(logSoftmax);
    }
  };
  const output = through(spec.layers, input.map((row) => row.map((x) => new HyperDual(x))));
  return { output, largest };
}

/** How a network's output changes along a parameter, `[batch][outputs]`. */
export function outputAlong(
  spec: Spec,
  { input, parameters }: Numbers,
  entry: number,
): HyperDual[][] {
  const numbers = Array.from(parameters, (value, i) => {
    const direction = i === entry ? 1 : 0;
    return new HyperDual(value, direction, direction);
  });
  // Without the second derivatives of the network what is left is Gauss and Newton's.
  return forward(spec, input, numbers).output.map((row) =>
    row.map(({ value, a, b }) => new HyperDual(value, a, b))
  );
}

/** The loss by definition, with its derivatives along two directions of the parameters. */
export function lossAlong(
  spec: Spec,
  { input, parameters, data }: Numbers,
  a: (index: number) => number,
  b: (index: number) => number,
): HyperDual {
  const numbers = Array.from(parameters, (value, i) => new HyperDual(value, a(i), b(i)));
  return lossValue(spec.loss, spec.reduction, data, forward(spec, input, numbers).output);
}

/** Gradient and Hessian diagonal by definition: the loss along each parameter twice. */
export function derivatives(
  spec: Spec,
  numbers: Numbers,
): { loss: number; gradient: Float64Array; diagonal: Float64Array } {
  const size = numbers.parameters.length;
  const [gradient, diagonal] = [new Float64Array(size), new Float64Array(size)];
  let loss = NaN;
  for (let entry = 0; entry < size; entry++) {
    const unit = (i: number) => i === entry ? 1 : 0;
    const along = lossAlong(spec, numbers, unit, unit);
    loss = along.value;
    gradient[entry] = along.a;
    diagonal[entry] = along.ab;
  }
  return { loss, gradient, diagonal };
}

function sigmoid(x: HyperDual): HyperDual {
  return x.scaled(-1).exp().scaled(1, 1).reciprocal();
}

function linearUnit(x: HyperDual, scale: number, alpha: number): HyperDual {
  return x.value > 0 ? x.scaled(scale) : x.exp().scaled(scale * alpha, -scale * alpha);
}

/** The slope of every leaky ReLU in the tests, and α of every ELU. */
export const LEAK = 0.1;
export const ELU_ALPHA = 1.3;

/** Each activation by definition. */
export const activation: Readonly<Record<ActivationName, (x: HyperDual) => HyperDual>> = {
  tanh: (x) => sigmoid(x.scaled(2)).scaled(2, -1),
  relu: (x) => x.scaled(x.value > 0 ? 1 : 0),
  leakyRelu: (x) => x.scaled(x.value > 0 ? 1 : LEAK),
  sigmoid,
  elu: (x) => linearUnit(x, 1, ELU_ALPHA),
  selu: (x) => linearUnit(x, 1.0507009873554805, 1.6732632423543772),
  softplus: (x) => x.exp().scaled(1, 1).log(),
  logSigmoid: (x) => x.scaled(-1).exp().scaled(1, 1).log().scaled(-1),
  exp: (x) => x.exp(),
  gelu: (x) => x.times(x.scaled(Math.SQRT1_2).erf().scaled(0.5, 0.5)),
  silu: (x) => x.times(sigmoid(x)),
  identity: (x) => x,
  custom: (x) => x.sin().plus(x.scaled(0.5)),
};
