/** The innermost loop of products: 4 rows meet 8 columns in registers. */

import { storeLanes } from "./vector";

/** Columns of a tile: two vectors. */
export const COLUMNS = 8;

/** Rows of a tile. */
export const ROWS = 4;

/**
 * Runtimes that check each address against the size of the memory, as Deno does, need not check a
 * constant one: the numbers of a that the next steps take one by one are moved here first, in vectors.
 */
const slots = memory.data(8 * 16, 16);

/** Moves the vector of the given step to its slots. */
@inline
function fillSlots(a: usize, step: usize): void {
  v128.store(slots + (step << 4), v128.load(a + (step << 4)));
}

/** A number of the slots, four times. */
@inline
function slot(index: usize): v128 {
  return v128.load_splat<f32>(slots + (index << 2));
}

@inline
function plus(sum: v128, x: v128, y: v128): v128 {
  return f32x4.add(sum, f32x4.mul(x, y));
}

@inline
function storeRow(out: usize, low: v128, high: v128, columns: i32): void {
  if (columns === COLUMNS) {
    v128.store(out, low);
    v128.store(out, high, 16);
  } else if (columns >= 4) {
    v128.store(out, low);
    storeLanes(out + 16, high, columns - 4);
  } else storeLanes(out, low, columns);
}

/**
 * Products of two packed operands, 4 numbers of a and 8 of b for each inner index, added to what is
 * there unless it is the first time. Every entry is a sum in the order of the inner index.
 *
 * @param bias Where numbers stand that are added to each row in the end; 0 for none
 * @param wide Whether there are more than 4 columns: else only half of b is looked at
 */
@inline
function tile(
  a: usize,
  b: usize,
  out: usize,
  step: usize,
  rows: i32,
  columns: i32,
  depth: i32,
  first: bool,
  bias: usize,
  wide: bool,
): void {
  const last = usize(rows - 1);
  const out1 = out + min<usize>(1, last) * step;
  const out2 = out + min<usize>(2, last) * step;
  const out3 = out + min<usize>(3, last) * step;
  let l0 = f32x4.splat(0);
  let h0 = l0, l1 = l0, h1 = l0, l2 = l0, h2 = l0, l3 = l0, h3 = l0;
  if (!first) {
    l0 = v128.load(out);
    l1 = v128.load(out1);
    l2 = v128.load(out2);
    l3 = v128.load(out3);
    if (wide) {
      h0 = v128.load(out, 16);
      h1 = v128.load(out1, 16);
      h2 = v128.load(out2, 16);
      h3 = v128.load(out3, 16);
    }
  }
  let low = l0, high = l0, x = l0;
  const end = b + (usize(depth) << 5);
  const whole = b + (usize(depth & ~7) << 5);
  while (b < whole) {
    fillSlots(a, 0);
    fillSlots(a, 1);
    fillSlots(a, 2);
    fillSlots(a, 3);
    fillSlots(a, 4);
    fillSlots(a, 5);
    fillSlots(a, 6);
    fillSlots(a, 7);
    low = v128.load(b, 0);
    if (wide) high = v128.load(b, 16);
    x = slot(0);
    l0 = plus(l0, x, low);
    if (wide) h0 = plus(h0, x, high);
    x = slot(1);
    l1 = plus(l1, x, low);
    if (wide) h1 = plus(h1, x, high);
    x = slot(2);
    l2 = plus(l2, x, low);
    if (wide) h2 = plus(h2, x, high);
    x = slot(3);
    l3 = plus(l3, x, low);
    if (wide) h3 = plus(h3, x, high);
    low = v128.load(b, 32);
    if (wide) high = v128.load(b, 48);
    x = slot(4);
    l0 = plus(l0, x, low);
    if (wide) h0 = plus(h0, x, high);
    x = slot(5);
    l1 = plus(l1, x, low);
    if (wide) h1 = plus(h1, x, high);
    x = slot(6);
    l2 = plus(l2, x, low);
    if (wide) h2 = plus(h2, x, high);
    x = slot(7);
    l3 = plus(l3, x, low);
    if (wide) h3 = plus(h3, x, high);
    low = v128.load(b, 64);
    if (wide) high = v128.load(b, 80);
    x = slot(8);
    l0 = plus(l0, x, low);
    if (wide) h0 = plus(h0, x, high);
    x = slot(9);
    l1 = plus(l1, x, low);
    if (wide) h1 = plus(h1, x, high);
    x = slot(10);
    l2 = plus(l2, x, low);
    if (wide) h2 = plus(h2, x, high);
    x = slot(11);
    l3 = plus(l3, x, low);
    if (wide) h3 = plus(h3, x, high);
    low = v128.load(b, 96);
    if (wide) high = v128.load(b, 112);
    x = slot(12);
    l0 = plus(l0, x, low);
    if (wide) h0 = plus(h0, x, high);
    x = slot(13);
    l1 = plus(l1, x, low);
    if (wide) h1 = plus(h1, x, high);
    x = slot(14);
    l2 = plus(l2, x, low);
    if (wide) h2 = plus(h2, x, high);
    x = slot(15);
    l3 = plus(l3, x, low);
    if (wide) h3 = plus(h3, x, high);
    low = v128.load(b, 128);
    if (wide) high = v128.load(b, 144);
    x = slot(16);
    l0 = plus(l0, x, low);
    if (wide) h0 = plus(h0, x, high);
    x = slot(17);
    l1 = plus(l1, x, low);
    if (wide) h1 = plus(h1, x, high);
    x = slot(18);
    l2 = plus(l2, x, low);
    if (wide) h2 = plus(h2, x, high);
    x = slot(19);
    l3 = plus(l3, x, low);
    if (wide) h3 = plus(h3, x, high);
    low = v128.load(b, 160);
    if (wide) high = v128.load(b, 176);
    x = slot(20);
    l0 = plus(l0, x, low);
    if (wide) h0 = plus(h0, x, high);
    x = slot(21);
    l1 = plus(l1, x, low);
    if (wide) h1 = plus(h1, x, high);
    x = slot(22);
    l2 = plus(l2, x, low);
    if (wide) h2 = plus(h2, x, high);
    x = slot(23);
    l3 = plus(l3, x, low);
    if (wide) h3 = plus(h3, x, high);
    low = v128.load(b, 192);
    if (wide) high = v128.load(b, 208);
    x = slot(24);
    l0 = plus(l0, x, low);
    if (wide) h0 = plus(h0, x, high);
    x = slot(25);
    l1 = plus(l1, x, low);
    if (wide) h1 = plus(h1, x, high);
    x = slot(26);
    l2 = plus(l2, x, low);
    if (wide) h2 = plus(h2, x, high);
    x = slot(27);
    l3 = plus(l3, x, low);
    if (wide) h3 = plus(h3, x, high);
    low = v128.load(b, 224);
    if (wide) high = v128.load(b, 240);
    x = slot(28);
    l0 = plus(l0, x, low);
    if (wide) h0 = plus(h0, x, high);
    x = slot(29);
    l1 = plus(l1, x, low);
    if (wide) h1 = plus(h1, x, high);
    x = slot(30);
    l2 = plus(l2, x, low);
    if (wide) h2 = plus(h2, x, high);
    x = slot(31);
    l3 = plus(l3, x, low);
    if (wide) h3 = plus(h3, x, high);
    a += 128;
    b += 256;
  }
  while (b < end) {
    fillSlots(a, 0);
    low = v128.load(b);
    if (wide) high = v128.load(b, 16);
    x = slot(0);
    l0 = plus(l0, x, low);
    if (wide) h0 = plus(h0, x, high);
    x = slot(1);
    l1 = plus(l1, x, low);
    if (wide) h1 = plus(h1, x, high);
    x = slot(2);
    l2 = plus(l2, x, low);
    if (wide) h2 = plus(h2, x, high);
    x = slot(3);
    l3 = plus(l3, x, low);
    if (wide) h3 = plus(h3, x, high);
    a += 16;
    b += 32;
  }
  if (bias) {
    low = v128.load(bias);
    l0 = f32x4.add(l0, low);
    l1 = f32x4.add(l1, low);
    l2 = f32x4.add(l2, low);
    l3 = f32x4.add(l3, low);
    if (wide) {
      high = v128.load(bias, 16);
      h0 = f32x4.add(h0, high);
      h1 = f32x4.add(h1, high);
      h2 = f32x4.add(h2, high);
      h3 = f32x4.add(h3, high);
    }
  }
  storeRow(out, l0, h0, columns);
  if (rows > 1) storeRow(out1, l1, h1, columns);
  if (rows > 2) storeRow(out2, l2, h2, columns);
  if (rows > 3) storeRow(out3, l3, h3, columns);
}

/** Stores a lane of each of 4 rows, as many as there are; none for `rows` below 1. */
@inline
function storeColumn(out: usize, step: usize, sum: v128, rows: i32): void {
  if (rows > 0) v128.store_lane<f32>(out, sum, 0);
  if (rows > 1) v128.store_lane<f32>(out + step, sum, 1);
  if (rows > 2) v128.store_lane<f32>(out + 2 * step, sum, 2);
  if (rows > 3) v128.store_lane<f32>(out + 3 * step, sum, 3);
}

@inline
function loadColumn(out: usize, step: usize, rows: i32): v128 {
  const last = usize(rows - 1);
  return f32x4(
    load<f32>(out),
    load<f32>(out + min<usize>(1, last) * step),
    load<f32>(out + min<usize>(2, last) * step),
    load<f32>(out + min<usize>(3, last) * step),
  );
}

/**
 * `rows` packed rows of a times one packed column, the same sums in the same order as a tile's: here
 * rows are the lanes of vectors, 16 of them at a time.
 */
function column(
  a: usize,
  b: usize,
  out: usize,
  step: usize,
  rows: i32,
  depth: i32,
  first: bool,
  bias: usize,
): void {
  const block = usize(depth) << 4;
  const down = ROWS * step;
  for (; rows > 0; rows -= 4 * ROWS) {
    const last = usize((rows - 1) / ROWS);
    let a0 = a;
    let a1 = a + min<usize>(1, last) * block;
    let a2 = a + min<usize>(2, last) * block;
    let a3 = a + min<usize>(3, last) * block;
    let s0 = f32x4.splat(0);
    let s1 = s0, s2 = s0, s3 = s0;
    if (!first) {
      s0 = loadColumn(out, step, rows);
      if (rows > 4) s1 = loadColumn(out + down, step, rows - 4);
      if (rows > 8) s2 = loadColumn(out + 2 * down, step, rows - 8);
      if (rows > 12) s3 = loadColumn(out + 3 * down, step, rows - 12);
    }
    const end = b + (usize(depth) << 5);
    for (let at = b; at < end; at += 32) {
      const y = v128.load_splat<f32>(at);
      s0 = plus(s0, v128.load(a0), y);
      s1 = plus(s1, v128.load(a1), y);
      s2 = plus(s2, v128.load(a2), y);
      s3 = plus(s3, v128.load(a3), y);
      a0 += 16;
      a1 += 16;
      a2 += 16;
      a3 += 16;
    }
    if (bias) {
      const y = v128.load_splat<f32>(bias);
      s0 = f32x4.add(s0, y);
      s1 = f32x4.add(s1, y);
      s2 = f32x4.add(s2, y);
      s3 = f32x4.add(s3, y);
    }
    storeColumn(out, step, s0, rows);
    storeColumn(out + down, step, s1, rows - 4);
    storeColumn(out + 2 * down, step, s2, rows - 8);
    storeColumn(out + 3 * down, step, s3, rows - 12);
    a += 4 * block;
    out += 4 * down;
  }
}

@inline
function rowsOfTiles(
  a: usize,
  b: usize,
  out: usize,
  step: usize,
  rows: i32,
  columns: i32,
  depth: i32,
  first: bool,
  bias: usize,
  wide: bool,
): void {
  const block = usize(depth) << 4;
  for (; rows > 0; rows -= ROWS) {
    tile(a, b, out, step, min(rows, ROWS), columns, depth, first, bias, wide);
    a += block;
    out += ROWS * step;
  }
}

/** `rows` packed rows of a times up to 8 packed columns, each with its number of `bias` unless that is 0. */
export function tiles(
  a: usize,
  b: usize,
  out: usize,
  step: usize,
  rows: i32,
  columns: i32,
  depth: i32,
  first: bool,
  bias: usize,
): void {
  if (columns > 4) rowsOfTiles(a, b, out, step, rows, columns, depth, first, bias, true);
  else if (columns * ((rows + 15) >> 4) < (rows + 3) >> 2) {
    // So few columns that to take them one by one is less work than a tile, of which most is unused.
    for (let j = 0; j < columns; j++) {
      column(a, b, out, step, rows, depth, first, bias);
      b += 4;
      out += 4;
      if (bias) bias += 4;
    }
  } else rowsOfTiles(a, b, out, step, rows, columns, depth, first, bias, false);
}
