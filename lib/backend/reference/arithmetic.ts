import type { Backend, Tensor } from "../backend.ts";
import { mismatch, rowsOf, show, spreads } from "../shapes.ts";
import { allocate, checkSame, values } from "./storage.ts";

/** `combine(a, b)` with `b` spread over `a` as `Backend` says. */
function spread(
  operation: string,
  a: Tensor,
  b: Tensor,
  combine: (a: number, b: number) => number,
): Tensor {
  const { rows, features } = rowsOf(a);
  const { rows: sources, features: width } = rowsOf(b);
  if (!spreads(sources, rows) || (width !== features && width !== 1)) {
    mismatch(operation, `b that spreads over ${show(a.shape)}`, b.shape);
  }
  const [left, right] = [values(a), values(b)];
  const { tensor, out } = allocate(a.shape);
  const repeat = rows / sources;
  for (let row = 0; row < rows; row++) {
    const source = Math.floor(row / repeat) * width;
    for (let j = 0; j < features; j++) {
      const at = row * features + j;
      out[at] = combine(left[at], right[source + (width === 1 ? 0 : j)]);
    }
  }
  return tensor;
}

/** `f` of each number. */
function map(a: Tensor, f: (a: number) => number): Tensor {
  const from = values(a);
  const { tensor, out } = allocate(a.shape);
  for (let i = 0; i < out.length; i++) out[i] = f(from[i]);
  return tensor;
}

/** Elementwise arithmetic of the reference backend. */
export const arithmetic: Pick<
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
> = {
  add: (a, b) => spread("add", a, b, (x, y) => x + y),
  subtract: (a, b) => spread("subtract", a, b, (x, y) => x - y),
  multiply: (a, b, { squareB } = {}) =>
    spread("multiply", a, b, squareB ? (x, y) => x * y * y : (x, y) => x * y),
  divide: (a, b) => spread("divide", a, b, (x, y) => x / y),
  lessOrEqual: (a, b) => spread("lessOrEqual", a, b, (x, y) => x <= y ? 1 : 0),
  scale: (a, factor, offset = 0) => map(a, (x) => factor * x + offset),
  clip: (a, low, high) => map(a, (x) => Math.min(Math.max(x, low), high)),
  elementwise: (f, a, order = 0) => map(a, [f.value, f.first, f.second][order]),

  elementwiseDerivatives: (f, a, order) =>
    [f.value, f.first, f.second].slice(0, order + 1).map((one) => map(a, one)),

  elementwiseDual(g, h, s, t) {
    checkSame("elementwiseDual", g, { h, s, ...(t && { t }) });
    const product = (x: Tensor, y: Tensor) => spread("multiply", x, y, (p, q) => p * q);
    const through = product(product(h, s), s);
    return [
      product(g, s),
      t ? spread("add", through, product(g, t), (p, q) => p + q) : through,
    ];
  },

  crossElementwise(f, a, g, h, order) {
    checkSame("crossElementwise", a, { g, h });
    const bend = order === 2 ? map(a, f.second) : undefined;
    return arithmetic.elementwiseDual(g, h, map(a, f.first), bend);
  },
};
