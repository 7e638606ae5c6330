import {
  type Activation,
  type Backend,
  constant,
  Leaf,
  Parameter,
  type Pass,
  type Tangent,
  type Tensor,
} from "../../mod.ts";
import type { OwnName } from "./architectures.ts";
import { KERNEL } from "./definitions.ts";

interface Memory {
  readonly x: Tensor;
}

/** `y = exp(s) ∘ x` with a number s for each feature: not linear in its parameter. */
class ExpScale extends Leaf<Memory> {
  readonly name = "expScale";
  override readonly jacobianIsDiagonal = true;
  override readonly parameters: readonly [Parameter];

  constructor(features: readonly number[]) {
    super();
    this.parameters = [
      new Parameter(
        "s",
        features,
        (shape, random) => constant(0.3 * random.normal())(shape, random),
      ),
    ];
  }

  override outputShape(input: readonly number[]): readonly number[] {
    return input;
  }

  override forward({ backend: b }: Pass, x: Tensor): Activation<Memory> {
    return { output: b.multiply(x, this.#scale(b)), memory: { x } };
  }

  override vjp(b: Backend, _: Memory, v: Tensor): Tensor {
    return b.multiply(v, this.#scale(b));
  }

  override squaredVjp(b: Backend, _: Memory, h: Tensor): Tensor {
    return b.multiply(h, this.#scale(b), { squareB: true });
  }

  override jvp(b: Backend, { x }: Memory, { input, parameter }: Tangent): Tensor {
    const along = b.multiply(input, this.#scale(b));
    if (!parameter) return along;
    return b.add(along, b.multiply(b.multiply(x, this.#scale(b)), this.#tangent(b, parameter)));
  }

  override vjpTangent(b: Backend, memory: Memory, g: Tensor, { parameter }: Tangent): Tensor {
    const scaled = this.vjp(b, memory, g);
    return b.multiply(scaled, parameter ? this.#tangent(b, parameter) : b.fill([1, 1], 0));
  }

  override jacobianDiagonal(b: Backend): Tensor {
    return this.#scale(b);
  }

  override parameterVjp(b: Backend, memory: Memory, v: Tensor, perRow = false): Tensor[] {
    return this.#sums(b, b.multiply(b.multiply(v, this.#scale(b)), memory.x), perRow);
  }

  override squaredParameterVjp(b: Backend, { x }: Memory, h: Tensor, perRow = false): Tensor[] {
    const product = b.multiply(b.multiply(h, this.#scale(b), { squareB: true }), x, {
      squareB: true,
    });
    return this.#sums(b, product, perRow);
  }

  override parameterCurvatureTerm(
    b: Backend,
    memory: Memory,
    g: Tensor,
    perRow = false,
  ): Tensor[] {
    return this.parameterVjp(b, memory, g, perRow);
  }

  override parameterVjpTangent(
    b: Backend,
    memory: Memory,
    g: Tensor,
    { input, parameter }: Tangent,
  ): Tensor[] {
    const scaled = this.vjp(b, memory, g);
    const moved = parameter
      ? b.add(input, b.multiply(memory.x, this.#tangent(b, parameter)))
      : input;
    return this.#sums(b, b.multiply(moved, scaled), false);
  }

  #scale(b: Backend): Tensor {
    const numbers = Array.from(b.read(this.parameters[0].value), Math.exp);
    return b.tensor(numbers, [1, ...this.parameters[0].shape]);
  }

  #tangent(b: Backend, parameter: (one: Parameter) => Tensor): Tensor {
    return b.reshape(parameter(this.parameters[0]), [1, ...this.parameters[0].shape]);
  }

  #sums(b: Backend, rows: Tensor, perRow: boolean): Tensor[] {
    if (perRow) return [rows];
    return [b.reshape(b.sumRows(rows, rows.shape[0]), this.parameters[0].shape)];
  }
}

/** Maps by a matrix that is linear in shared parameters: `y = A(w) x`, `A(w) = Σ_j w_j A_j`. */
abstract class SharedMap extends Leaf<Memory> {
  override readonly parametersReachOneOutput = false;
  override readonly parameters: readonly [Parameter];

  constructor(protected readonly inputs: number, size: number) {
    super();
    this.parameters = [
      new Parameter(
        "w",
        [size],
        (shape, random) => Float64Array.from({ length: shape[0] }, () => random.normal()),
      ),
    ];
  }

  /** The constant matrix of parameter j, `[outputs, inputs]`. */
  protected abstract basis(b: Backend, j: number): Tensor;

  abstract override outputShape(input: readonly number[]): readonly number[];

  override forward({ backend: b }: Pass, x: Tensor): Activation<Memory> {
    return { output: this.#times(b, x, this.parameters[0].value), memory: { x } };
  }

  override vjp(b: Backend, _: Memory, v: Tensor): Tensor {
    return b.matmul(v, this.#matrix(b, this.parameters[0].value));
  }

  override squaredVjp(b: Backend, _: Memory, h: Tensor): Tensor {
    return b.matmul(h, this.#matrix(b, this.parameters[0].value), { squareB: true });
  }

  override jvp(b: Backend, { x }: Memory, { input, parameter }: Tangent): Tensor {
    const along = this.#times(b, input, this.parameters[0].value);
    return parameter ? b.add(along, this.#times(b, x, parameter(this.parameters[0]))) : along;
  }

  override vjpTangent(b: Backend, { x }: Memory, g: Tensor, { parameter }: Tangent): Tensor {
    return parameter
      ? b.matmul(g, this.#matrix(b, parameter(this.parameters[0])))
      : b.fill([g.shape[0], ...x.shape.slice(1)], 0);
  }

  override parameterVjp(b: Backend, { x }: Memory, v: Tensor, perRow = false): Tensor[] {
    return this.#perParameter(b, x, v, perRow, false);
  }

  override squaredParameterVjp(b: Backend, { x }: Memory, h: Tensor, perRow = false): Tensor[] {
    return this.#perParameter(b, x, h, perRow, true);
  }

  override parameterVjpTangent(b: Backend, _: Memory, g: Tensor, { input }: Tangent): Tensor[] {
    return this.#perParameter(b, input, g, false, false);
  }

  /** `v · A_j x` or `v · (A_j x)²` for each row and j. */
  #perParameter(b: Backend, x: Tensor, v: Tensor, perRow: boolean, squareB: boolean): Tensor[] {
    const [size] = this.parameters[0].shape;
    const rows = v.shape[0];
    const products = Array.from({ length: size }, (_, j) => {
      const moved = b.matmul(x, this.basis(b, j), { transposeB: true });
      return b.read(b.sumFeatures(b.multiply(v, moved, { squareB })));
    });
    const numbers = Array.from(
      { length: rows * size },
      (_, at) => products[at % size][Math.floor(at / size)],
    );
    const each = b.tensor(numbers, [rows, size]);
    return [perRow ? each : b.reshape(b.sumRows(each, rows), [size])];
  }

  #times(b: Backend, x: Tensor, w: Tensor): Tensor {
    return b.matmul(x, this.#matrix(b, w), { transposeB: true });
  }

  #matrix(b: Backend, w: Tensor): Tensor {
    return Array.from(b.read(w)).map((value, j) => b.scale(this.basis(b, j), value)).reduce((
      sum,
      part,
    ) => b.add(sum, part));
  }
}

/** `y = s x` with one number s for all features. */
class CommonScale extends SharedMap {
  readonly name = "commonScale";

  constructor(inputs: number) {
    super(inputs, 1);
  }

  override outputShape(input: readonly number[]): readonly number[] {
    return input;
  }

  protected override basis(b: Backend): Tensor {
    return b.unitRows(1, this.inputs);
  }
}

/** `y_t = Σ_j w_j x_{t+j}`, a convolution in one dimension. */
class Convolution extends SharedMap {
  readonly name = "convolution";

  constructor(inputs: number) {
    super(inputs, KERNEL);
  }

  override outputShape([length]: readonly number[]): readonly number[] {
    return [length - KERNEL + 1];
  }

  protected override basis(b: Backend, j: number): Tensor {
    const outputs = this.inputs - KERNEL + 1;
    const numbers = Array.from(
      { length: outputs * this.inputs },
      (_, at) => at % this.inputs === Math.floor(at / this.inputs) + j ? 1 : 0,
    );
    return b.tensor(numbers, [outputs, this.inputs]);
  }
}

/** The layers of a user, by name. */
export const ownLeaves: Readonly<Record<OwnName, (inputs: number) => Leaf>> = {
  expScale: (inputs) => new ExpScale([inputs]),
  commonScale: (inputs) => new CommonScale(inputs),
  convolution: (inputs) => new Convolution(inputs),
};

/** {@linkcode ExpScale} for inputs of any shape. */
export function expScale(...features: readonly number[]): Leaf {
  return new ExpScale(features);
}
