/** Irregular points, so that kinks at round numbers are not hit. */
const points = Array.from({ length: 24 }, (_, i) => -2.957 + i * 0.2531);

/**
 * Compares given derivatives with central differences of the function below each.
 *
 * Where a function has a kink within a step of a point, one-sided slopes differ; such a point says
 * nothing and is passed over.
 *
 * @throws RangeError naming the function, the derivative, the point and both values.
 */
export function checkDerivatives(
  name: string,
  value: (a: number) => number,
  first: (a: number) => number,
  second: (a: number) => number,
): void {
  compare(name, "first", value, first);
  compare(name, "second", first, second);
}

function compare(
  name: string,
  which: string,
  below: (a: number) => number,
  derivative: (a: number) => number,
): void {
  const step = 1e-5;
  for (const point of points) {
    const [left, middle, right] = [point - step, point, point + step].map(below);
    const scale = 1 + Math.abs(left) + Math.abs(right);
    const kinked = Math.abs((right - middle) - (middle - left)) > 1e-4 * step * scale;
    const expected = (right - left) / (2 * step);
    const found = derivative(point);
    if (!kinked && !(Math.abs(expected - found) <= 1e-3 * (scale + Math.abs(expected)))) {
      throw new RangeError(
        `${name}: expected the ${which} derivative at ${point.toFixed(4)} to be about ${
          expected.toPrecision(5)
        }, found ${found}`,
      );
    }
  }
}
