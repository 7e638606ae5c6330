import type { Backend, Tensor } from "../backend.ts";
import { mismatch, show, spreads } from "../shapes.ts";
import { functionCode } from "./function_codes.ts";
import type { Storage } from "./storage.ts";

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
> {
  const { binary, scale, clip, elementwise, elementwiseDual } = storage.kernels;

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
      const first = storage.like("elementwiseDual", from, "g", g);
      const second = storage.like("elementwiseDual", from, "h", h);
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
  };
  return operations;
}
