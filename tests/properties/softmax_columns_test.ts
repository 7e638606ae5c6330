import fc from "fast-check";
import { assert } from "@std/assert";
import { Random, reference as b } from "../../mod.ts";
import { checkCases } from "./cases.ts";
import { assertClose } from "./compare.ts";

/** What `rank` steps of Cholesky, each at the largest diagonal entry left, leave of a matrix. */
function afterPivotedCholesky(matrix: readonly (readonly number[])[], rank: number): number[] {
  const left = matrix.map((row) => [...row]);
  for (let k = 0; k < rank; k++) {
    const diagonal = left.map((row, i) => row[i]);
    const pivot = diagonal.indexOf(Math.max(...diagonal));
    const u = left.map((row) => row[pivot] / Math.sqrt(diagonal[pivot]));
    left.forEach((row, i) => row.forEach((_, j) => row[j] -= u[i] * u[j]));
  }
  return left.flat();
}

Deno.test("columns of a softmax's Hessian are those of pivoted Cholesky", () => {
  const random = fc.record({
    classes: fc.integer({ min: 2, max: 8 }),
    spread: fc.constantFrom(0.3, 1, 2),
    seed: fc.nat(),
  });
  checkCases(random, 300, ({ classes, spread, seed }) => {
    const z = b.scale(b.random("normal", [2, classes], new Random(seed)), spread);
    const p = b.softmax(z);
    const numbers = b.read(p);
    for (let rank = 0; rank < classes; rank++) {
      const columns = b.read(b.softmaxColumns(p, rank));
      for (const row of [0, 1]) {
        const own = columns.subarray(row * rank * classes, (row + 1) * rank * classes);
        const hessian = hessianOf([...numbers.subarray(row * classes, (row + 1) * classes)]);
        const found = productOf(own, classes).map((x, i) => hessian.flat()[i] - x);
        assertClose(found, afterPivotedCholesky(hessian, rank), `remainder of rank ${rank}`);
      }
    }
  });
});

Deno.test("columns of a saturated softmax reproduce its Hessian without a NaN", () => {
  const far = fc.constantFrom(0, -1, -30, -35, -300, -700, -1000, -Infinity);
  const logits = fc.array(far, { minLength: 2, maxLength: 15 });
  checkCases(logits, 500, (offsets) => {
    const z = offsets.with(offsets.length - 1, 0);
    checkProduct(z);
    checkProduct(z.map((value, i) => value - 35 * i));
  });
});

function checkProduct(z: readonly number[]): void {
  const c = z.length;
  const p = b.softmax(b.tensor(z, [1, c]));
  const columns = b.read(b.softmaxColumns(p, c - 1));
  assert(columns.every(Number.isFinite), `columns of [${z}]: [${columns}]`);
  const expected = hessianOf([...b.read(p)]).flat();
  assertClose(productOf(columns, c), expected, `product for logits [${z}]`);
}

/** `diag(p) − p pᵀ`. */
function hessianOf(p: readonly number[]): number[][] {
  return p.map((x, i) => p.map((y, j) => (i === j ? x : 0) - x * y));
}

/** `Σ_k u_k u_kᵀ`, row-major. */
function productOf(columns: ArrayLike<number>, c: number): Float64Array {
  const product = new Float64Array(c * c);
  for (let start = 0; start < columns.length; start += c) {
    product.forEach((_, at) => {
      product[at] += columns[start + Math.floor(at / c)] * columns[start + at % c];
    });
  }
  return product;
}
