/**
 * Convolutions as products of matrices of which one, the patches of the input, is never made: channels
 * stand last, so that a patch consists of runs of numbers that follow each other, at the same offsets
 * from its origin for every patch. Blocks of images are small enough for the second cache; signals
 * with padding are framed with zeros, block by block.
 */

import { square4 } from "./vector";
import { tileColumns, tileRows, WIDTH } from "./convolution_tile";

// The geometry that JavaScript writes, as i32: padded space, kernel, stride, dilation, output (three
// each), inputs, outputs, groups, padding before (three), space (three).

@inline
function part(geometry: usize, i: i32): i32 {
  return load<i32>(geometry + (usize(i) << 2));
}

let inputs: i32 = 0;
let outputs: i32 = 0;
let groups: i32 = 0;
/** Channels of a group: of the input, of the output. */
let depth: i32 = 0;
let width: i32 = 0;
/** Entries of the kernel; numbers of a patch in a group. */
let entries: i32 = 0;
let patch: i32 = 0;
/** Places of an output. */
let places: i32 = 0;
/** Length and number of the runs of a patch in a group. */
let run: i32 = 0;
let runs: i32 = 0;
/** Bytes of an image with its padding, and without. */
let frameBytes: usize = 0;
let imageBytes: usize = 0;
/** Of runs from the origin of a patch, in bytes, and of origins in a block of images. */
let offsets: usize = 0;
let origins: usize = 0;

function plan(geometry: usize, tables: usize, images: i32): void {
  inputs = part(geometry, 15);
  outputs = part(geometry, 16);
  groups = part(geometry, 17);
  depth = inputs / groups;
  width = outputs / groups;
  const height = part(geometry, 1);
  const length = part(geometry, 2);
  const kd = part(geometry, 3);
  const kh = part(geometry, 4);
  const kw = part(geometry, 5);
  entries = kd * kh * kw;
  patch = entries * depth;
  places = part(geometry, 12) * part(geometry, 13) * part(geometry, 14);
  frameBytes = usize(part(geometry, 0) * height * length * inputs) << 2;
  imageBytes = usize(part(geometry, 21) * part(geometry, 22) * part(geometry, 23) * inputs) << 2;
  const whole = groups === 1 && part(geometry, 11) === 1;
  const across = whole ? 1 : kw;
  run = patch / (kd * kh * across);
  runs = kd * kh * across;
  offsets = tables;
  let at = tables;
  for (let d = 0; d < kd; d++) {
    for (let h = 0; h < kh; h++) {
      for (let w = 0; w < across; w++) {
        const row = d * part(geometry, 9) * height + h * part(geometry, 10);
        store<i32>(at, ((row * length + w * part(geometry, 11)) * inputs) << 2);
        at += 4;
      }
    }
  }
  origins = at;
  for (let image = 0; image < images; image++) {
    for (let d = 0; d < part(geometry, 12); d++) {
      for (let h = 0; h < part(geometry, 13); h++) {
        for (let w = 0; w < part(geometry, 14); w++) {
          const row = d * part(geometry, 6) * height + h * part(geometry, 7);
          const first = (row * length + w * part(geometry, 8)) * inputs;
          store<i32>(at, (first << 2) + image * i32(frameBytes));
          at += 4;
        }
      }
    }
  }
}

@inline
function origin(place: i32): usize {
  return usize(load<i32>(origins + (usize(place) << 2)));
}

/** Images with zeros around them, or (`back`) what is within the frame. */
function frameImages(geometry: usize, image: usize, frame: usize, count: i32, back: bool): void {
  const height = part(geometry, 1);
  const length = part(geometry, 2);
  const row = usize(part(geometry, 23) * inputs) << 2;
  if (!back) memory.fill(frame, 0, usize(count) * frameBytes);
  for (let i = 0; i < count; i++) {
    for (let d = 0; d < part(geometry, 21); d++) {
      for (let h = 0; h < part(geometry, 22); h++) {
        const line = (d + part(geometry, 18)) * height + h + part(geometry, 19);
        const to = frame + (usize((line * length + part(geometry, 20)) * inputs) << 2);
        if (back) memory.copy(image, to, row);
        else memory.copy(to, image, row);
        image += row;
      }
    }
    frame += frameBytes;
  }
}

/** `to [outputs, entries, depth]` from weights `[outputs, depth, entries]`, squared as asked. */
function orderWeights(w: usize, to: usize, square: bool): void {
  for (let o = 0; o < outputs; o++) {
    for (let c = 0; c < depth; c++) {
      let at = to + (usize(o * patch + c) << 2);
      for (let k = 0; k < entries; k++) {
        const value = load<f32>(w);
        store<f32>(at, square ? value * value : value);
        w += 4;
        at += usize(depth) << 2;
      }
    }
  }
}

/** The way back of {@linkcode orderWeights}. */
function restoreWeights(from: usize, w: usize): void {
  for (let o = 0; o < outputs; o++) {
    for (let c = 0; c < depth; c++) {
      let at = from + (usize(o * patch + c) << 2);
      for (let k = 0; k < entries; k++) {
        store<f32>(w, load<f32>(at));
        w += 4;
        at += usize(depth) << 2;
      }
    }
  }
}

/** Panels `[patch, 8]` of 8 outputs each, group by group; columns that are not there are zeros. */
function packOutputs(ordered: usize, to: usize): void {
  for (let group = 0; group < groups; group++) {
    for (let j = 0; j < width; j += WIDTH) {
      for (let column = 0; column < WIDTH; column++) {
        const there = j + column < width;
        let from = ordered + (usize((group * width + j + column) * patch) << 2);
        for (let k = 0; k < patch; k++) {
          store<f32>(to + (usize(k * WIDTH + column) << 2), there ? load<f32>(from) : 0);
          from += 4;
        }
      }
      to += usize(patch * WIDTH) << 2;
    }
  }
}

/** Panels `[width, 8]` of 8 numbers of a run each, group by group. */
function packPatches(ordered: usize, to: usize): void {
  for (let group = 0; group < groups; group++) {
    for (let r = 0; r < runs; r++) {
      for (let j = 0; j < run; j += WIDTH) {
        let from = ordered + (usize(group * width * patch + r * run + j) << 2);
        for (let o = 0; o < width; o++) {
          v128.store(to, v128.load(from));
          v128.store(to, v128.load(from, 16), 16);
          to += 32;
          from += usize(patch) << 2;
        }
      }
    }
  }
}

/**
 * `out [rows, ...output, outputs]` of `a [rows, ...space, inputs]`, or with `adjoint` the other way.
 *
 * @param tables Room for an offset of each run and an origin of each output place of a block
 * @param ordered Room for the weights
 * @param packed Room for panels of the weights, whole groups of 8 columns
 * @param frame Room for a block of images with padding; 0 if there is none
 * @param images How many images a block has
 */
export function convolve(
  geometry: usize,
  a: usize,
  w: usize,
  out: usize,
  rows: i32,
  adjoint: bool,
  square: bool,
  tables: usize,
  ordered: usize,
  packed: usize,
  frame: usize,
  images: i32,
): void {
  plan(geometry, tables, images);
  orderWeights(w, ordered, square);
  if (adjoint) packPatches(ordered, packed);
  else packOutputs(ordered, packed);
  const outputBytes = usize(places * outputs) << 2;
  for (let row = 0; row < rows; row += images) {
    const count = min(images, rows - row);
    if (adjoint) {
      const target = frame ? frame : out;
      memory.fill(target, 0, usize(count) * frameBytes);
      backBlock(a, packed, target, count * places);
      if (frame) frameImages(geometry, out, frame, count, true);
      a += usize(count) * outputBytes;
      out += usize(count) * imageBytes;
    } else {
      if (frame) frameImages(geometry, a, frame, count, false);
      forthBlock(frame ? frame : a, packed, out, count * places);
      a += usize(count) * imageBytes;
      out += usize(count) * outputBytes;
    }
  }
}

function forthBlock(x: usize, packed: usize, y: usize, count: i32): void {
  const step = usize(outputs) << 2;
  for (let group = 0; group < groups; group++) {
    const from = x + (usize(group * depth) << 2);
    for (let j = 0; j < width; j += WIDTH) {
      const columns = min(WIDTH, width - j);
      let to = y + (usize(group * width + j) << 2);
      for (let place = 0; place < count; place += 4) {
        const last = min(3, count - place - 1);
        tileRows(
          from + origin(place),
          from + origin(place + min(1, last)),
          from + origin(place + min(2, last)),
          from + origin(place + last),
          offsets,
          runs,
          run,
          packed,
          to,
          to + step,
          to + 2 * step,
          to + 3 * step,
          columns,
          last,
          false,
        );
        to += 4 * step;
      }
      packed += usize(patch * WIDTH) << 2;
    }
  }
}

/** Where the one run of a row begins: at the row. */
const nowhere = memory.data<i32>([0]);

function backBlock(v: usize, packed: usize, x: usize, count: i32): void {
  const step = usize(outputs) << 2;
  for (let group = 0; group < groups; group++) {
    for (let r = 0; r < runs; r++) {
      const start = x + usize(load<i32>(offsets + (usize(r) << 2))) + (usize(group * depth) << 2);
      for (let j = 0; j < run; j += WIDTH) {
        const columns = min(WIDTH, run - j);
        const to = start + (usize(j) << 2);
        let from = v + (usize(group * width) << 2);
        for (let place = 0; place < count; place += 4) {
          const last = min(3, count - place - 1);
          const second = usize(min(1, last));
          const third = usize(min(2, last));
          tileRows(
            from,
            from + second * step,
            from + third * step,
            from + usize(last) * step,
            nowhere,
            1,
            width,
            packed,
            to + origin(place),
            to + origin(place + i32(second)),
            to + origin(place + i32(third)),
            to + origin(place + last),
            columns,
            last,
            true,
          );
          from += 4 * step;
        }
        packed += usize(width) << 5;
      }
    }
  }
}

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
