/**
 * Matrix products. The right operand is packed into panels of 8 columns (transposed and squared on the
 * way), which 4 rows of the left operand at a time meet in registers. Every entry is a sum in the
 * order of the inner index, whatever the sizes.
 */

import { square4, storeLanes, transpose4 } from "./vector";

/** Columns of a panel: two vectors. */
const WIDTH = 8;

/** Inner indices of a panel at most: 16 KiB, which stay in the first cache. */
const DEPTH = 512;

const panel = memory.data(DEPTH * WIDTH * 4, 16);

/** Up to 8 columns of `depth` rows, 4 · `step` bytes apart. */
function packRows(b: usize, step: usize, depth: i32, square: bool): void {
  let to = panel;
  for (let k = 0; k < depth; k++) {
    let low = v128.load(b);
    let high = v128.load(b, 16);
    if (square) {
      low = square4(low);
      high = square4(high);
    }
    v128.store(to, low);
    v128.store(to, high, 16);
    b += step;
    to += 32;
  }
}

/** 4 columns that are rows of `b` as it is stored; one that is not there repeats the last. */
function packColumns(
  b: usize,
  step: usize,
  depth: i32,
  columns: i32,
  square: bool,
  at: usize,
): void {
  const last = usize(columns - 1);
  let b0 = b;
  let b1 = b + min<usize>(1, last) * step;
  let b2 = b + min<usize>(2, last) * step;
  let b3 = b + min<usize>(3, last) * step;
  let to = panel + at;
  let k = 0;
  for (; k + 4 <= depth; k += 4) {
    let r0 = v128.load(b0);
    let r1 = v128.load(b1);
    let r2 = v128.load(b2);
    let r3 = v128.load(b3);
    if (square) {
      r0 = square4(r0);
      r1 = square4(r1);
      r2 = square4(r2);
      r3 = square4(r3);
    }
    transpose4(r0, r1, r2, r3, to, 32);
    b0 += 16;
    b1 += 16;
    b2 += 16;
    b3 += 16;
    to += 128;
  }
  for (; k < depth; k++) {
    let v = f32x4(load<f32>(b0), load<f32>(b1), load<f32>(b2), load<f32>(b3));
    if (square) v = square4(v);
    v128.store(to, v);
    b0 += 4;
    b1 += 4;
    b2 += 4;
    b3 += 4;
    to += 32;
  }
}

function pack(
  b: usize,
  columns: i32,
  depth: i32,
  step: usize,
  transpose: bool,
  square: bool,
): void {
  if (!transpose) {
    packRows(b, step, depth, square);
    return;
  }
  packColumns(b, step, depth, min(columns, 4), square, 0);
  if (columns > 4) packColumns(b + 4 * step, step, depth, columns - 4, square, 16);
}

@inline
function storeRow(out: usize, low: v128, high: v128, columns: i32): void {
  if (columns === WIDTH) {
    v128.store(out, low);
    v128.store(out, high, 16);
  } else if (columns >= 4) {
    v128.store(out, low);
    storeLanes(out + 16, high, columns - 4);
  } else storeLanes(out, low, columns);
}

@inline
function entry(a: usize, square: bool): v128 {
  const v = v128.load_splat<f32>(a);
  return square ? square4(v) : v;
}

/**
 * Up to 4 rows of `a` times the panel. Rows that are not there repeat the last (or, transposed, are
 * whatever follows) and are not stored.
 */
@inline
function tile(
  a: usize,
  aStep: usize,
  rows: i32,
  out: usize,
  outStep: usize,
  columns: i32,
  depth: i32,
  first: bool,
  transpose: bool,
  square: bool,
): void {
  const last = usize(rows - 1);
  const down1 = min<usize>(1, last);
  const down2 = min<usize>(2, last);
  const down3 = min<usize>(3, last);
  let a0 = a;
  let a1 = a + down1 * aStep;
  let a2 = a + down2 * aStep;
  let a3 = a + down3 * aStep;
  const out1 = out + down1 * outStep;
  const out2 = out + down2 * outStep;
  const out3 = out + down3 * outStep;
  let l0 = f32x4.splat(0);
  let h0 = l0, l1 = l0, h1 = l0, l2 = l0, h2 = l0, l3 = l0, h3 = l0;
  if (!first) {
    l0 = v128.load(out);
    h0 = v128.load(out, 16);
    l1 = v128.load(out1);
    h1 = v128.load(out1, 16);
    l2 = v128.load(out2);
    h2 = v128.load(out2, 16);
    l3 = v128.load(out3);
    h3 = v128.load(out3, 16);
  }
  let b = panel;
  const end = b + (usize(depth) << 5);
  const even = panel + (usize(depth & ~1) << 5);
  while (b < even) {
    const from0 = a0;
    const from1 = a0 + aStep;
    const low0 = v128.load(b, 0);
    const high0 = v128.load(b, 16);
    const x00 = entry(transpose ? from0 + 0 : a0 + 0, square);
    l0 = f32x4.add(l0, f32x4.mul(x00, low0));
    h0 = f32x4.add(h0, f32x4.mul(x00, high0));
    const x10 = entry(transpose ? from0 + 4 : a1 + 0, square);
    l1 = f32x4.add(l1, f32x4.mul(x10, low0));
    h1 = f32x4.add(h1, f32x4.mul(x10, high0));
    const x20 = entry(transpose ? from0 + 8 : a2 + 0, square);
    l2 = f32x4.add(l2, f32x4.mul(x20, low0));
    h2 = f32x4.add(h2, f32x4.mul(x20, high0));
    const x30 = entry(transpose ? from0 + 12 : a3 + 0, square);
    l3 = f32x4.add(l3, f32x4.mul(x30, low0));
    h3 = f32x4.add(h3, f32x4.mul(x30, high0));
    const low1 = v128.load(b, 32);
    const high1 = v128.load(b, 48);
    const x01 = entry(transpose ? from1 + 0 : a0 + 4, square);
    l0 = f32x4.add(l0, f32x4.mul(x01, low1));
    h0 = f32x4.add(h0, f32x4.mul(x01, high1));
    const x11 = entry(transpose ? from1 + 4 : a1 + 4, square);
    l1 = f32x4.add(l1, f32x4.mul(x11, low1));
    h1 = f32x4.add(h1, f32x4.mul(x11, high1));
    const x21 = entry(transpose ? from1 + 8 : a2 + 4, square);
    l2 = f32x4.add(l2, f32x4.mul(x21, low1));
    h2 = f32x4.add(h2, f32x4.mul(x21, high1));
    const x31 = entry(transpose ? from1 + 12 : a3 + 4, square);
    l3 = f32x4.add(l3, f32x4.mul(x31, low1));
    h3 = f32x4.add(h3, f32x4.mul(x31, high1));
    b += 64;
    if (transpose) a0 += 2 * aStep;
    else {
      a0 += 8;
      a1 += 8;
      a2 += 8;
      a3 += 8;
    }
  }
  if (b < end) {
    const from0 = a0;
    const low0 = v128.load(b, 0);
    const high0 = v128.load(b, 16);
    const x00 = entry(transpose ? from0 + 0 : a0 + 0, square);
    l0 = f32x4.add(l0, f32x4.mul(x00, low0));
    h0 = f32x4.add(h0, f32x4.mul(x00, high0));
    const x10 = entry(transpose ? from0 + 4 : a1 + 0, square);
    l1 = f32x4.add(l1, f32x4.mul(x10, low0));
    h1 = f32x4.add(h1, f32x4.mul(x10, high0));
    const x20 = entry(transpose ? from0 + 8 : a2 + 0, square);
    l2 = f32x4.add(l2, f32x4.mul(x20, low0));
    h2 = f32x4.add(h2, f32x4.mul(x20, high0));
    const x30 = entry(transpose ? from0 + 12 : a3 + 0, square);
    l3 = f32x4.add(l3, f32x4.mul(x30, low0));
    h3 = f32x4.add(h3, f32x4.mul(x30, high0));
  }
  storeRow(out, l0, h0, columns);
  if (rows > 1) storeRow(out1, l1, h1, columns);
  if (rows > 2) storeRow(out2, l2, h2, columns);
  if (rows > 3) storeRow(out3, l3, h3, columns);
}

/**
 * All rows of `a` times the panel.
 *
 * @param kind 1: a is transposed, 4: a is squared
 */
function tiles(
  a: usize,
  aStep: usize,
  m: i32,
  out: usize,
  outStep: usize,
  columns: i32,
  depth: i32,
  first: bool,
  kind: i32,
): void {
  const down = (kind & 1) !== 0 ? 16 : 4 * aStep;
  for (let rows = m; rows > 0; rows -= 4) {
    const some = min(4, rows);
    if (kind === 0) {
      tile(a, aStep, some, out, outStep, columns, depth, first, false, false);
    } else if (kind === 1) {
      tile(a, aStep, some, out, outStep, columns, depth, first, true, false);
    } else if (kind === 4) {
      tile(a, aStep, some, out, outStep, columns, depth, first, false, true);
    } else tile(a, aStep, some, out, outStep, columns, depth, first, true, true);
    a += down;
    out += 4 * outStep;
  }
}

/** Squares the panel where it stands. */
function squarePanel(depth: i32): void {
  const end = panel + (usize(depth) << 5);
  for (let at = panel; at < end; at += 16) v128.store(at, square4(v128.load(at)));
}

/**
 * `outA [m, n] = a b` for `a [m, k]` (or `[k, m]`, transposed) and `b [k, n]` (or `[n, k]`). Unless c
 * is 0 also `outC = c (b∘b)` for a c like a: each panel of b is packed once for both.
 *
 * @param flags 1: a and c are transposed, 2: b is transposed, 4: a is squared, 8: b is squared
 */
export function matmul(
  a: usize,
  c: usize,
  b: usize,
  outA: usize,
  outC: usize,
  m: i32,
  k: i32,
  n: i32,
  flags: i32,
): void {
  const transposeB = (flags & 2) !== 0;
  const kind = flags & 5;
  const aStep = usize((kind & 1 ? m : k) << 2);
  const bStep = usize((transposeB ? k : n) << 2);
  const outStep = usize(n << 2);
  if (k === 0) {
    memory.fill(outA, 0, usize(m) * outStep);
    if (c) memory.fill(outC, 0, usize(m) * outStep);
  }
  for (let start = 0; start < k; start += DEPTH) {
    const depth = min(DEPTH, k - start);
    const right = kind & 1 ? usize(start) * aStep : usize(start << 2);
    for (let j = 0; j < n; j += WIDTH) {
      const columns = min(WIDTH, n - j);
      const bStart = transposeB
        ? b + usize(j) * bStep + usize(start << 2)
        : b + usize(start) * bStep + usize(j << 2);
      pack(bStart, columns, depth, bStep, transposeB, (flags & 8) !== 0);
      // A loop, so that the tiles are compiled in one place.
      const passes = c === 0 ? 1 : 2;
      for (let pass = 0; pass < passes; pass++) {
        if (pass === 1) squarePanel(depth);
        const from = (pass === 0 ? a : c) + right;
        const to = (pass === 0 ? outA : outC) + usize(j << 2);
        tiles(from, aStep, m, to, outStep, columns, depth, start === 0, kind);
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
