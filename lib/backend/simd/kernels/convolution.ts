/**
 * Convolutions as products of matrices of which one, the patches of the input, is never made: tiles
 * read them where they are. Blocks of images are small enough for the second cache.
 */

import {
  depth,
  frameBytes,
  frameImages,
  groups,
  imageBytes,
  offsets,
  orderWeights,
  origin,
  outputs,
  patch,
  places,
  plan,
  run,
  runs,
  width,
} from "./convolution_plan";
import { tileRows, WIDTH } from "./convolution_tile";

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
  if (frame) memory.fill(frame, 0, usize(images) * frameBytes);
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
