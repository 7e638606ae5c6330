/**
 * Convolutions whose groups have one channel of the input each: channels do not meet, so that vectors
 * are channels that stand beside each other. Their plan has a channel of the input for every output:
 * signals of which each channel serves several are spread beforehand.
 */

import {
  entries,
  frameBytes,
  frameImages,
  imageBytes,
  offsets,
  origin,
  outputs,
  places,
  plan,
} from "./convolution_plan";
import { put, WIDTH } from "./convolution_tile";
import { square4 } from "./vector";

/**
 * Panels `[entries, 8]` of 8 channels each, squared and turned around as asked; channels that are not
 * there are zeros.
 */
function packChannels(w: usize, to: usize, square: bool, turned: bool): void {
  for (let j = 0; j < outputs; j += WIDTH) {
    for (let entry = 0; entry < entries; entry++) {
      const k = turned ? entries - 1 - entry : entry;
      for (let channel = j; channel < j + WIDTH; channel++) {
        const there = channel < outputs;
        const value = there ? load<f32>(w + (usize(channel * entries + k) << 2)) : 0;
        store<f32>(to, square ? value * value : value);
        to += 4;
      }
    }
  }
}

/** `to`: each of `count` numbers, squared as asked, `times` times. */
export function spread(from: usize, to: usize, count: i32, times: i32, square: bool): void {
  if (times === 1) {
    for (const end = to + (usize(count) << 2); to < end; to += 16) {
      const some = v128.load(from);
      v128.store(to, square ? square4(some) : some);
      from += 16;
    }
    return;
  }
  for (let i = 0; i < count; i++) {
    const value = load<f32>(from);
    const some = f32x4.splat(square ? value * value : value);
    for (let time = 0; time < times; time += 4) v128.store(to + (usize(time) << 2), some);
    from += 4;
    to += usize(times) << 2;
  }
}

/** The adjoint of {@linkcode spread}: sums of `times` numbers that follow each other. */
function gather(from: usize, to: usize, count: i32, times: i32): void {
  for (let i = 0; i < count; i++) {
    let sum: f32 = 0;
    for (let time = 0; time < times; time++) {
      sum += load<f32>(from);
      from += 4;
    }
    store<f32>(to, sum);
    to += 4;
  }
}

/** Forth: of an input. Turned: of an output, adjoint, as the convolution with the kernel turned around. */
const FORTH: i32 = 0;
const TURNED: i32 = 2;

/**
 * `out [rows, ...output, outputs]` of `a [rows, ...space, outputs / times]`, or the other way.
 *
 * @param way 0: forth, 1: back, as sums over outputs; 2: back, where the geometry is that of the convolution
 *   of the output with the kernel turned around
 * @param times How many outputs each channel of the input serves
 * @param tables Room for an offset of each entry of the kernel and an origin of each output place of a block
 * @param packed Room for the weights, whole groups of 8 channels
 * @param wide Room for a block of the input with channels `times` times; 0 if that is once
 * @param frame Room for a block of images with padding; 0 if there is none
 * @param images How many images a block has
 */
export function convolveDepthwise(
  geometry: usize,
  a: usize,
  w: usize,
  out: usize,
  rows: i32,
  times: i32,
  way: i32,
  square: bool,
  tables: usize,
  packed: usize,
  wide: usize,
  frame: usize,
  images: i32,
): void {
  plan(geometry, tables, images);
  packChannels(w, packed, square, way === TURNED);
  const placeBytes = usize(places * outputs) << 2;
  const inputBytes = way === TURNED ? placeBytes : imageBytes;
  const outputBytes = way === TURNED ? imageBytes : placeBytes;
  const narrowBytes = inputBytes / usize(times);
  if (frame) memory.fill(frame, 0, usize(images) * frameBytes);
  for (let row = 0; row < rows; row += images) {
    const count = min(images, rows - row);
    const numbers = i32((usize(count) * narrowBytes) >> 2);
    if (way === FORTH) {
      if (wide) spread(a, wide, numbers, times, false);
      forthBlock(framed(geometry, wide ? wide : a, frame, count), packed, out, count * places);
      a += usize(count) * narrowBytes;
      out += usize(count) * outputBytes;
      continue;
    }
    const whole = wide ? wide : out;
    if (way === TURNED) {
      forthBlock(framed(geometry, a, frame, count), packed, whole, count * places);
    } else {
      const target = frame ? frame : whole;
      memory.fill(target, 0, usize(count) * frameBytes);
      for (let i = 0; i < count; i++) backImage(a, packed, target, i * places);
      if (frame) frameImages(geometry, whole, frame, count, true);
    }
    if (wide) gather(wide, out, numbers, times);
    a += usize(count) * outputBytes;
    out += usize(count) * narrowBytes;
  }
}

/** Images in the frame, which is zero around them, if there is one. */
export function framed(geometry: usize, image: usize, frame: usize, count: i32): usize {
  if (!frame) return image;
  frameImages(geometry, image, frame, count, false);
  return frame;
}

function forthBlock(x: usize, packed: usize, y: usize, count: i32): void {
  const step = usize(outputs) << 2;
  for (let place = 0; place < count; place += 4) {
    // Places past the last one are the last one again.
    const last = min(3, count - place - 1);
    let x0 = x + origin(place);
    let x1 = x + origin(place + min(1, last));
    let x2 = x + origin(place + min(2, last));
    let x3 = x + origin(place + last);
    let to = y + usize(place) * step;
    let panel = packed;
    for (let j = 0; j < outputs; j += WIDTH) {
      tilePlaces(x0, x1, x2, x3, panel, to, step, min(WIDTH, outputs - j), last);
      panel += usize(entries * WIDTH) << 2;
      x0 += WIDTH << 2;
      x1 += WIDTH << 2;
      x2 += WIDTH << 2;
      x3 += WIDTH << 2;
      to += WIDTH << 2;
    }
  }
}

/** 8 channels of 4 places in registers; sums run in the order of the kernel's entries. */
function tilePlaces(
  x0: usize,
  x1: usize,
  x2: usize,
  x3: usize,
  panel: usize,
  y: usize,
  step: usize,
  columns: i32,
  last: i32,
): void {
  let l0 = f32x4.splat(0);
  let h0 = l0, l1 = l0, h1 = l0, l2 = l0, h2 = l0, l3 = l0, h3 = l0;
  const end = offsets + (usize(entries) << 2);
  for (let at = offsets; at < end; at += 4) {
    const offset = usize(load<i32>(at));
    const low = v128.load(panel);
    const high = v128.load(panel, 16);
    panel += WIDTH << 2;
    l0 = f32x4.add(l0, f32x4.mul(low, v128.load(x0 + offset)));
    h0 = f32x4.add(h0, f32x4.mul(high, v128.load(x0 + offset, 16)));
    l1 = f32x4.add(l1, f32x4.mul(low, v128.load(x1 + offset)));
    h1 = f32x4.add(h1, f32x4.mul(high, v128.load(x1 + offset, 16)));
    l2 = f32x4.add(l2, f32x4.mul(low, v128.load(x2 + offset)));
    h2 = f32x4.add(h2, f32x4.mul(high, v128.load(x2 + offset, 16)));
    l3 = f32x4.add(l3, f32x4.mul(low, v128.load(x3 + offset)));
    h3 = f32x4.add(h3, f32x4.mul(high, v128.load(x3 + offset, 16)));
  }
  put(y, l0, h0, columns, false);
  put(y + usize(min(1, last)) * step, l1, h1, columns, false);
  put(y + usize(min(2, last)) * step, l2, h2, columns, false);
  put(y + usize(last) * step, l3, h3, columns, false);
}

/** Tiles begin anew with every image, so that the order of sums does not depend on which one it is. */
function backImage(y: usize, packed: usize, x: usize, first: i32): void {
  const step = usize(outputs) << 2;
  for (let place = first; place < first + places; place += 4) {
    const last = min(3, first + places - place - 1);
    let x0 = x + origin(place);
    let x1 = x + origin(place + min(1, last));
    let x2 = x + origin(place + min(2, last));
    let x3 = x + origin(place + last);
    let from = y + usize(place) * step;
    let panel = packed;
    for (let j = 0; j < outputs; j += WIDTH) {
      spreadPlaces(from, step, panel, x0, x1, x2, x3, min(WIDTH, outputs - j), last);
      panel += usize(entries * WIDTH) << 2;
      x0 += WIDTH << 2;
      x1 += WIDTH << 2;
      x2 += WIDTH << 2;
      x3 += WIDTH << 2;
      from += WIDTH << 2;
    }
  }
}

/** Adds 8 channels of 4 places, times the kernel, to where they come from. */
function spreadPlaces(
  y: usize,
  step: usize,
  panel: usize,
  x0: usize,
  x1: usize,
  x2: usize,
  x3: usize,
  columns: i32,
  last: i32,
): void {
  const y1 = y + usize(min(1, last)) * step;
  const y2 = y + usize(min(2, last)) * step;
  const y3 = y + usize(last) * step;
  const l0 = v128.load(y);
  const h0 = v128.load(y, 16);
  const l1 = v128.load(y1);
  const h1 = v128.load(y1, 16);
  const l2 = v128.load(y2);
  const h2 = v128.load(y2, 16);
  const l3 = v128.load(y3);
  const h3 = v128.load(y3, 16);
  const end = offsets + (usize(entries) << 2);
  for (let at = offsets; at < end; at += 4) {
    const offset = usize(load<i32>(at));
    const low = v128.load(panel);
    const high = v128.load(panel, 16);
    panel += WIDTH << 2;
    put(x0 + offset, f32x4.mul(low, l0), f32x4.mul(high, h0), columns, true);
    if (last > 0) put(x1 + offset, f32x4.mul(low, l1), f32x4.mul(high, h1), columns, true);
    if (last > 1) put(x2 + offset, f32x4.mul(low, l2), f32x4.mul(high, h2), columns, true);
    if (last > 2) put(x3 + offset, f32x4.mul(low, l3), f32x4.mul(high, h3), columns, true);
  }
}
