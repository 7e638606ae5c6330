import type { Backend, Tensor } from "../backend.ts";
import { mismatch, show, spreads } from "../shapes.ts";
import { functionCode } from "./function_codes.ts";
import type { SimdTensor, Storage } from "./storage.ts";

/** What the kernel `binary` calls its operations. */
const codes = { add: 0, subtract: 1, multiply: 2, multiplySquare: 3, divide: 4, lessOrEqual: 5 };

/** Numbers whose derivatives are computed before they are used: what the fastest cache holds. */
const chunk = 2048;

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
  | "elementwiseDerivatives"
  | "elementwiseDual"
  | "crossElementwise"
> {
  const { binary, scale, clip, elementwise, elementwiseDerivatives, elementwiseDual } =
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

    elementwiseDerivatives(f, a, order) {
      const code = functionCode(f);
      if (code === undefined) {
        const orders = order === 1 ? [0, 1] as const : [0, 1, 2] as const;
        return orders.map((one) => operations.elementwise(f, a, one));
      }
      const from = storage.own(a);
      const [value, first] = [storage.makeLike(from), storage.makeLike(from)];
      const second = order === 2 ? storage.makeLike(from) : undefined;
      elementwiseDerivatives(
        code,
        from.address,
        value.address,
        first.address,
        second ? second.address : 0,
        from.size,
        f.parameters.length > 0 ? f.parameters[0] : 0,
      );
      return second ? [value, first, second] : [value, first];
    },

    elementwiseDual(g, h, s, t) {
      const first = storage.own(g);
      const second = storage.like("elementwiseDual", first, "h", h);
      const slope = storage.like("elementwiseDual", first, "s", s);
      const bend = t && storage.like("elementwiseDual", first, "t", t);
      const [outG, outH] = [storage.makeLike(first), storage.makeLike(first)];
      elementwiseDual(
        first.address,
        second.address,
        slope.address,
        bend ? bend.address : 0,
        outG.address,
        outH.address,
        first.size,
      );
      return [outG, outH];
    },

    crossElementwise(f, a, g, h, order, { overwrite = false } = {}) {
      const from = storage.own(a);
      const first = storage.like("crossElementwise", from, "g", g);
      const second = storage.like("crossElementwise", from, "h", h);
      const code = functionCode(f);
      if (code === undefined) {
        const slope = operations.elementwise(f, a, 1);
        const bend = order === 2 ? operations.elementwise(f, a, 2) : undefined;
        return operations.elementwiseDual(g, h, slope, bend);
      }
      const apart = overwrite && first !== second;
      const outOf = (one: SimdTensor) => apart ? storage.replace(one) : storage.makeLike(one);
      const [outG, outH] = [outOf(first), outOf(second)];
      const constant = f.parameters.length > 0 ? f.parameters[0] : 0;
      storage.withScratch(3 * chunk, (room) => {
        const [value, slope, bend] = [0, 4, 8].map((bytes) => room + bytes * chunk);
        for (let at = 0; at < from.size; at += chunk) {
          const count = Math.min(chunk, from.size - at);
          const [x, p, q, outP, outQ] = [from, first, second, outG, outH]
            .map(({ address }) => address + 4 * at);
          const last = order === 2 ? bend : 0;
          elementwiseDerivatives(code, x, value, slope, last, count, constant);
          elementwiseDual(p, q, slope, last, outP, outQ, count);
        }
      });
      return [outG, outH];
    },
  };
  return operations;
}
