/** Moves of numbers that stay as they are. */

import { transpose4 } from "./vector";

/** `out`: each of `blocks` blocks `[height, width]` transposed. */
export function transposeBlocks(
  a: usize,
  out: usize,
  blocks: i32,
  height: i32,
  width: i32,
): void {
  const from = usize(width << 2);
  const to = usize(height << 2);
  for (let block = 0; block < blocks; block++) {
    let i = 0;
    for (; i + 4 <= height; i += 4) {
      const row = a + usize(i) * from;
      let j = 0;
      for (; j + 4 <= width; j += 4) {
        const at = row + usize(j << 2);
        transpose4(
          v128.load(at),
          v128.load(at + from),
          v128.load(at + 2 * from),
          v128.load(at + 3 * from),
          out + usize(j) * to + usize(i << 2),
          to,
        );
      }
      moveColumns(a, out, i, i + 4, j, width, from, to);
    }
    moveColumns(a, out, i, height, 0, width, from, to);
    a += usize(height) * from;
    out += usize(height) * from;
  }
}

/** Columns from `first` on of some rows, number by number. */
function moveColumns(
  a: usize,
  out: usize,
  row: i32,
  rows: i32,
  first: i32,
  width: i32,
  from: usize,
  to: usize,
): void {
  for (let i = row; i < rows; i++) {
    for (let j = first; j < width; j++) {
      const value = load<f32>(a + usize(i) * from + usize(j << 2));
      store<f32>(out + usize(j) * to + usize(i << 2), value);
    }
  }
}

/** `out`: `above` bytes of a, then `below` bytes of b, `blocks` times. */
export function joinBlocks(
  a: usize,
  b: usize,
  out: usize,
  blocks: i32,
  above: usize,
  below: usize,
): void {
  for (let block = 0; block < blocks; block++) {
    memory.copy(out, a, above);
    memory.copy(out + above, b, below);
    a += above;
    b += below;
    out += above + below;
  }
}

/** `out [blocks, size]`: the diagonals of square blocks. */
export function diagonalOfBlocks(a: usize, out: usize, blocks: i32, size: i32): void {
  for (let block = 0; block < blocks; block++) {
    for (let i = 0; i < size; i++) {
      store<f32>(out, load<f32>(a + usize(i << 2)));
      a += usize(size << 2);
      out += 4;
    }
  }
}

/** `out`: each of `rows` rows of some bytes, `times` times. */
export function repeatRows(a: usize, out: usize, rows: i32, bytes: usize, times: i32): void {
  for (let row = 0; row < rows; row++) {
    for (let time = 0; time < times; time++) {
      memory.copy(out, a, bytes);
      out += bytes;
    }
    a += bytes;
  }
}
