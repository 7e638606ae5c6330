/** `x' = a x + c y + e`, `y' = b x + d y + f`, as SVG's `matrix(a b c d e f)`. */
export type Matrix = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

/** A rectangle with its upper left corner and its size. */
export interface Rectangle {
  /** Left edge. */
  readonly x: number;
  /** Upper edge. */
  readonly y: number;
  /** Width, not negative. */
  readonly width: number;
  /** Height, not negative. */
  readonly height: number;
}

/** The transform that changes nothing. */
export const identity: Matrix = [1, 0, 0, 1, 0, 0];

/**
 * The transform that applies `inner` first and `outer` then.
 *
 * @param outer The later one.
 * @param inner The earlier one.
 * @returns Their product.
 */
export function multiply(outer: Matrix, inner: Matrix): Matrix {
  const [a, b, c, d, e, f] = outer;
  const [A, B, C, D, E, F] = inner;
  return [
    a * A + c * B,
    b * A + d * B,
    a * C + c * D,
    b * C + d * D,
    a * E + c * F + e,
    b * E + d * F + f,
  ];
}

/**
 * Reads an SVG `transform` attribute.
 *
 * @param text For instance `translate(10,20)rotate(-90,5,5)`.
 * @returns The product of its parts; unknown parts change nothing.
 */
export function parseTransform(text: string): Matrix {
  let product = identity;
  for (const [, name, list] of text.matchAll(/(\w+)\s*\(([^)]*)\)/g)) {
    const numbers = list.split(/[\s,]+/).filter((word) => word !== "").map(Number);
    product = multiply(product, toMatrix(name, numbers));
  }
  return product;
}

function toMatrix(name: string, numbers: readonly number[]): Matrix {
  const [first = 0, second] = numbers;
  switch (name) {
    case "matrix":
      return numbers.length === 6 ? [...numbers] as unknown as Matrix : identity;
    case "translate":
      return [1, 0, 0, 1, first, second ?? 0];
    case "scale":
      return [first, 0, 0, second ?? first, 0, 0];
    case "rotate": {
      const angle = first * Math.PI / 180, x = second ?? 0, y = numbers[2] ?? 0;
      const turn: Matrix = [
        Math.cos(angle),
        Math.sin(angle),
        -Math.sin(angle),
        Math.cos(angle),
        0,
        0,
      ];
      return multiply(multiply([1, 0, 0, 1, x, y], turn), [1, 0, 0, 1, -x, -y]);
    }
    default:
      return identity;
  }
}

/**
 * The smallest upright rectangle around a transformed one.
 *
 * @param box The rectangle.
 * @param matrix The transform.
 * @returns The rectangle around it.
 */
export function transformBox(
  { x, y, width, height }: Rectangle,
  [a, b, c, d, e, f]: Matrix,
): Rectangle {
  const corners = [[x, y], [x + width, y], [x, y + height], [x + width, y + height]];
  const xs = corners.map(([u, v]) => a * u + c * v + e),
    ys = corners.map(([u, v]) => b * u + d * v + f);
  const left = Math.min(...xs), top = Math.min(...ys);
  return { x: left, y: top, width: Math.max(...xs) - left, height: Math.max(...ys) - top };
}
