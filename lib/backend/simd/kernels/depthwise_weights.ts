/** The adjoints of depthwise convolutions with respect to their weights, chunk by chunk of places. */

import {
  entries,
  frameBytes,
  imageBytes,
  offsets,
  origin,
  outputs,
  places,
  plan,
} from "./convolution_plan";
import { put, WIDTH } from "./convolution_tile";
import { framed, spread } from "./depthwise";

/** Places whose numbers the first cache holds until all entries of the kernel have seen them. */
const CHUNK = 16;

/** Weights `[outputs, entries]` of panels `[entries, 8]` of 8 channels each. */
function unpackChannels(from: usize, w: usize): void {
  for (let j = 0; j < outputs; j += WIDTH) {
    for (let k = 0; k < entries; k++) {
      for (let channel = j; channel < min(j + WIDTH, outputs); channel++) {
        store<f32>(w + (usize(channel * entries + k) << 2), load<f32>(from + (usize(channel - j) << 2)));
      }
      from += WIDTH << 2;
    }
  }
}

/**
 * Weights' sums of `a [rows, ...output, outputs]` and `b [rows / repeat, ...space, outputs / times]`.
 *
 * @param flags 1: a is squared, 2: b is squared, 4: row by row
 * @param sums Room for weights, whole groups of 8 channels
 * @param signal Room for a block of a, if it is squared
 * @param wide Room for a block of images, if they are squared or have channels several times; else 0
 */
export function depthwiseWeights(
  geometry: usize,
  a: usize,
  b: usize,
  out: usize,
  rows: i32,
  repeat: i32,
  times: i32,
  flags: i32,
  tables: usize,
  sums: usize,
  signal: usize,
  wide: usize,
  frame: usize,
  images: i32,
): void {
  plan(geometry, tables, images);
  const outputBytes = usize(places * outputs) << 2;
  const inputBytes = imageBytes / usize(times);
  const cleared = usize(((outputs + 7) & ~7) * entries) << 2;
  const each = (flags & 4) !== 0;
  memory.fill(sums, 0, cleared);
  if (frame) memory.fill(frame, 0, usize(images) * frameBytes);
  for (let row = 0; row < rows; row += images) {
    const count = min(images, rows - row);
    let from = b + usize(row / repeat) * inputBytes;
    if (wide) {
      spread(from, wide, i32((usize(count) * inputBytes) >> 2), times, (flags & 2) !== 0);
      from = wide;
    }
    from = framed(geometry, from, frame, count);
    if (flags & 1) spread(a, signal, count * places * outputs, 1, true);
    for (let place = 0; place < count * places; place += CHUNK) {
      const some = min(CHUNK, count * places - place);
      addChunk(flags & 1 ? signal : a, from, sums, place, some);
    }
    a += usize(count) * outputBytes;
    if (each) {
      unpackChannels(sums, out);
      out += usize(outputs * entries) << 2;
      memory.fill(sums, 0, cleared);
    }
  }
  if (!each) unpackChannels(sums, out);
}

function addChunk(y: usize, x: usize, sums: usize, first: i32, count: i32): void {
  let from = y + (usize(first * outputs) << 2);
  for (let j = 0; j < outputs; j += WIDTH) {
    for (let k = 0; k < entries; k += 3) {
      const last = min(2, entries - k - 1);
      tileEntries(from, x, first, count, k, last, sums);
      sums += usize((last + 1) * WIDTH) << 2;
    }
    from += WIDTH << 2;
    x += WIDTH << 2;
  }
}

/** Adds 8 channels of entries k … k + `last` of the kernel; sums run in the order of places. */
function tileEntries(
  y: usize,
  x: usize,
  first: i32,
  count: i32,
  k: i32,
  last: i32,
  sums: usize,
): void {
  let l0 = f32x4.splat(0);
  let h0 = l0, l1 = l0, h1 = l0, l2 = l0, h2 = l0;
  const step = usize(outputs) << 2;
  const table = offsets + (usize(k) << 2);
  const x0 = x + usize(load<i32>(table));
  const x1 = x + usize(load<i32>(table + (usize(min(1, last)) << 2)));
  const x2 = x + usize(load<i32>(table + (usize(last) << 2)));
  for (let place = first; place < first + count; place++) {
    const at = origin(place);
    const low = v128.load(y);
    const high = v128.load(y, 16);
    y += step;
    l0 = f32x4.add(l0, f32x4.mul(low, v128.load(x0 + at)));
    h0 = f32x4.add(h0, f32x4.mul(high, v128.load(x0 + at, 16)));
    l1 = f32x4.add(l1, f32x4.mul(low, v128.load(x1 + at)));
    h1 = f32x4.add(h1, f32x4.mul(high, v128.load(x1 + at, 16)));
    l2 = f32x4.add(l2, f32x4.mul(low, v128.load(x2 + at)));
    h2 = f32x4.add(h2, f32x4.mul(high, v128.load(x2 + at, 16)));
  }
  put(sums, l0, h0, WIDTH, true);
  if (last > 0) put(sums + 32, l1, h1, WIDTH, true);
  if (last > 1) put(sums + 64, l2, h2, WIDTH, true);
}
