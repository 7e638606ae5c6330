import type { Backend, Tensor } from "../backend/backend.ts";
import { constant } from "../layers/initializers.ts";
import { type Activation, Leaf, type Pass, type Tangent } from "../layers/layer.ts";
import { Parameter } from "../layers/parameter.ts";

/** The shape of the input, whose numbers play no part. */
interface Memory {
  readonly input: readonly number[];
}

/** See {@linkcode constantOutput}. */
class ConstantOutput extends Leaf<Memory> {
  readonly name: string;
  override readonly parameters: readonly Parameter[];
  readonly #value: Parameter;
  readonly #size: number;

  constructor(size: number, value: number) {
    super();
    this.name = `constantOutput(${size})`;
    this.#value = new Parameter("value", [size], constant(value));
    this.#size = size;
    this.parameters = [this.#value];
  }

  override outputShape(): readonly number[] {
    return [this.#size];
  }

  override forward({ backend: b }: Pass, x: Tensor): Activation<Memory> {
    return { output: this.#rows(b, this.#value.value, x.shape[0]), memory: { input: x.shape } };
  }

  override vjp(b: Backend, { input: [, ...features] }: Memory, v: Tensor): Tensor {
    return b.fill([v.shape[0], ...features], 0);
  }

  override squaredVjp(b: Backend, memory: Memory, h: Tensor): Tensor {
    return this.vjp(b, memory, h);
  }

  override jvp(b: Backend, _: Memory, { input, parameter }: Tangent): Tensor {
    const rows = input.shape[0];
    return parameter ? this.#rows(b, parameter(this.#value), rows) : b.fill([rows, this.#size], 0);
  }

  override parameterVjp(b: Backend, _: Memory, v: Tensor, perRow = false): Tensor[] {
    return [perRow ? v : b.reshape(b.sumRows(v, v.shape[0]), [this.#size])];
  }

  override squaredParameterVjp(b: Backend, memory: Memory, h: Tensor, perRow = false): Tensor[] {
    return this.parameterVjp(b, memory, h, perRow);
  }

  override parameterVjpTangent(b: Backend): Tensor[] {
    return [b.fill([this.#size], 0)];
  }

  #rows(b: Backend, vector: Tensor, rows: number): Tensor {
    return b.add(b.fill([rows, this.#size], 0), b.reshape(vector, [1, this.#size]));
  }
}

/**
 * A layer that puts out its parameter, whatever its input: `[batch, ...features] → [batch, size]`. As
 * a network of its own it gives standard deviations that do not depend on the state.
 *
 * @param value The initial value of each number.
 */
export function constantOutput(size: number, value = 0): Leaf {
  return new ConstantOutput(size, value);
}
