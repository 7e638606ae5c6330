/** Products of 4 rows with a panel of 8 columns, in registers; sums run in the order of the inner index. */

import { storeLanes } from "./vector";

/** Columns of a panel: two vectors. */
export const WIDTH: i32 = 8;

/** Stores the first `columns` of two vectors, or adds them to what is there. */
@inline
export function put(out: usize, low: v128, high: v128, columns: i32, add: bool): void {
  if (add) {
    low = f32x4.add(low, v128.load(out));
    high = f32x4.add(high, v128.load(out, 16));
  }
  if (columns === WIDTH) {
    v128.store(out, low);
    v128.store(out, high, 16);
  } else if (columns >= 4) {
    v128.store(out, low);
    storeLanes(out + 16, high, columns - 4);
  } else storeLanes(out, low, columns);
}

/**
 * Rows 0 … `last` of four, each of which consists of runs of numbers at offsets from its address, times
 * a panel: stored, or added to what is there.
 *
 * @param offsets Of `runs` runs of `run` numbers, in bytes, as i32
 * @param panel `[runs · run, 8]`
 * @param columns How many of 8 are stored
 */
export function tileRows(
  a0: usize,
  a1: usize,
  a2: usize,
  a3: usize,
  offsets: usize,
  runs: i32,
  run: i32,
  panel: usize,
  out0: usize,
  out1: usize,
  out2: usize,
  out3: usize,
  columns: i32,
  last: i32,
  add: bool,
): void {
  let l0 = f32x4.splat(0);
  let h0 = l0, l1 = l0, h1 = l0, l2 = l0, h2 = l0, l3 = l0, h3 = l0;
  let b = panel;
  for (let r = 0; r < runs; r++) {
    const offset = usize(load<i32>(offsets + (usize(r) << 2)));
    let x0 = a0 + offset;
    let x1 = a1 + offset;
    let x2 = a2 + offset;
    let x3 = a3 + offset;
    const even = b + (usize(run & ~1) << 5);
    while (b < even) {
      const low0 = v128.load(b);
      const high0 = v128.load(b, 16);
      const x00 = v128.load_splat<f32>(x0);
      l0 = f32x4.add(l0, f32x4.mul(x00, low0));
      h0 = f32x4.add(h0, f32x4.mul(x00, high0));
      const x10 = v128.load_splat<f32>(x1);
      l1 = f32x4.add(l1, f32x4.mul(x10, low0));
      h1 = f32x4.add(h1, f32x4.mul(x10, high0));
      const x20 = v128.load_splat<f32>(x2);
      l2 = f32x4.add(l2, f32x4.mul(x20, low0));
      h2 = f32x4.add(h2, f32x4.mul(x20, high0));
      const x30 = v128.load_splat<f32>(x3);
      l3 = f32x4.add(l3, f32x4.mul(x30, low0));
      h3 = f32x4.add(h3, f32x4.mul(x30, high0));
      const low1 = v128.load(b, 32);
      const high1 = v128.load(b, 48);
      const x01 = v128.load_splat<f32>(x0, 4);
      l0 = f32x4.add(l0, f32x4.mul(x01, low1));
      h0 = f32x4.add(h0, f32x4.mul(x01, high1));
      const x11 = v128.load_splat<f32>(x1, 4);
      l1 = f32x4.add(l1, f32x4.mul(x11, low1));
      h1 = f32x4.add(h1, f32x4.mul(x11, high1));
      const x21 = v128.load_splat<f32>(x2, 4);
      l2 = f32x4.add(l2, f32x4.mul(x21, low1));
      h2 = f32x4.add(h2, f32x4.mul(x21, high1));
      const x31 = v128.load_splat<f32>(x3, 4);
      l3 = f32x4.add(l3, f32x4.mul(x31, low1));
      h3 = f32x4.add(h3, f32x4.mul(x31, high1));
      b += 64;
      x0 += 8;
      x1 += 8;
      x2 += 8;
      x3 += 8;
    }
    if (run & 1) {
      const low0 = v128.load(b);
      const high0 = v128.load(b, 16);
      const x00 = v128.load_splat<f32>(x0);
      l0 = f32x4.add(l0, f32x4.mul(x00, low0));
      h0 = f32x4.add(h0, f32x4.mul(x00, high0));
      const x10 = v128.load_splat<f32>(x1);
      l1 = f32x4.add(l1, f32x4.mul(x10, low0));
      h1 = f32x4.add(h1, f32x4.mul(x10, high0));
      const x20 = v128.load_splat<f32>(x2);
      l2 = f32x4.add(l2, f32x4.mul(x20, low0));
      h2 = f32x4.add(h2, f32x4.mul(x20, high0));
      const x30 = v128.load_splat<f32>(x3);
      l3 = f32x4.add(l3, f32x4.mul(x30, low0));
      h3 = f32x4.add(h3, f32x4.mul(x30, high0));
      b += 32;
    }
  }
  // One after the other: rows may overlap where they are added up.
  put(out0, l0, h0, columns, add);
  if (last > 0) put(out1, l1, h1, columns, add);
  if (last > 1) put(out2, l2, h2, columns, add);
  if (last > 2) put(out3, l3, h3, columns, add);
}

/** Added to rows 0 … `last` of four: columns of `a [depth, 4]`, transposed, times a panel `[depth, 8]`. */
export function tileColumns(
  a: usize,
  depth: i32,
  panel: usize,
  out0: usize,
  out1: usize,
  out2: usize,
  out3: usize,
  columns: i32,
  last: i32,
): void {
  let l0 = f32x4.splat(0);
  let h0 = l0, l1 = l0, h1 = l0, l2 = l0, h2 = l0, l3 = l0, h3 = l0;
  let b = panel;
  const even = panel + (usize(depth & ~1) << 5);
  while (b < even) {
    const low0 = v128.load(b);
    const high0 = v128.load(b, 16);
    const x00 = v128.load_splat<f32>(a);
    l0 = f32x4.add(l0, f32x4.mul(x00, low0));
    h0 = f32x4.add(h0, f32x4.mul(x00, high0));
    const x10 = v128.load_splat<f32>(a, 4);
    l1 = f32x4.add(l1, f32x4.mul(x10, low0));
    h1 = f32x4.add(h1, f32x4.mul(x10, high0));
    const x20 = v128.load_splat<f32>(a, 8);
    l2 = f32x4.add(l2, f32x4.mul(x20, low0));
    h2 = f32x4.add(h2, f32x4.mul(x20, high0));
    const x30 = v128.load_splat<f32>(a, 12);
    l3 = f32x4.add(l3, f32x4.mul(x30, low0));
    h3 = f32x4.add(h3, f32x4.mul(x30, high0));
    const low1 = v128.load(b, 32);
    const high1 = v128.load(b, 48);
    const x01 = v128.load_splat<f32>(a, 16);
    l0 = f32x4.add(l0, f32x4.mul(x01, low1));
    h0 = f32x4.add(h0, f32x4.mul(x01, high1));
    const x11 = v128.load_splat<f32>(a, 20);
    l1 = f32x4.add(l1, f32x4.mul(x11, low1));
    h1 = f32x4.add(h1, f32x4.mul(x11, high1));
    const x21 = v128.load_splat<f32>(a, 24);
    l2 = f32x4.add(l2, f32x4.mul(x21, low1));
    h2 = f32x4.add(h2, f32x4.mul(x21, high1));
    const x31 = v128.load_splat<f32>(a, 28);
    l3 = f32x4.add(l3, f32x4.mul(x31, low1));
    h3 = f32x4.add(h3, f32x4.mul(x31, high1));
    b += 64;
    a += 32;
  }
  if (depth & 1) {
    const low0 = v128.load(b);
    const high0 = v128.load(b, 16);
    const x00 = v128.load_splat<f32>(a);
    l0 = f32x4.add(l0, f32x4.mul(x00, low0));
    h0 = f32x4.add(h0, f32x4.mul(x00, high0));
    const x10 = v128.load_splat<f32>(a, 4);
    l1 = f32x4.add(l1, f32x4.mul(x10, low0));
    h1 = f32x4.add(h1, f32x4.mul(x10, high0));
    const x20 = v128.load_splat<f32>(a, 8);
    l2 = f32x4.add(l2, f32x4.mul(x20, low0));
    h2 = f32x4.add(h2, f32x4.mul(x20, high0));
    const x30 = v128.load_splat<f32>(a, 12);
    l3 = f32x4.add(l3, f32x4.mul(x30, low0));
    h3 = f32x4.add(h3, f32x4.mul(x30, high0));
  }
  put(out0, l0, h0, columns, true);
  if (last > 0) put(out1, l1, h1, columns, true);
  if (last > 1) put(out2, l2, h2, columns, true);
  if (last > 2) put(out3, l3, h3, columns, true);
}
