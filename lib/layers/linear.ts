import type { Backend, Tensor } from "../backend/backend.ts";
import { type Initializer, pytorchDefault } from "./initializers.ts";
import { type Activation, Leaf, type Pass, type Tangent } from "./layer.ts";
import { Parameter } from "./parameter.ts";

/** Options of {@linkcode linear}. */
export interface LinearOptions {
  /** Whether to add a bias; true by default. */
  readonly bias?: boolean;
  /** Of the weight `[out, in]`; PyTorch's default by default. */
  readonly weightInitializer?: Initializer;
  /** Of the bias `[out]`; PyTorch's default by default. */
  readonly biasInitializer?: Initializer;
}

/** Fewer weights take too little memory to be put off for it: these are a quarter of a MiB. */
const MANY_WEIGHTS = 65536;

interface Memory {
  readonly x: Tensor;
}

/** `y = x Wᵀ + b`; see {@linkcode linear}. */
export class Linear extends Leaf<Memory> {
  readonly name: string;
  readonly weight: Parameter;
  readonly bias: Parameter | undefined;
  override readonly parameters: readonly Parameter[];
  readonly #inputs: number;
  readonly #outputs: number;

  constructor(inputs: number, outputs: number, options: LinearOptions = {}) {
    super();
    const { bias = true, weightInitializer, biasInitializer } = options;
    for (const [size, what] of [[inputs, "inputs"], [outputs, "outputs"]] as const) {
      if (!Number.isInteger(size) || size < 1) {
        throw new RangeError(
          `linear: expected ${what} to be a whole number of at least 1, found ${size}`,
        );
      }
    }
    this.name = `linear(${inputs}, ${outputs})`;
    this.#inputs = inputs;
    this.#outputs = outputs;
    const standard = pytorchDefault(inputs);
    this.weight = new Parameter("weight", [outputs, inputs], weightInitializer ?? standard);
    this.bias = bias ? new Parameter("bias", [outputs], biasInitializer ?? standard) : undefined;
    this.parameters = this.bias ? [this.weight, this.bias] : [this.weight];
  }

  override outputShape(input: readonly number[]): readonly number[] {
    if (input.length !== 1 || input[0] !== this.#inputs) {
      throw new TypeError(`expected features [${this.#inputs}], found [${input.join(", ")}]`);
    }
    return [this.#outputs];
  }

  override forward({ backend: b }: Pass, x: Tensor): Activation<Memory> {
    const flags = { transposeB: true, bias: this.bias?.value };
    return { output: b.matmul(x, this.weight.value, flags), memory: { x }, holds: [x] };
  }

  override vjp(b: Backend, _: Memory, v: Tensor): Tensor {
    return b.matmul(v, this.weight.value);
  }

  override squaredVjp(b: Backend, _: Memory, h: Tensor): Tensor {
    return b.matmul(h, this.weight.value, { squareB: true });
  }

  override crossDual(b: Backend, _: Memory, g: Tensor, h: Tensor): readonly [Tensor, Tensor] {
    return b.matmulDual(g, h, this.weight.value);
  }

  override jvp(b: Backend, { x }: Memory, tangent: Tangent): Tensor {
    const { input, inputStandsStill, parameter } = tangent;
    const moved = (by: Tensor, weight: Tensor) => b.matmul(by, weight, { transposeB: true });
    if (!parameter) return moved(input, this.weight.value);
    const turned = moved(x, parameter(this.weight));
    const both = inputStandsStill ? turned : b.add(moved(input, this.weight.value), turned);
    return this.bias ? b.add(both, this.#row(b, parameter(this.bias))) : both;
  }

  override vjpTangent(b: Backend, { x }: Memory, g: Tensor, { parameter }: Tangent): Tensor {
    return parameter
      ? b.matmul(g, parameter(this.weight))
      : b.fill([g.shape[0], ...x.shape.slice(1)], 0);
  }

  override parameterVjp(b: Backend, { x }: Memory, v: Tensor, perRow = false): Tensor[] {
    if (perRow) return this.#withBias(b.outer(v, x), () => v);
    return this.#withBias(
      b.matmul(v, this.#spreadOver(b, v, x), { transposeA: true }),
      () => this.#sum(b, v),
    );
  }

  override squaredParameterVjp(b: Backend, { x }: Memory, h: Tensor, perRow = false): Tensor[] {
    if (perRow) return this.#withBias(b.outer(h, x, { squareB: true }), () => h);
    return this.#withBias(
      b.matmul(h, this.#spreadOver(b, h, x), { transposeA: true, squareB: true }),
      () => this.#sum(b, h),
    );
  }

  override parameterDual(
    b: Backend,
    { x }: Memory,
    g: Tensor,
    h: Tensor,
  ): readonly [Tensor[], Tensor[]] {
    const [gradient, curvature] = b.matmulDual(g, h, this.#spreadOver(b, g, x), {
      transpose: true,
    });
    return [
      this.#withBias(gradient, () => this.#sum(b, g)),
      this.#withBias(curvature, () => this.#sum(b, h)),
    ];
  }

  override parameterMemory(b: Backend, { x }: Memory, rows: number): Memory | undefined {
    const weights = this.#inputs * this.#outputs;
    const numbers = x.shape[0] * this.#inputs + 2 * rows * this.#outputs;
    if (weights < MANY_WEIGHTS || weights < 2 * numbers) return undefined;
    return { x: b.reshape(x, x.shape) };
  }

  override parameterVjpTangent(
    b: Backend,
    _: Memory,
    g: Tensor,
    { input, inputStandsStill }: Tangent,
  ): (Tensor | undefined)[] {
    return inputStandsStill ? [] : [b.matmul(g, input, { transposeA: true })];
  }

  override jacobianDiagonal(b: Backend): Tensor | undefined {
    return this.#inputs === this.#outputs ? b.diagonalOfBlocks(this.weight.value, 1) : undefined;
  }

  #withBias(weight: Tensor, bias: () => Tensor): Tensor[] {
    return this.bias ? [weight, bias()] : [weight];
  }

  #row(b: Backend, bias: Tensor): Tensor {
    return b.reshape(bias, [1, this.#outputs]);
  }

  #sum(b: Backend, v: Tensor): Tensor {
    return b.reshape(b.sumRows(v, v.shape[0]), [this.#outputs]);
  }

  /** The inputs, each repeated for the rows that its sample has in `v`. */
  #spreadOver(b: Backend, v: Tensor, x: Tensor): Tensor {
    const rows = v.shape[0] / x.shape[0];
    return rows === 1 ? x : b.repeatRows(x, rows);
  }
}

/**
 * A fully connected layer `y = x Wᵀ + b`: `[batch, inputs] → [batch, outputs]`, parameters
 * `weight [outputs, inputs]` and `bias [outputs]` as in PyTorch.
 *
 * @throws RangeError if a size is not a whole number of at least 1.
 */
export function linear(inputs: number, outputs: number, options: LinearOptions = {}): Leaf {
  return new Linear(inputs, outputs, options);
}
