/**
 * Matrix products. Both operands are packed, transposed and squared on the way: the left one into
 * blocks of 4 rows, the right one into panels of 8 columns, so that the innermost loop reads either
 * from beginning to end.
 */

import { COLUMNS, ROWS, tiles } from "./tile";
import { square4, transpose4 } from "./vector";

/** Inner indices at a time: a panel then has 16 KiB, which stay in the first cache. */
const DEPTH = 512;

/** Rows at a time: their blocks have 128 KiB. */
const HEIGHT = 64;

const panel = memory.data(DEPTH * COLUMNS * 4, 16);
const blocks = memory.data(DEPTH * HEIGHT * 4, 16);
const otherBlocks = memory.data(DEPTH * HEIGHT * 4, 16);

/** A vector, squared or not. */
@inline
function operand(from: usize, square: bool): v128 {
  const v = v128.load(from);
  return square ? square4(v) : v;
}

/** What {@linkcode packAcross} does; inlined for either value of `square`, so that no loop asks for it. */
@inline
function gather(from: usize, step: usize, depth: i32, square: bool, to: usize, gap: usize): void {
  for (; depth >= 4; depth -= 4) {
    const v0 = operand(from, square);
    const v1 = operand(from + step, square);
    const v2 = operand(from + 2 * step, square);
    const v3 = operand(from + 3 * step, square);
    v128.store(to, v0);
    v128.store(to + gap, v1);
    v128.store(to + 2 * gap, v2);
    v128.store(to + 3 * gap, v3);
    from += 4 * step;
    to += 4 * gap;
  }
  for (; depth > 0; depth--) {
    v128.store(to, operand(from, square));
    from += step;
    to += gap;
  }
}

/**
 * For each of `depth` inner indices 4 numbers, which stand next to each other: `step` bytes from one
 * index to the next, and `gap` bytes where they go to.
 */
function packAcross(
  from: usize,
  step: usize,
  depth: i32,
  square: bool,
  to: usize,
  gap: usize,
): void {
  if (square) gather(from, step, depth, true, to, gap);
  else gather(from, step, depth, false, to, gap);
}

/** The same for numbers of up to 4 rows, `step` bytes apart; one that is not there repeats the last. */
function packAlong(
  from: usize,
  step: usize,
  depth: i32,
  count: i32,
  square: bool,
  to: usize,
  gap: usize,
): void {
  const last = usize(min(count, 4) - 1);
  let p0 = from;
  let p1 = from + min<usize>(1, last) * step;
  let p2 = from + min<usize>(2, last) * step;
  let p3 = from + min<usize>(3, last) * step;
  let k = 0;
  for (; k + 4 <= depth; k += 4) {
    let r0 = v128.load(p0);
    let r1 = v128.load(p1);
    let r2 = v128.load(p2);
    let r3 = v128.load(p3);
    if (square) {
      r0 = square4(r0);
      r1 = square4(r1);
      r2 = square4(r2);
      r3 = square4(r3);
    }
    transpose4(r0, r1, r2, r3, to, gap);
    p0 += 16;
    p1 += 16;
    p2 += 16;
    p3 += 16;
    to += 4 * gap;
  }
  for (; k < depth; k++) {
    let v = f32x4(load<f32>(p0), load<f32>(p1), load<f32>(p2), load<f32>(p3));
    if (square) v = square4(v);
    v128.store(to, v);
    p0 += 4;
    p1 += 4;
    p2 += 4;
    p3 += 4;
    to += gap;
  }
}

/** Some rows of a left operand, or columns if it is transposed, into blocks of 4. */
function packLeft(
  a: usize,
  step: usize,
  rows: i32,
  depth: i32,
  transpose: bool,
  square: bool,
  to: usize,
): void {
  const down = transpose ? 16 : 4 * step;
  for (; rows > 0; rows -= ROWS) {
    if (transpose) packAcross(a, step, depth, square, to, 16);
    else packAlong(a, step, depth, rows, square, to, 16);
    a += down;
    to += usize(depth) << 4;
  }
}

/** Up to 8 columns of a right operand, or rows if it is transposed. */
function packRight(
  b: usize,
  step: usize,
  columns: i32,
  depth: i32,
  transpose: bool,
  square: bool,
): void {
  const right = transpose ? 4 * step : 16;
  if (transpose) packAlong(b, step, depth, columns, square, panel, 32);
  else packAcross(b, step, depth, square, panel, 32);
  if (columns <= 4) return;
  if (transpose) packAlong(b + right, step, depth, columns - 4, square, panel + 16, 32);
  else packAcross(b + right, step, depth, square, panel + 16, 32);
}

/** Squares the panel where it stands. */
function squarePanel(depth: i32): void {
  const end = panel + (usize(depth) << 5);
  for (let at = panel; at < end; at += 32) {
    const low = operand(at, true);
    const high = operand(at + 16, true);
    v128.store(at, low);
    v128.store(at, high, 16);
  }
}

/**
 * `outA [m, n] = a b` for `a [m, k]` (or `[k, m]`, transposed) and `b [k, n]` (or `[n, k]`). Unless c
 * is 0 also `outC = c (b∘b)` for a c like a: each panel of b is packed once for both.
 *
 * @param bias A row that is added to each row of outA, unless it is 0
 * @param flags 1: a and c are transposed, 2: b is transposed, 4: a is squared, 8: b is squared
 */
export function matmul(
  a: usize,
  c: usize,
  b: usize,
  bias: usize,
  outA: usize,
  outC: usize,
  m: i32,
  k: i32,
  n: i32,
  flags: i32,
): void {
  const transposeA = (flags & 1) !== 0;
  const transposeB = (flags & 2) !== 0;
  const squareA = (flags & 4) !== 0;
  const squareB = (flags & 8) !== 0;
  const aStep = usize((transposeA ? m : k) << 2);
  const bStep = usize((transposeB ? k : n) << 2);
  const outStep = usize(n << 2);
  if (k === 0) {
    if (bias) {
      for (let i = 0; i < m; i++) memory.copy(outA + usize(i) * outStep, bias, outStep);
    } else memory.fill(outA, 0, usize(m) * outStep);
    if (c) memory.fill(outC, 0, usize(m) * outStep);
  }
  for (let start = 0; start < k; start += DEPTH) {
    const depth = min(DEPTH, k - start);
    const added = start + depth === k ? bias : 0;
    const aStart = transposeA ? usize(start) * aStep : usize(start << 2);
    const bStart = b + (transposeB ? usize(start << 2) : usize(start) * bStep);
    for (let i = 0; i < m; i += HEIGHT) {
      const rows = min(HEIGHT, m - i);
      const left = aStart + (transposeA ? usize(i << 2) : usize(i) * aStep);
      packLeft(a + left, aStep, rows, depth, transposeA, squareA, blocks);
      if (c) packLeft(c + left, aStep, rows, depth, transposeA, squareA, otherBlocks);
      const out = usize(i) * outStep;
      for (let j = 0; j < n; j += COLUMNS) {
        const columns = min(COLUMNS, n - j);
        const right = transposeB ? usize(j) * bStep : usize(j << 2);
        packRight(bStart + right, bStep, columns, depth, transposeB, squareB);
        const to = out + usize(j << 2);
        // A loop, so that the tiles are compiled in one place.
        const passes = c === 0 ? 1 : 2;
        for (let pass = 0; pass < passes; pass++) {
          if (pass === 1) squarePanel(depth);
          const packed = pass === 0 ? blocks : otherBlocks;
          const target = (pass === 0 ? outA : outC) + to;
          const row = pass === 0 && added ? added + usize(j << 2) : 0;
          tiles(packed, panel, target, outStep, rows, columns, depth, start === 0, row);
        }
      }
    }
  }
}

/** `out [rows, m, n]`: row by row `a bᵀ` or `a (b∘b)ᵀ`, each row of b serving `repeat` rows of a. */
export function outer(
  a: usize,
  b: usize,
  out: usize,
  rows: i32,
  repeat: i32,
  m: i32,
  n: i32,
  square: bool,
): void {
  const step = usize(n << 2);
  for (let row = 0; row < rows; row++) {
    const from = b + usize(row / repeat) * step;
    for (let i = 0; i < m; i++) {
      const x = v128.load_splat<f32>(a);
      for (let j: usize = 0; j < step; j += 16) {
        let y = v128.load(from + j);
        if (square) y = square4(y);
        v128.store(out + j, f32x4.mul(x, y));
      }
      a += 4;
      out += step;
    }
  }
}
