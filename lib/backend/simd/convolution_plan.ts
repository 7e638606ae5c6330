import { type ConvolutionGeometry, placesOf } from "../geometry.ts";
import type { ConvolutionSizes } from "../geometry_checks.ts";
import type { Storage } from "./storage.ts";

/** Numbers and places of a block of images at most, unless a single one has more: what caches hold. */
const blockNumbers = 65536;
const blockPlaces = 1024;

/** Numbers that a list of rooms in memory takes, each beginning at a whole vector. */
const aligned = (count: number) => (count + 7) & ~3;

/** What the kernels need to know of a convolution. */
export interface Plan {
  /** Of the geometry, as i32. */
  readonly numbers: readonly number[];
  /** Runs that a patch of a group consists of, and numbers of each. */
  readonly runs: number;
  readonly run: number;
  /** Images of a block. */
  readonly images: number;
  /** Numbers of a block of images with padding; 0 if there is none. */
  readonly frame: number;
  /** Numbers of all offsets and origins. */
  readonly tables: number;
}

/** Three lengths, of which missing dimensions are the first. */
function three(lengths: readonly number[], missing: number): readonly number[] {
  return [missing, missing, ...lengths].slice(-3);
}

/** The plan of a convolution, with blocks of `most` images at most. */
export function planOf(
  { space, kernel, stride, dilation, padding, groups }: ConvolutionGeometry,
  { rows, inputs, outputs, space: output }: ConvolutionSizes,
  most = rows,
): Plan {
  const padded = space.map((length, d) => length + padding[d][0] + padding[d][1]);
  const isPadded = padding.some(([before, after]) => before + after > 0);
  const across = groups === 1 && dilation.at(-1) === 1 ? 1 : kernel.at(-1)!;
  const runs = placesOf(kernel.slice(0, -1)) * across;
  const [image, places] = [placesOf(padded) * inputs, placesOf(output)];
  const fitting = Math.min(Math.floor(blockNumbers / image), Math.floor(blockPlaces / places));
  const images = Math.max(1, Math.min(fitting, most));
  return {
    numbers: [
      ...three(padded, 1),
      ...three(kernel, 1),
      ...three(stride, 1),
      ...three(dilation, 1),
      ...three(output, 1),
      ...[inputs, outputs, groups],
      ...three(padding.map(([before]) => before), 0),
      ...three(space, 1),
    ],
    runs,
    run: placesOf(kernel) * inputs / groups / runs,
    images,
    frame: isPadded ? images * image : 0,
    tables: runs + images * places,
  };
}

/**
 * Runs `body` with the geometry and rooms for the tables, for as many numbers as `sizes` say, and for a
 * block of images with padding; a size of 0 gives address 0.
 */
export function withRooms(
  storage: Storage,
  plan: Plan,
  sizes: readonly number[],
  body: (geometry: number, rooms: number[]) => void,
): void {
  const all = [plan.numbers.length, plan.tables, ...sizes, plan.frame];
  const total = all.reduce((sum, size) => sum + aligned(size), 0);
  storage.withScratch(total, (address) => {
    let at = address;
    const rooms = all.map((size) => {
      const start = at;
      at += 4 * aligned(size);
      return size === 0 ? 0 : start;
    });
    new Int32Array(storage.heap.numbers.buffer, address).set(plan.numbers);
    body(rooms[0], rooms.slice(1));
  });
}
