import type { Backend, SignedColumns, Tensor } from "../backend/backend.ts";
import { type ConvolutionGeometry, outputSpace, placesOf } from "../backend/geometry.ts";
import { type Initializer, pytorchDefault } from "./initializers.ts";
import { type Activation, Leaf, type Pass, type Tangent } from "./layer.ts";
import { Parameter } from "./parameter.ts";
import {
  checkPadding,
  checkWhole,
  geometryOn,
  type Padding,
  type PerDimension,
  perDimension,
  type Sliding,
  spaceOf,
} from "./spatial.ts";

/** Options of {@linkcode conv2d} and its kind. */
export interface ConvolutionOptions {
  /** Steps from one output to the next; 1 by default. */
  readonly stride?: PerDimension;
  /** Zeros around the input; none by default. */
  readonly padding?: Padding;
  /** Steps from one entry of the kernel to the next; 1 by default. */
  readonly dilation?: PerDimension;
  /** Into how many groups channels fall; as many as there are channels for a depthwise convolution. */
  readonly groups?: number;
  /** Whether to add a bias; true by default. */
  readonly bias?: boolean;
  /** Of the weight; PyTorch's default by default. */
  readonly weightInitializer?: Initializer;
  /** Of the bias; PyTorch's default by default. */
  readonly biasInitializer?: Initializer;
}

interface Memory {
  readonly x: Tensor;
  /** Of the convolution, of which a transposed one is the adjoint. */
  readonly geometry: ConvolutionGeometry;
}

/** `y = w ∗ x + b`, or with the adjoint of `w ∗`; see {@linkcode conv2d}, {@linkcode convTranspose2d}. */
export abstract class Convolution extends Leaf<Memory> {
  readonly name: string;
  readonly weight: Parameter;
  readonly bias: Parameter | undefined;
  override readonly parameters: readonly Parameter[];
  override readonly parametersReachOneOutput = false;
  /** Whether this is the adjoint of the convolution that its weight is of. */
  protected abstract readonly transposed: boolean;
  /** What slides over the signal. */
  readonly sliding: Sliding;
  readonly #inputs: number;
  readonly #outputs: number;

  /** Shape of the weight, from inputs and outputs: `[from, to / groups, ...kernel]`. */
  constructor(
    kind: string,
    dimensions: number,
    [inputs, outputs]: readonly [number, number],
    [from, to]: readonly [number, number],
    kernel: PerDimension,
    options: ConvolutionOptions,
  ) {
    super();
    const { stride = 1, padding = 0, dilation = 1, groups = 1, bias = true } = options;
    for (const [size, what] of [[inputs, "inputs"], [outputs, "outputs"]] as const) {
      checkWhole(kind, what, size, 1);
    }
    checkWhole(kind, "groups", groups, 1);
    for (const [size, what] of [[inputs, "inputs"], [outputs, "outputs"]] as const) {
      if (size % groups !== 0) {
        throw new RangeError(
          `${kind}: expected ${what} to be a multiple of groups (=${groups}), found ${size}`,
        );
      }
    }
    for (
      const [value, what] of [[kernel, "kernel"], [stride, "stride"], [
        dilation,
        "dilation",
      ]] as const
    ) {
      checkWhole(kind, what, value, 1);
    }
    checkPadding(kind, padding, dimensions);
    const lengths = (what: string, value: PerDimension) =>
      perDimension(what, value, dimensions, kind);
    this.sliding = {
      kernel: lengths("kernel", kernel),
      stride: lengths("stride", stride),
      dilation: lengths("dilation", dilation),
      padding,
      groups,
    };
    this.name = `${kind}(${inputs}, ${outputs}, ${this.sliding.kernel.join("×")})`;
    this.#inputs = inputs;
    this.#outputs = outputs;
    const shape = [from, to / groups, ...this.sliding.kernel];
    // PyTorch takes the second length for the inputs, of transposed convolutions too.
    const standard = pytorchDefault(placesOf(shape.slice(1)));
    const { weightInitializer = standard, biasInitializer = standard } = options;
    this.weight = new Parameter("weight", shape, weightInitializer);
    this.bias = bias ? new Parameter("bias", [outputs], biasInitializer) : undefined;
    this.parameters = this.bias ? [this.weight, this.bias] : [this.weight];
  }

  /** The geometry of the convolution for the spatial lengths of this layer's input. */
  protected abstract geometry(space: readonly number[]): ConvolutionGeometry;

  override outputShape(input: readonly number[]): readonly number[] {
    const dimensions = this.sliding.kernel.length;
    const geometry = this.geometry(spaceOf(input, { dimensions, channels: this.#inputs }));
    return [...this.#outputOf(geometry), this.#outputs];
  }

  override forward({ backend: b }: Pass, x: Tensor): Activation<Memory> {
    const geometry = this.geometry(x.shape.slice(1, -1));
    // In a scope, so that what the bias is added to is not kept beside the output.
    const output = b.scope(() =>
      this.#withBias(b, this.#along(b, x, this.weight.value, geometry), this.bias?.value)
    );
    return { output, memory: { x, geometry }, holds: [x] };
  }

  override vjp(b: Backend, { geometry }: Memory, v: Tensor): Tensor {
    return this.#back(b, v, this.weight.value, geometry);
  }

  override squaredVjp(b: Backend, { geometry }: Memory, h: Tensor): Tensor {
    const adjoint = !this.transposed;
    return b.convolve(h, this.weight.value, geometry, { adjoint, squareB: true });
  }

  override crossDual(
    b: Backend,
    { geometry }: Memory,
    g: Tensor,
    h: Tensor,
  ): readonly [Tensor, Tensor] {
    return b.convolveDual(g, h, this.weight.value, geometry, { adjoint: !this.transposed });
  }

  override jvp(b: Backend, { x, geometry }: Memory, tangent: Tangent): Tensor {
    const { input, inputStandsStill, parameter } = tangent;
    const moved = (by: Tensor, weight: Tensor) => this.#along(b, by, weight, geometry);
    if (!parameter) return moved(input, this.weight.value);
    const turned = moved(x, parameter(this.weight));
    const both = inputStandsStill ? turned : b.add(moved(input, this.weight.value), turned);
    return this.#withBias(b, both, this.bias && parameter(this.bias));
  }

  override vjpTangent(b: Backend, { x, geometry }: Memory, g: Tensor, tangent: Tangent): Tensor {
    const { parameter } = tangent;
    return parameter
      ? this.#back(b, g, parameter(this.weight), geometry)
      : b.fill([g.shape[0], ...x.shape.slice(1)], 0);
  }

  override parameterVjp(b: Backend, memory: Memory, v: Tensor, perRow = false): Tensor[] {
    return this.#perParameter(b, memory, v, perRow, false);
  }

  override squaredParameterVjp(b: Backend, memory: Memory, h: Tensor, perRow = false): Tensor[] {
    return this.#perParameter(b, memory, h, perRow, true);
  }

  override parameterDual(
    b: Backend,
    memory: Memory,
    g: Tensor,
    h: Tensor,
  ): readonly [Tensor[], Tensor[]] {
    if (this.transposed) return super.parameterDual(b, memory, g, h);
    const [gradient, curvature] = b.convolveWeightsDual(g, h, memory.x, memory.geometry);
    return [this.#biasSum(b, gradient, g, false), this.#biasSum(b, curvature, h, false)];
  }

  override parameterVjpTangent(
    b: Backend,
    memory: Memory,
    g: Tensor,
    { input, inputStandsStill }: Tangent,
  ): (Tensor | undefined)[] {
    if (inputStandsStill) return [];
    const [weight] = this.#perParameter(b, { ...memory, x: input }, g, false, false);
    return [weight];
  }

  /** With u summed over positions, as the bias has it (Grosse & Martens 2016 sum so, too). */
  override kroneckerDiagonal(
    b: Backend,
    memory: Memory,
    { columns, signs }: SignedColumns,
  ): Tensor[] {
    const sums = this.#sumPositions(b, columns);
    const squares = b.multiply(b.multiply(sums, sums), signs);
    const factor = b.sumRows(squares, squares.shape[0]);
    const batch = memory.x.shape[0];
    const shape = [batch, ...columns.shape.slice(1)];
    const everywhere = b.repeatRows(b.scale(factor, 1 / batch), placesOf(shape) / this.#outputs);
    const [weight] = this.#perParameter(b, memory, b.reshape(everywhere, shape), false, true);
    return this.bias ? [weight, b.reshape(factor, [this.#outputs])] : [weight];
  }

  /** For a convolution that keeps its signal's shape: of each channel the weight that maps it to itself. */
  override jacobianDiagonal(b: Backend, { geometry }: Memory): Tensor | undefined {
    const { space, kernel, stride, dilation, padding, groups } = geometry;
    const keeps = this.#inputs === this.#outputs && stride.every((step) => step === 1) &&
      outputSpace(geometry).join() === space.join();
    if (!keeps) return undefined;
    let centre = 0;
    for (const [d, length] of kernel.entries()) {
      const at = padding[d][0] / dilation[d];
      if (!Number.isInteger(at) || at >= length) return b.fill([1, 1], 0);
      centre = centre * length + at;
    }
    const entries = placesOf(kernel);
    const [rows, depth] = this.weight.shape;
    const unit = Array.from({ length: entries }, (_, i) => Number(i === centre));
    const flat = b.reshape(this.weight.value, [rows * depth, entries]);
    const central = b.reshape(b.matmul(flat, b.tensor(unit, [entries, 1])), [rows, depth]);
    const own = b.reshape(b.diagonalOfBlocks(central, groups), [1, this.#outputs]);
    return b.reshape(b.repeatRows(own, placesOf(space)), [1, ...space, this.#outputs]);
  }

  #outputOf(geometry: ConvolutionGeometry): readonly number[] {
    return this.transposed ? geometry.space : outputSpace(geometry);
  }

  #along(b: Backend, x: Tensor, w: Tensor, geometry: ConvolutionGeometry): Tensor {
    return b.convolve(x, w, geometry, { adjoint: this.transposed });
  }

  #back(b: Backend, v: Tensor, w: Tensor, geometry: ConvolutionGeometry): Tensor {
    return b.convolve(v, w, geometry, { adjoint: !this.transposed });
  }

  #withBias(b: Backend, y: Tensor, bias: Tensor | undefined): Tensor {
    if (!bias) return y;
    const flat = b.reshape(y, [placesOf(y.shape) / this.#outputs, this.#outputs]);
    return b.reshape(b.add(flat, b.reshape(bias, [1, this.#outputs])), y.shape);
  }

  #perParameter(
    b: Backend,
    { x, geometry }: Memory,
    v: Tensor,
    perRow: boolean,
    square: boolean,
  ): Tensor[] {
    if (!this.transposed) {
      const weight = b.convolveWeights(v, x, geometry, { squareB: square, perRow });
      return this.#biasSum(b, weight, v, perRow);
    }
    const times = v.shape[0] / x.shape[0];
    const spread = times === 1 ? x : b.repeatRows(x, times);
    const weight = b.convolveWeights(spread, v, geometry, { squareA: square, perRow });
    return this.#biasSum(b, weight, v, perRow);
  }

  #biasSum(b: Backend, weight: Tensor, v: Tensor, perRow: boolean): Tensor[] {
    if (!this.bias) return [weight];
    // In a scope, so that no other shape of v keeps its numbers from being freed.
    const bias = b.scope(() => {
      const rows = this.#sumPositions(b, v);
      return perRow ? rows : b.reshape(b.sumRows(rows, v.shape[0]), [this.#outputs]);
    });
    return [weight, bias];
  }

  /** `[rows, ...space, outputs] → [rows, outputs]`. */
  #sumPositions(b: Backend, v: Tensor): Tensor {
    const positions = placesOf(v.shape.slice(1, -1));
    return b.sumRows(b.reshape(v, [v.shape[0] * positions, this.#outputs]), positions);
  }
}

/** See {@linkcode conv2d}. */
export class ForwardConvolution extends Convolution {
  protected readonly transposed = false;

  constructor(
    dimensions: number,
    inputs: number,
    outputs: number,
    kernel: PerDimension,
    options: ConvolutionOptions = {},
  ) {
    const kind = `conv${dimensions}d`;
    super(kind, dimensions, [inputs, outputs], [outputs, inputs], kernel, options);
  }

  protected override geometry(space: readonly number[]): ConvolutionGeometry {
    return geometryOn(space, this.sliding);
  }
}

/** A convolution in one dimension: `[batch, length, inputs] → [batch, length, outputs]`; see {@linkcode conv2d}. */
export function conv1d(
  inputs: number,
  outputs: number,
  kernel: PerDimension,
  options: ConvolutionOptions = {},
): Leaf {
  return new ForwardConvolution(1, inputs, outputs, kernel, options);
}

/**
 * A convolution (cross-correlation) in two dimensions, channels last:
 * `[batch, height, width, inputs] → [batch, height, width, outputs]`, with parameters
 * `weight [outputs, inputs / groups, ...kernel]` and `bias [outputs]` as in PyTorch, so that weights
 * travel. Networks that take images with channels first begin with {@linkcode channelsLast}.
 *
 * HesScale's rules are those of a linear layer with squared kernels and squared patches (arXiv
 * 2406.03276, Theorem 6.1): cross terms between positions, which share weights, are dropped.
 *
 * @throws RangeError for sizes that are not whole numbers of at least 1, or channels that groups do not
 * divide; TypeError for lists that are not one number, or one pair of zeros, for each dimension.
 *
 * @example
 * ```ts
 * import { conv2d, createNetwork, crossEntropy, flatten, hesscale, linear, relu } from "@hesscale/hesscale";
 *
 * const network = createNetwork([conv2d(1, 4, 3), relu(), flatten(), linear(16, 2)]);
 * const image = [[1, 0, 0, 2], [0, 1, 2, 0], [0, 2, 1, 0], [2, 0, 0, 1]].map((row) => row.map((x) => [x]));
 * const { curvature } = hesscale(network, [image], crossEntropy([1]));
 * console.log(curvature.read("0.weight")); // [4, 1, 3, 3]
 * ```
 */
export function conv2d(
  inputs: number,
  outputs: number,
  kernel: PerDimension,
  options: ConvolutionOptions = {},
): Leaf {
  return new ForwardConvolution(2, inputs, outputs, kernel, options);
}

/** A convolution in three dimensions: `[batch, depth, height, width, inputs] → …`; see {@linkcode conv2d}. */
export function conv3d(
  inputs: number,
  outputs: number,
  kernel: PerDimension,
  options: ConvolutionOptions = {},
): Leaf {
  return new ForwardConvolution(3, inputs, outputs, kernel, options);
}
