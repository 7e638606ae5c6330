/** The adjoints of convolutions with respect to their weights, chunk by chunk of places. */

import {
  depth,
  frameBytes,
  frameImages,
  groups,
  imageBytes,
  offsets,
  origin,
  outputs,
  patch,
  places,
  plan,
  restoreWeights,
  run,
  runs,
  width,
} from "./convolution_plan";
import { tileColumns, WIDTH } from "./convolution_tile";
import { square4 } from "./vector";

/** Places that a panel of patches has at most: 16 KiB. */
const CHUNK = 512;

const panel = memory.data(CHUNK * 32, 16);

/** `to [width / 4, count, 4]`, group by group: a signal's outputs, four at a time, squared as asked. */
function packSignal(v: usize, to: usize, count: i32, square: bool): void {
  const step = usize(outputs) << 2;
  for (let group = 0; group < groups; group++) {
    for (let o = 0; o < width; o += 4) {
      let from = v + (usize(group * width + o) << 2);
      for (let place = 0; place < count; place++) {
        let some = v128.load(from);
        if (square) some = square4(some);
        v128.store(to, some);
        to += 16;
        from += step;
      }
    }
  }
}

/** 8 numbers of the patch of each place, squared as asked. */
function packPanel(x: usize, first: i32, count: i32, square: bool): void {
  let to = panel;
  for (let place = first; place < first + count; place++) {
    const from = x + origin(place);
    let low = v128.load(from);
    let high = v128.load(from, 16);
    if (square) {
      low = square4(low);
      high = square4(high);
    }
    v128.store(to, low);
    v128.store(to, high, 16);
    to += 32;
  }
}

function squarePanel(count: i32): void {
  const end = panel + (usize(count) << 5);
  for (let at = panel; at < end; at += 16) v128.store(at, square4(v128.load(at)));
}

/** Adds to `sums [outputs, patch]` what a chunk of places gives, the panel times all packed outputs of a group. */
function addPanel(signal: usize, sums: usize, count: i32, columns: i32): void {
  const step = usize(patch) << 2;
  for (let o = 0; o < width; o += 4) {
    const last = min(3, width - o - 1);
    tileColumns(
      signal,
      count,
      panel,
      sums,
      sums + step,
      sums + 2 * step,
      sums + 3 * step,
      columns,
      last,
    );
    signal += usize(count) << 4;
    sums += 4 * step;
  }
}

/**
 * Weights' sums of `a [rows, ...output, outputs]` and `b [rows / repeat, ...space, inputs]`, and
 * unless `c` is 0 of c and `b∘b` into `outC`, each panel of patches being made once for both.
 *
 * @param flags 1: a is squared, 2: b is squared, 4: row by row
 * @param sums Room for weights, twice if there is a c
 * @param packed Room for a chunk of a, whole groups of 4 outputs, and as much for one of c
 */
export function convolveWeights(
  geometry: usize,
  a: usize,
  c: usize,
  b: usize,
  outA: usize,
  outC: usize,
  rows: i32,
  repeat: i32,
  flags: i32,
  tables: usize,
  sums: usize,
  packed: usize,
  frame: usize,
  images: i32,
): void {
  plan(geometry, tables, images);
  const outputBytes = usize(places * outputs) << 2;
  const weightBytes = usize(outputs * patch) << 2;
  const sumsC = sums + weightBytes;
  const packedC = packed + (usize(groups * ((width + 3) & ~3) * CHUNK) << 2);
  const each = (flags & 4) !== 0;
  const cleared = c ? 2 * weightBytes : weightBytes;
  memory.fill(sums, 0, cleared);
  if (frame) memory.fill(frame, 0, usize(images) * frameBytes);
  for (let row = 0; row < rows; row += images) {
    const count = min(images, rows - row);
    let from = b + usize(row / repeat) * imageBytes;
    if (frame) {
      frameImages(geometry, from, frame, count, false);
      from = frame;
    }
    for (let place = 0; place < count * places; place += CHUNK) {
      const some = min(CHUNK, count * places - place);
      const at = usize(place) * (usize(outputs) << 2);
      packSignal(a + at, packed, some, (flags & 1) !== 0);
      if (c) packSignal(c + at, packedC, some, false);
      addChunk(from, place, some, packed, c ? packedC : 0, sums, sumsC, (flags & 2) !== 0);
    }
    a += usize(count) * outputBytes;
    if (c) c += usize(count) * outputBytes;
    if (each) {
      restoreWeights(sums, outA);
      outA += weightBytes;
      memory.fill(sums, 0, cleared);
    }
  }
  if (each) return;
  restoreWeights(sums, outA);
  if (c) restoreWeights(sumsC, outC);
}

function addChunk(
  x: usize,
  place: i32,
  count: i32,
  packed: usize,
  packedC: usize,
  sums: usize,
  sumsC: usize,
  square: bool,
): void {
  const groupBytes = (usize((width + 3) & ~3) * usize(count)) << 2;
  const passes = packedC === 0 ? 1 : 2;
  for (let group = 0; group < groups; group++) {
    const start = x + (usize(group * depth) << 2);
    for (let r = 0; r < runs; r++) {
      const from = start + usize(load<i32>(offsets + (usize(r) << 2)));
      for (let j = 0; j < run; j += WIDTH) {
        const columns = min(WIDTH, run - j);
        const to = usize(group * width * patch + r * run + j) << 2;
        packPanel(from + (usize(j) << 2), place, count, square);
        // A loop, so that the tiles are compiled in one place.
        for (let pass = 0; pass < passes; pass++) {
          if (pass === 1) squarePanel(count);
          const signal = (pass === 0 ? packed : packedC) + usize(group) * groupBytes;
          addPanel(signal, (pass === 0 ? sums : sumsC) + to, count, columns);
        }
      }
    }
  }
}
