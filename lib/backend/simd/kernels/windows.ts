/** Sums and maxima over windows of signals with channels last, and their adjoints. */

// Windows as JavaScript writes them, as i32: space (three), numbers of windows along each dimension
// (three), then [start, end) of each window of the first dimension, of the second, of the third.

@inline
function part(windows: usize, i: i32): i32 {
  return load<i32>(windows + (usize(i) << 2));
}

/** A window of the signal, as bounds along each dimension. */
let fromD: i32 = 0;
let toD: i32 = 0;
let fromH: i32 = 0;
let toH: i32 = 0;
let fromW: i32 = 0;
let toW: i32 = 0;

function choose(windows: usize, d: i32, h: i32, w: i32): void {
  const second = 6 + 2 * part(windows, 3);
  const third = second + 2 * part(windows, 4);
  fromD = part(windows, 6 + 2 * d);
  toD = part(windows, 7 + 2 * d);
  fromH = part(windows, second + 2 * h);
  toH = part(windows, second + 2 * h + 1);
  fromW = part(windows, third + 2 * w);
  toW = part(windows, third + 2 * w + 1);
}

function sumOf(x: usize, y: usize, height: i32, length: i32, channels: i32): void {
  const step = usize(channels) << 2;
  for (let c: usize = 0; c < step; c += 16) {
    let sum = f32x4.splat(0);
    for (let d = fromD; d < toD; d++) {
      for (let h = fromH; h < toH; h++) {
        let at = x + usize((d * height + h) * length + fromW) * step + c;
        for (let w = fromW; w < toW; w++) {
          sum = f32x4.add(sum, v128.load(at));
          at += step;
        }
      }
    }
    v128.store(y + c, sum);
  }
}

function spreadTo(x: usize, y: usize, height: i32, length: i32, channels: i32): void {
  const step = usize(channels) << 2;
  const whole = step & ~15;
  for (let d = fromD; d < toD; d++) {
    for (let h = fromH; h < toH; h++) {
      let at = x + usize((d * height + h) * length + fromW) * step;
      for (let w = fromW; w < toW; w++) {
        let c: usize = 0;
        for (; c < whole; c += 16) {
          v128.store(at + c, f32x4.add(v128.load(at + c), v128.load(y + c)));
        }
        for (; c < step; c += 4) store<f32>(at + c, load<f32>(at + c) + load<f32>(y + c));
        at += step;
      }
    }
  }
}

function maximumOf(
  x: usize,
  y: usize,
  places: usize,
  height: i32,
  length: i32,
  channels: i32,
): void {
  const step = usize(channels) << 2;
  for (let c: usize = 0; c < step; c += 16) {
    const first = (fromD * height + fromH) * length + fromW;
    let best = v128.load(x + usize(first) * step + c);
    let place = f32x4.splat(f32(first));
    for (let d = fromD; d < toD; d++) {
      for (let h = fromH; h < toH; h++) {
        const start = (d * height + h) * length;
        let at = x + usize(start + fromW) * step + c;
        for (let w = fromW; w < toW; w++) {
          const some = v128.load(at);
          const better = v128.or(
            f32x4.gt(some, best),
            v128.and(f32x4.ne(some, some), f32x4.eq(best, best)),
          );
          best = v128.bitselect(some, best, better);
          place = v128.bitselect(f32x4.splat(f32(start + w)), place, better);
          at += step;
        }
      }
    }
    v128.store(y + c, best);
    v128.store(places + c, place);
  }
}

/**
 * Over all rows, windows in order.
 *
 * @param kind 0: sums y of x, 1: y added to x, which is zero before, 2: maxima y of x and their places
 */
export function overWindows(
  windows: usize,
  kind: i32,
  x: usize,
  y: usize,
  places: usize,
  rows: i32,
  channels: i32,
): void {
  const height = part(windows, 1);
  const length = part(windows, 2);
  const size = usize(part(windows, 0) * height * length * channels) << 2;
  const step = usize(channels) << 2;
  if (kind === 1) memory.fill(x, 0, usize(rows) * size);
  for (let row = 0; row < rows; row++) {
    for (let d = 0; d < part(windows, 3); d++) {
      for (let h = 0; h < part(windows, 4); h++) {
        for (let w = 0; w < part(windows, 5); w++) {
          choose(windows, d, h, w);
          if (kind === 0) sumOf(x, y, height, length, channels);
          else if (kind === 1) spreadTo(x, y, height, length, channels);
          else maximumOf(x, y, places, height, length, channels);
          y += step;
          places += step;
        }
      }
    }
    x += size;
  }
}

/**
 * `y`: the numbers of x at places, or (`back`) y added to x, which is zero before, at them.
 *
 * @param size Numbers of a row of x
 * @param width Numbers of a row of places, each serving `repeat` rows
 */
export function atPlaces(
  back: bool,
  x: usize,
  y: usize,
  places: usize,
  rows: i32,
  repeat: i32,
  size: i32,
  width: i32,
  channels: i32,
): void {
  if (back) memory.fill(x, 0, usize(rows) * (usize(size) << 2));
  for (let row = 0; row < rows; row++) {
    let from = places + usize(row / repeat) * (usize(width) << 2);
    for (let i = 0; i < width; i += channels) {
      for (let c = 0; c < channels; c++) {
        const at = x + (usize(i32(load<f32>(from)) * channels + c) << 2);
        if (back) store<f32>(at, load<f32>(at) + load<f32>(y));
        else store<f32>(y, load<f32>(at));
        from += 4;
        y += 4;
      }
    }
    x += usize(size) << 2;
  }
}
