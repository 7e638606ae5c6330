/**
 * What kernels of convolutions know of a geometry. Channels stand last, so that a patch of the input
 * consists of runs of numbers that follow each other, at the same offsets from its origin for every
 * patch. Signals with padding are framed with zeros, block by block of images.
 */

// The geometry that JavaScript writes, as i32: padded space, kernel, stride, dilation, output (three
// each), inputs, outputs, groups, padding before (three), space (three).

@inline
function part(geometry: usize, i: i32): i32 {
  return load<i32>(geometry + (usize(i) << 2));
}

export let inputs: i32 = 0;
export let outputs: i32 = 0;
export let groups: i32 = 0;
/** Channels of a group: of the input, of the output. */
export let depth: i32 = 0;
export let width: i32 = 0;
/** Entries of the kernel; numbers of a patch in a group. */
export let entries: i32 = 0;
export let patch: i32 = 0;
/** Places of an output. */
export let places: i32 = 0;
/** Length and number of the runs of a patch in a group. */
export let run: i32 = 0;
export let runs: i32 = 0;
/** Bytes of an image with its padding, and without. */
export let frameBytes: usize = 0;
export let imageBytes: usize = 0;
/** Of runs from the origin of a patch, in bytes, and of origins in a block of images. */
export let offsets: usize = 0;
export let origins: usize = 0;

/** Reads the geometry and fills the tables, for blocks of so many images. */
export function plan(geometry: usize, tables: usize, images: i32): void {
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

/** Of the patch at a place of a block, in bytes. */
@inline
export function origin(place: i32): usize {
  return usize(load<i32>(origins + (usize(place) << 2)));
}

/** Images into a frame, which is zero around them, or (`back`) what is within it. */
export function frameImages(geometry: usize, image: usize, frame: usize, count: i32, back: bool): void {
  const height = part(geometry, 1);
  const length = part(geometry, 2);
  const row = usize(part(geometry, 23) * inputs) << 2;
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
export function orderWeights(w: usize, to: usize, square: bool): void {
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
export function restoreWeights(from: usize, w: usize): void {
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
