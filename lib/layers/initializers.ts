import type { Random } from "../backend/random.ts";
import { sizeOf } from "../backend/shapes.ts";

/** Makes the initial numbers of a parameter, row-major, for a shape `[out, in, ...kernel]` or `[out]`. */
export type Initializer = (shape: readonly number[], random: Random) => Float64Array;

/** Numbers of inputs and outputs of a weight `[out, in, ...kernel]`. */
function fans(
  [out, inputs = out, ...kernel]: readonly number[],
): { fanIn: number; fanOut: number } {
  const receptive = sizeOf(kernel);
  return { fanIn: inputs * receptive, fanOut: out * receptive };
}

function draw(shape: readonly number[], next: () => number): Float64Array {
  return Float64Array.from({ length: sizeOf(shape) }, next);
}

function uniform(bound: (shape: readonly number[]) => number): Initializer {
  return (shape, random) => {
    const limit = bound(shape);
    return draw(shape, () => limit * (2 * random.uniform() - 1));
  };
}

function normal(deviation: (shape: readonly number[]) => number): Initializer {
  return (shape, random) => {
    const scale = deviation(shape);
    return draw(shape, () => scale * random.normal());
  };
}

/** One number throughout. */
export function constant(value: number): Initializer {
  return (shape) => draw(shape, () => value);
}

/** Normal with a standard deviation, drawn again where it is beyond two of them. */
export function truncatedNormal(deviation: number): Initializer {
  return (shape, random) =>
    draw(shape, () => {
      let number = random.normal();
      while (Math.abs(number) > 2) number = random.normal();
      return deviation * number;
    });
}

/** Uniform in ±√(6 / (in + out)) · gain (Glorot & Bengio 2010). */
export function xavierUniform(gain = 1): Initializer {
  return uniform((shape) => gain * Math.sqrt(6 / (fans(shape).fanIn + fans(shape).fanOut)));
}

/** Normal with standard deviation √(2 / (in + out)) · gain (Glorot & Bengio 2010). */
export function xavierNormal(gain = 1): Initializer {
  return normal((shape) => gain * Math.sqrt(2 / (fans(shape).fanIn + fans(shape).fanOut)));
}

/** Uniform in ±√(3 / in) · gain (He et al. 2015); gain √2 suits ReLU. */
export function kaimingUniform(gain: number = Math.SQRT2): Initializer {
  return uniform((shape) => gain * Math.sqrt(3 / fans(shape).fanIn));
}

/** Normal with standard deviation gain / √in (He et al. 2015); gain √2 suits ReLU. */
export function kaimingNormal(gain: number = Math.SQRT2): Initializer {
  return normal((shape) => gain / Math.sqrt(fans(shape).fanIn));
}

/** Uniform in ±1/√in: what PyTorch gives linear and convolution layers, weights and biases alike. */
export function pytorchDefault(fanIn?: number): Initializer {
  return uniform((shape) => 1 / Math.sqrt(fanIn ?? fans(shape).fanIn));
}

/** A random matrix with orthonormal rows or columns, whichever are fewer, times gain (Saxe et al. 2014). */
export function orthogonal(gain = 1): Initializer {
  return (shape, random) => {
    const { fanIn } = fans(shape);
    const out = shape[0];
    const [count, length] = [Math.min(out, fanIn), Math.max(out, fanIn)];
    const basis: Float64Array[] = [];
    while (basis.length < count) {
      const vector = Float64Array.from({ length }, () => random.normal());
      // Twice, for Gram–Schmidt once leaves rounding errors.
      for (const other of [...basis, ...basis]) {
        const along = dot(vector, other);
        for (let i = 0; i < length; i++) vector[i] -= along * other[i];
      }
      const norm = Math.sqrt(dot(vector, vector));
      basis.push(vector.map((value) => value / norm));
    }
    return Float64Array.from({ length: out * fanIn }, (_, at) => {
      const [row, column] = [Math.floor(at / fanIn), at % fanIn];
      return gain * (out <= fanIn ? basis[row][column] : basis[column][row]);
    });
  };
}

function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, i) => sum + value * b[i], 0);
}
