import type { Backend } from "../backend.ts";
import { placesOf, type Windows, windowSpace } from "../geometry.ts";
import { checkPlaces, checkWindows } from "../geometry_checks.ts";
import type { Storage } from "./storage.ts";

/** Windows as the kernels read them, missing dimensions being the first. */
function numbersOf({ space, bounds }: Windows): readonly number[] {
  const missing = 3 - space.length;
  const all = [...Array<[[0, 1]]>(missing).fill([[0, 1]]), ...bounds];
  return [
    ...Array<1>(missing).fill(1),
    ...space,
    ...all.map((along) => along.length),
    ...all.flat(2),
  ];
}

/** Windows of the simd backend. */
export function windows(
  storage: Storage,
): Pick<
  Backend,
  "sumWindows" | "spreadWindows" | "maxWindows" | "takePlaces" | "spreadPlaces"
> {
  const { kernels } = storage;

  function run(
    kind: 0 | 1 | 2,
    windows: Windows,
    [x, y, places]: readonly [number, number, number],
    { rows, channels }: { readonly rows: number; readonly channels: number },
  ): void {
    const numbers = numbersOf(windows);
    storage.withScratch(numbers.length, (address) => {
      new Int32Array(storage.heap.numbers.buffer, address).set(numbers);
      kernels.overWindows(address, kind, x, y, places, rows, channels);
    });
  }

  return {
    sumWindows(x, windows) {
      const from = storage.own(x);
      const sizes = checkWindows("sumWindows", "x", from, windows);
      const out = storage.makeShape([sizes.rows, ...windowSpace(windows), sizes.channels]);
      run(0, windows, [from.address, out.address, 0], sizes);
      return out;
    },

    spreadWindows(y, windows) {
      const from = storage.own(y);
      const sizes = checkWindows("spreadWindows", "y", from, windows);
      const out = storage.makeShape([sizes.rows, ...windows.space, sizes.channels]);
      run(1, windows, [out.address, from.address, 0], sizes);
      return out;
    },

    maxWindows(x, windows) {
      const from = storage.own(x);
      const sizes = checkWindows("maxWindows", "x", from, windows);
      const shape = [sizes.rows, ...windowSpace(windows), sizes.channels];
      const [maxima, places] = [storage.makeShape(shape), storage.makeShape(shape)];
      run(2, windows, [from.address, maxima.address, places.address], sizes);
      return [maxima, places];
    },

    takePlaces(x, places, windows) {
      const [from, at] = [storage.own(x), storage.own(places)];
      const { rows, channels } = checkWindows("takePlaces", "x", from, windows);
      checkPlaces("takePlaces", from, at, windows);
      const out = storage.makeShape([rows, ...windowSpace(windows), channels]);
      const repeat = rows === 0 ? 1 : rows / at.rows;
      const size = placesOf(windows.space) * channels;
      kernels.atPlaces(
        0,
        from.address,
        out.address,
        at.address,
        rows,
        repeat,
        size,
        at.features,
        channels,
      );
      return out;
    },

    spreadPlaces(y, places, windows) {
      const [from, at] = [storage.own(y), storage.own(places)];
      const { rows, channels } = checkWindows("spreadPlaces", "y", from, windows);
      checkPlaces("spreadPlaces", from, at, windows);
      const out = storage.makeShape([rows, ...windows.space, channels]);
      const repeat = rows === 0 ? 1 : rows / at.rows;
      const size = placesOf(windows.space) * channels;
      kernels.atPlaces(
        1,
        out.address,
        from.address,
        at.address,
        rows,
        repeat,
        size,
        at.features,
        channels,
      );
      return out;
    },
  };
}
