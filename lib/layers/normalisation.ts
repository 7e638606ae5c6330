import type { Backend, Tensor } from "../backend/backend.ts";
import { squareRootFunction } from "../backend/functions.ts";
import { placesOf } from "../backend/geometry.ts";
import { constant, type Initializer } from "./initializers.ts";
import { type Activation, Leaf, type Pass, type Tangent } from "./layer.ts";
import {
  crossSets,
  crossSquaredSets,
  curvatureOfSets,
  type Normalised,
  type Sets,
  turnSets,
} from "./normalised_sets.ts";
import { Parameter } from "./parameter.ts";

/** Options of layers that normalise. */
export interface NormalisationOptions {
  /** Added to variances; 1e-5 by default. */
  readonly epsilon?: number;
  /** Whether to scale and shift by trainable numbers afterwards; true by default. */
  readonly affine?: boolean;
  /** Of the weight; ones by default. */
  readonly weightInitializer?: Initializer;
  /** Of the bias; zeros by default. */
  readonly biasInitializer?: Initializer;
}

/** What the rules of a layer that normalises need of a pass. */
export interface NormalisationMemory {
  /** The normalised input, `[rows, ...features]`. */
  readonly y: Tensor;
  /** 1/s of each set, or, where statistics are given, of each channel `[1, channels]`. */
  readonly inverse: Tensor;
  /** Undefined where statistics are given: then each number is scaled by itself. */
  readonly sets: Sets | undefined;
}

/** A normalised input, flat, with what normalised it. */
export type NormalisedInput = Pick<Normalised, "y" | "inverse"> & { readonly sets?: Sets };

/**
 * `y = w ∘ (x − μ)/s + b` with the mean μ and `s = √(σ² + ε)` of sets of numbers. The Jacobian of
 * the normalisation is dense in a set, but its square and its second derivatives' diagonal cost no
 * more than itself (`normalised_sets.ts`), so that HesScale's rule is exact for the layer.
 */
export abstract class Normalisation extends Leaf<NormalisationMemory> {
  abstract override readonly name: string;
  override readonly parameters: readonly Parameter[];
  /** Added to variances. */
  readonly epsilon: number;
  readonly #shape: readonly number[];
  readonly #weight: Parameter | undefined;
  readonly #bias: Parameter | undefined;

  /** @param shape Of weight and bias: the features that they are spread over others from */
  constructor(
    kind: string,
    shape: readonly number[],
    options: NormalisationOptions,
  ) {
    super();
    const { epsilon = 1e-5, affine = true } = options;
    if (!(epsilon > 0)) throw new RangeError(`${kind}: expected epsilon above 0, found ${epsilon}`);
    this.epsilon = epsilon;
    this.#shape = shape;
    if (affine) {
      this.#weight = new Parameter("weight", shape, options.weightInitializer ?? constant(1));
      this.#bias = new Parameter("bias", shape, options.biasInitializer ?? constant(0));
    }
    this.parameters = this.#weight && this.#bias ? [this.#weight, this.#bias] : [];
  }

  /** The numbers `[rows · places, channels]` normalised, by sets of their own or by given statistics. */
  protected abstract normalise(pass: Pass, x: Tensor, rows: number): NormalisedInput;

  override forward(pass: Pass, x: Tensor): Activation<NormalisationMemory> {
    const b = pass.backend;
    const { y, inverse, sets } = this.normalise(pass, this.#flat(b, x), x.shape[0]);
    const scaled = this.#weighted(b, y, this.#weight?.value);
    const shifted = this.#bias ? b.add(scaled, this.#row(b, this.#bias.value)) : scaled;
    const memory = { y: b.reshape(y, x.shape), inverse, sets };
    return { output: b.reshape(shifted, x.shape), memory };
  }

  override vjp(b: Backend, memory: NormalisationMemory, v: Tensor): Tensor {
    const weighted = this.#weighted(b, this.#flat(b, v), this.#weight?.value);
    return b.reshape(this.#through(b, memory, weighted), v.shape);
  }

  override squaredVjp(b: Backend, memory: NormalisationMemory, h: Tensor): Tensor {
    const weighted = this.#weighted(b, this.#flat(b, h), this.#weight?.value, true);
    const normalised = this.#normalised(b, memory, weighted);
    const crossed = normalised
      ? crossSquaredSets(b, normalised, weighted)
      : b.multiply(weighted, memory.inverse, { squareB: true });
    return b.reshape(crossed, h.shape);
  }

  override curvatureTerm(b: Backend, memory: NormalisationMemory, g: Tensor): Tensor {
    const weighted = this.#weighted(b, this.#flat(b, g), this.#weight?.value);
    const normalised = this.#normalised(b, memory, weighted);
    return normalised
      ? b.reshape(curvatureOfSets(b, normalised, weighted), g.shape)
      : b.fill(g.shape, 0);
  }

  override jvp(b: Backend, memory: NormalisationMemory, tangent: Tangent): Tensor {
    const { input, parameter } = tangent;
    const turned = this.#through(b, memory, this.#flat(b, input));
    const along = this.#weighted(b, turned, this.#weight?.value);
    if (!parameter || !this.#weight || !this.#bias) return b.reshape(along, input.shape);
    const own = this.#weighted(b, this.#flat(b, memory.y), parameter(this.#weight));
    const sum = b.add(b.add(along, own), this.#row(b, parameter(this.#bias)));
    return b.reshape(sum, input.shape);
  }

  override vjpTangent(
    b: Backend,
    memory: NormalisationMemory,
    g: Tensor,
    { input, parameter }: Tangent,
  ): Tensor {
    const flat = this.#flat(b, spreadOver(b, g, input.shape[0]));
    const weighted = this.#weighted(b, flat, this.#weight?.value);
    const normalised = this.#normalised(b, memory, weighted);
    const turned = normalised
      ? turnSets(b, normalised, weighted, this.#flat(b, input))
      : b.fill(flat.shape, 0);
    if (!parameter || !this.#weight) return b.reshape(turned, input.shape);
    const own = this.#through(b, memory, this.#weighted(b, flat, parameter(this.#weight)));
    return b.reshape(b.add(turned, own), input.shape);
  }

  override parameterVjp(
    b: Backend,
    memory: NormalisationMemory,
    v: Tensor,
    perRow = false,
  ): Tensor[] {
    return this.#sums(b, [b.multiply(v, memory.y), v], perRow);
  }

  override squaredParameterVjp(
    b: Backend,
    memory: NormalisationMemory,
    h: Tensor,
    perRow = false,
  ): Tensor[] {
    return this.#sums(b, [b.multiply(h, memory.y, { squareB: true }), h], perRow);
  }

  override parameterVjpTangent(
    b: Backend,
    memory: NormalisationMemory,
    g: Tensor,
    { input }: Tangent,
  ): Tensor[] {
    const turned = b.reshape(this.#through(b, memory, this.#flat(b, input)), input.shape);
    return this.#sums(b, [b.multiply(g, turned)], false);
  }

  override jacobianDiagonal(b: Backend, memory: NormalisationMemory): Tensor | undefined {
    if (memory.sets) return undefined;
    const { y, inverse } = memory;
    const everywhere = b.multiply(b.fill(this.#flat(b, y).shape, 1), inverse);
    return b.reshape(this.#weighted(b, everywhere, this.#weight?.value), y.shape);
  }

  /** `[rows, ...features] → [rows · places, size of the parameters]`. */
  #flat(b: Backend, a: Tensor): Tensor {
    const width = placesOf(this.#shape);
    return b.reshape(a, [placesOf(a.shape) / width, width]);
  }

  #row(b: Backend, numbers: Tensor): Tensor {
    return b.reshape(numbers, [1, placesOf(this.#shape)]);
  }

  #weighted(b: Backend, a: Tensor, weight: Tensor | undefined, squareB = false): Tensor {
    return weight ? b.multiply(a, this.#row(b, weight), { squareB }) : a;
  }

  /** What normalised, flat, y as often as signals have rows for each sample; undefined if it was given. */
  #normalised(b: Backend, memory: NormalisationMemory, flat: Tensor): Normalised | undefined {
    const { sets, y, inverse } = memory;
    if (!sets) return undefined;
    const rows = placesOf(flat.shape) / placesOf(y.shape) * y.shape[0];
    return { sets, y: this.#flat(b, spreadOver(b, y, rows)), inverse };
  }

  /** `J v` of the normalisation, flat. */
  #through(b: Backend, memory: NormalisationMemory, v: Tensor): Tensor {
    const normalised = this.#normalised(b, memory, v);
    return normalised ? crossSets(b, normalised, v) : b.multiply(v, memory.inverse);
  }

  #sums(b: Backend, signals: readonly Tensor[], perRow: boolean): Tensor[] {
    if (this.parameters.length === 0) return [];
    return signals.map((signal) => {
      const [rows, flat] = [signal.shape[0], this.#flat(b, signal)];
      const each = b.sumRows(flat, flat.shape[0] / rows);
      return perRow
        ? b.reshape(each, [rows, ...this.#shape])
        : b.reshape(b.sumRows(each, rows), this.#shape);
    });
  }
}

/** Each row as often as makes `rows`. */
function spreadOver(b: Backend, a: Tensor, rows: number): Tensor {
  return a.shape[0] === rows ? a : b.repeatRows(a, rows / a.shape[0]);
}

/** `(x − μ)/s` in sets, with μ and σ². */
export function normaliseSets(
  b: Backend,
  sets: Sets,
  x: Tensor,
  epsilon: number,
): Normalised & { readonly mean: Tensor; readonly variance: Tensor } {
  const mean = sets.mean(b, x);
  const centred = sets.combine(b, "subtract", x, mean);
  const variance = sets.mean(b, b.multiply(centred, centred));
  const inverse = inverseRoot(b, variance, epsilon);
  return { sets, y: sets.combine(b, "multiply", centred, inverse), inverse, mean, variance };
}

/** `1/√(variance + ε)`. */
export function inverseRoot(b: Backend, variance: Tensor, epsilon: number): Tensor {
  const root = b.elementwise(squareRootFunction, b.scale(variance, 1, epsilon));
  return b.divide(b.fill(root.shape, 1), root);
}
