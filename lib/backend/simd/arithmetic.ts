import { wholePower } from "../special.ts";
import type { Backend, Tensor } from "../backend.ts";
import { mismatch, sameShape, show, spreads } from "../shapes.ts";
import { functionCode } from "./function_codes.ts";
import type { SimdTensor, Storage } from "./storage.ts";

/** What the kernel `binary` calls its operations. */
const codes = { add: 0, subtract: 1, multiply: 2, multiplySquare: 3, divide: 4, lessOrEqual: 5 };

/** Elementwise arithmetic of the simd backend. */
export function arithmetic(
  storage: Storage,
): Pick<
  Backend,
  | "add"
  | "subtract"
  | "multiply"
  | "divide"
  | "lessOrEqual"
  | "scale"
  | "clip"
  | "elementwise"
  | "elementwiseDual"
  | "addScaled"
  | "momentStep"
> {
  const { addScaled, binary, scale, clip, elementwise, elementwiseDual, momentStep } =
    storage.kernels;

  function spread(operation: string, code: number, first: Tensor, second: Tensor): Tensor {
    const [a, b] = [storage.own(first), storage.own(second)];
    const { rows, features } = a;
    const width = b.features;
    if (!spreads(b.rows, rows) || (width !== features && width !== 1)) {
      mismatch(operation, `b that spreads over ${show(a.shape)}`, b.shape);
    }
    const out = storage.makeLike(a);
    const repeat = rows === 0 ? 1 : rows / b.rows;
    binary(code, a.address, b.address, out.address, rows, features, repeat, width);
    return out;
  }

  /** A tensor that is to have the shape of another one. */
  function like(operation: string, one: SimdTensor, name: string, tensor: Tensor): SimdTensor {
    const other = storage.own(tensor);
    if (!sameShape(one.shape, other.shape)) {
      mismatch(operation, `${name} of shape ${show(one.shape)}`, other.shape);
    }
    return other;
  }

  const operations: ReturnType<typeof arithmetic> = {
    add: (a, b) => spread("add", codes.add, a, b),
    subtract: (a, b) => spread("subtract", codes.subtract, a, b),
    multiply: (a, b, flags) =>
      spread("multiply", flags?.squareB ? codes.multiplySquare : codes.multiply, a, b),
    divide: (a, b) => spread("divide", codes.divide, a, b),
    lessOrEqual: (a, b) => spread("lessOrEqual", codes.lessOrEqual, a, b),

    scale(a, factor, offset = 0) {
      const from = storage.own(a);
      const out = storage.makeLike(from);
      scale(from.address, out.address, from.size, factor, offset);
      return out;
    },

    clip(a, low, high) {
      const from = storage.own(a);
      const out = storage.makeLike(from);
      clip(from.address, out.address, from.size, low, high);
      return out;
    },

    elementwise(f, a, order = 0) {
      const from = storage.own(a);
      const out = storage.makeLike(from);
      const code = functionCode(f);
      if (code !== undefined) {
        const constant = f.parameters.length > 0 ? f.parameters[0] : 0;
        elementwise(code, from.address, out.address, from.size, order, constant);
      } else {
        const evaluate = [f.value, f.first, f.second][order];
        const results = storage.numbers(from).slice().map((value) => evaluate(value));
        storage.heap.numbers.set(results, out.address >> 2);
      }
      return out;
    },

    elementwiseDual(f, a, g, h, secondDerivatives) {
      const from = storage.own(a);
      const first = like("elementwiseDual", from, "g", g);
      const second = like("elementwiseDual", from, "h", h);
      const code = functionCode(f);
      if (code === undefined) {
        const { elementwise, multiply, add } = operations;
        const slope = elementwise(f, a, 1);
        const through = multiply(h, slope, { squareB: true });
        return [
          multiply(g, slope),
          secondDerivatives ? add(through, multiply(g, elementwise(f, a, 2))) : through,
        ];
      }
      const [outG, outH] = [storage.makeLike(from), storage.makeLike(from)];
      elementwiseDual(
        code,
        from.address,
        first.address,
        second.address,
        outG.address,
        outH.address,
        from.size,
        secondDerivatives ? 1 : 0,
        f.parameters.length > 0 ? f.parameters[0] : 0,
      );
      return [outG, outH];
    },

    addScaled(a, b, factor) {
      const target = storage.own(a);
      addScaled(target.address, like("addScaled", target, "b", b).address, target.size, factor);
    },

    momentStep({ parameter, mean, square }, { gradient, curvature }, options) {
      const { stepSize, beta1, beta2, epsilon, step } = options;
      const theta = storage.own(parameter);
      momentStep(
        theta.address,
        like("momentStep", theta, "mean", mean).address,
        like("momentStep", theta, "square", square).address,
        like("momentStep", theta, "gradient", gradient).address,
        like("momentStep", theta, "curvature", curvature).address,
        theta.size,
        beta1,
        1 - beta1,
        beta2,
        1 - beta2,
        stepSize / (1 - wholePower(beta1, step)),
        1 / (1 - wholePower(beta2, step)),
        epsilon,
      );
    },
  };
  return operations;
}
