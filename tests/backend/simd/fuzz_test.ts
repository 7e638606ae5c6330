import { assertEquals } from "@std/assert";
import type { Backend, Tensor } from "../../../lib/backend/backend.ts";
import { reluFunction, squareFunction } from "../../../lib/backend/functions.ts";
import { Random } from "../../../lib/backend/random.ts";
import { reference } from "../../../lib/backend/reference/mod.ts";
import { createSimd } from "../../../lib/backend/simd/mod.ts";

type Draw = (n: number) => number;
type Make = (...shape: number[]) => Tensor;

/**
 * Operations whose results are exact in float32 at small whole numbers, at random shapes: rounding
 * hides nothing, so that results are to be the same to the bit.
 */
const operations: readonly ((b: Backend, make: Make, draw: Draw) => Tensor | readonly Tensor[])[] =
  [
    (b, make, draw) => {
      const [m, k, n] = [draw(20), draw(20), draw(20)];
      const [transposeA, transposeB] = [draw(2) > 0, draw(2) > 0];
      const bias = draw(2) > 0 ? make(n) : undefined;
      const flags = { transposeA, transposeB, squareA: draw(2) > 0, squareB: draw(2) > 0, bias };
      const a = transposeA ? make(k, m) : make(m, k);
      return b.matmul(a, transposeB ? make(n, k) : make(k, n), flags);
    },
    (b, make, draw) => {
      const [m, k, n, transpose] = [draw(20), draw(20), draw(20), draw(2) > 0];
      const shape = transpose ? [k, m] : [m, k];
      return b.matmulDual(make(...shape), make(...shape), make(k, n), { transpose });
    },
    (b, make, draw) => {
      const [rows, repeat] = [draw(5), draw(3)];
      return b.outer(make(rows * repeat, draw(9)), make(rows, draw(9)), { squareB: draw(2) > 0 });
    },
    (b, make, draw) => {
      const [rows, repeat, features] = [draw(7), draw(4), draw(11)];
      const [x, y] = [make(rows * repeat, features), make(rows, draw(2) > 0 ? features : 1)];
      const kind = draw(4);
      if (kind === 1) return b.add(x, y);
      if (kind === 2) return b.subtract(x, y);
      if (kind === 3) return b.lessOrEqual(x, y);
      return b.multiply(x, y, { squareB: draw(2) > 0 });
    },
    (b, make, draw) => b.scale(make(draw(9), draw(9)), draw(3), draw(3)),
    (b, make, draw) => b.clip(make(draw(9), draw(9)), -1, 2),
    (b, make, draw) => b.elementwise(reluFunction, make(draw(9), draw(9)), draw(2) > 0 ? 1 : 0),
    (b, make, draw) => {
      const shape = [draw(9), draw(9)];
      const [g, h, s, t] = [0, 1, 2, 3].map(() => make(...shape));
      return b.elementwiseDual(g, h, s, draw(2) > 0 ? t : undefined);
    },
    (b, make, draw) => {
      const order = draw(2) > 0 ? 1 : 2;
      return b.elementwiseDerivatives(squareFunction, make(draw(9), draw(9)), order);
    },
    (b, make, draw) => b.sumFeatures(make(draw(9), draw(19))),
    (b, make, draw) => {
      const size = draw(4);
      return b.sumRows(make(size * draw(5), draw(9)), size);
    },
    (b, make, draw) => {
      const blocks = draw(4);
      return b.transposeBlocks(make(blocks * draw(11), draw(11)), blocks);
    },
    (b, make, draw) => {
      const [blocks, features] = [draw(4), draw(7)];
      return b.joinBlocks(
        make(blocks * draw(4), features),
        make(blocks * draw(4), features),
        blocks,
      );
    },
    (b, make, draw) => {
      const [blocks, size] = [draw(4), draw(7)];
      return b.diagonalOfBlocks(make(blocks * size, size), blocks);
    },
    (b, make, draw) => b.repeatRows(make(draw(5), draw(7)), draw(4)),
    (b, make, draw) => {
      const [rows, height, length, groups, outputs] = [2, 4, 4, 11, 2].map(draw);
      const [up, down, left, right] = [2, 2, 2, 2].map((n) => draw(n) - 1);
      const geometry = {
        space: [height, length],
        kernel: [draw(height + up + down), draw(length + left + right)],
        stride: [draw(2), draw(3)],
        dilation: [1, 1],
        padding: [[up, down], [left, right]] as const,
        groups,
      };
      const x = make(rows, height, length, groups);
      const w = make(groups * outputs, 1, ...geometry.kernel);
      const flags = { squareA: draw(2) > 0, squareB: draw(2) > 0, perRow: draw(2) > 0 };
      const y = b.convolve(x, w, geometry, flags);
      return [
        y,
        b.convolve(y, w, geometry, { adjoint: true }),
        b.convolveWeights(y, x, geometry, { ...flags, squareA: false }),
        b.convolveWeights(make(...y.shape), x, geometry, flags),
      ];
    },
  ];

/** The tensors that an operation gives in a backend, its operands first. */
function run(b: Backend, seed: number): Tensor[] {
  const random = new Random(seed);
  const draw: Draw = (n) => 1 + random.integer(n);
  const operands: Tensor[] = [];
  const make: Make = (...shape) => {
    const size = shape.reduce((x, y) => x * y, 1);
    const tensor = b.tensor(Array.from({ length: size }, () => random.integer(7) - 3), shape);
    operands.push(tensor);
    return tensor;
  };
  const results = operations[random.integer(operations.length)](b, make, draw);
  return [...operands, ...[results].flat() as Tensor[]];
}

const read = (b: Backend, tensors: readonly Tensor[]) =>
  tensors.map((tensor) => ({ shape: [...tensor.shape], data: [...b.read(tensor)] }));

Deno.test("simd: 100,000 random calls give the reference's bits and touch nothing else", () => {
  for (let seed = 0; seed < 100_000; seed += 20_000) checkCalls(seed, seed + 20_000);
});

/** Calls in a memory of their own, small enough that blocks are taken again and again. */
function checkCalls(first: number, end: number): void {
  const simd = createSimd({ memoryLimit: 2 ** 21 });
  let kept: Tensor[] = [];
  let before = read(simd, kept);
  for (let round = first; round < end; round += 20) {
    kept = simd.scope(() => {
      let last: Tensor[] = [];
      for (let seed = round; seed < round + 20; seed++) {
        last = run(simd, seed);
        const expected = reference.scope(() => read(reference, run(reference, seed)));
        // Without the sign of zero, which no sum of the interface promises.
        assertEquals(unsigned(read(simd, last)), unsigned(expected), `seed ${seed}`);
      }
      assertEquals(read(simd, kept), before, `tensors of another call changed by seed ${round}`);
      return last;
    });
    before = read(simd, kept);
  }
}

const unsigned = (tensors: ReturnType<typeof read>) =>
  tensors.map(({ shape, data }) => ({ shape, data: data.map((x) => x + 0) }));
