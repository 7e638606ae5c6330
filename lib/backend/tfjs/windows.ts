import type * as Core from "@tensorflow/tfjs-core";
import type { Backend } from "../backend.ts";
import { placesOf, type Windows, windowSpace } from "../geometry.ts";
import { checkPlaces, checkWindows } from "../geometry_checks.ts";
import { pick, type Picks, repeat } from "./pick.ts";
import type { TensorFlow, TfjsStore } from "./storage.ts";

/** As many picks as the longest list has entries: the first of each list, the second …, `rest` where there is none. */
function picksOf(lists: readonly Picks[], rest: (list: Picks) => number): Picks[] {
  const most = Math.max(...lists.map((list) => list.length));
  return Array.from({ length: most }, (_, j) => lists.map((list) => list[j] ?? rest(list)));
}

/** For each window of a dimension the entries in it. */
function entriesOf({ bounds }: Windows, d: number): Picks[] {
  return bounds[d].map(([start, end]) => Array.from({ length: end - start }, (_, i) => start + i));
}

/** For each entry of a dimension the windows that it is in. */
function windowsAt({ space, bounds }: Windows, d: number): Picks[] {
  return Array.from(
    { length: space[d] },
    (_, place) => bounds[d].flatMap(([start, end], i) => place >= start && place < end ? [i] : []),
  );
}

/** Sums of what lists pick, dimension by dimension. */
function sumOfPicks(tf: TensorFlow, x: Core.Tensor, lists: readonly (readonly Picks[])[]) {
  return lists.reduce((from, along, d) => {
    const before = lists.slice(0, d).map((_, i) => identity(from.shape[i + 1]));
    const parts = picksOf(along, () => -1).map((picks) => pick(tf, from, [...before, picks]));
    return parts.length === 1 ? parts[0] : tf.addN(parts);
  }, x);
}

const identity = (length: number): Picks => Array.from({ length }, (_, i) => i);

/** Values and the places that they come from, in float32. */
interface Found {
  readonly value: Core.Tensor;
  readonly place: Core.Tensor;
}

/** The larger of each pair, the first of two equal ones, and a NaN before any number. */
function larger(tf: TensorFlow, first: Found, second: Found): Found {
  const isNaN = (a: Core.Tensor) => tf.notEqual(a, a);
  const fresh = tf.logicalAnd(isNaN(second.value), tf.logicalNot(isNaN(first.value)));
  const better = tf.logicalOr(tf.greater(second.value, first.value), fresh);
  return {
    value: tf.where(better, second.value, first.value),
    place: tf.where(better, second.place, first.place),
  };
}

/**
 * Maxima dimension by dimension, the last one first: of equal numbers the first in each line and then
 * the first line, which is the first in order.
 */
function maximaOf(tf: TensorFlow, x: Core.Tensor, windows: Windows): Found {
  const { space } = windows;
  const own = Array.from({ length: placesOf(space) }, (_, place) => place);
  const start: Found = {
    value: x,
    place: tf.add(tf.zerosLike(x), tf.tensor(own, [1, ...space, 1], "float32")),
  };
  return space.reduceRight((found, _, d) => {
    const before = space.slice(0, d).map(identity);
    // The last entry again where a window has no more.
    const candidates = picksOf(entriesOf(windows, d), (list) => list.at(-1)!).map((picks) => ({
      value: pick(tf, found.value, [...before, picks]),
      place: pick(tf, found.place, [...before, picks]),
    }));
    return candidates.reduce((best, some) => larger(tf, best, some));
  }, start);
}

/** Flat indices into `[rows, ...space, channels]` of places `[rows / times, ...windows, channels]`. */
function indicesOf(
  tf: TensorFlow,
  places: Core.Tensor,
  { space }: Windows,
  times: number,
): Core.Tensor1D {
  const [sources, channels] = [places.shape[0], places.shape.at(-1)!];
  const width = places.size / sources;
  const size = placesOf(space) * channels;
  const origins = Int32Array.from(
    { length: sources * times * width },
    (_, i) => Math.floor(i / width) * size + i % channels,
  );
  const within = tf.mul(tf.cast(repeat(tf, places, times), "int32"), tf.scalar(channels, "int32"));
  return tf.add(tf.reshape(within, [-1]), tf.tensor1d(origins, "int32"));
}

/** Windows on TensorFlow.js, made of what it picks along dimensions. */
export function windows(
  store: TfjsStore,
): Pick<
  Backend,
  "sumWindows" | "spreadWindows" | "maxWindows" | "takePlaces" | "spreadPlaces"
> {
  const { tf } = store;
  return {
    sumWindows(x, windows) {
      const { rows, channels } = checkWindows("sumWindows", "x", x, windows);
      const lists = windows.space.map((_, d) => entriesOf(windows, d));
      const shape = [rows, ...windowSpace(windows), channels];
      return store.make(shape, [x], (x) => sumOfPicks(tf, x, lists));
    },

    spreadWindows(y, windows) {
      const { rows, channels } = checkWindows("spreadWindows", "y", y, windows);
      const lists = windows.space.map((_, d) => windowsAt(windows, d));
      const shape = [rows, ...windows.space, channels];
      return store.make(shape, [y], (y) => sumOfPicks(tf, y, lists));
    },

    maxWindows(x, windows) {
      const { rows, channels } = checkWindows("maxWindows", "x", x, windows);
      const shape = [rows, ...windowSpace(windows), channels];
      // Together, so that they are found once.
      const both = store.make([2, ...shape], [x], (x) => {
        const { value, place } = maximaOf(tf, x, windows);
        return tf.stack([value, place]);
      });
      const part = (i: number) =>
        store.make(
          shape,
          [both],
          (both) => tf.slice(both, [i, ...shape.map(() => 0)], [1, ...shape]),
        );
      return [part(0), part(1)];
    },

    takePlaces(x, places, windows) {
      const { rows, channels } = checkWindows("takePlaces", "x", x, windows);
      checkPlaces("takePlaces", x, places, windows);
      return store.make(
        [rows, ...windowSpace(windows), channels],
        [x, places],
        (x, at) =>
          tf.gather(tf.reshape(x, [-1]), indicesOf(tf, at, windows, rows / places.shape[0])),
      );
    },

    spreadPlaces(y, places, windows) {
      const { rows, channels } = checkWindows("spreadPlaces", "y", y, windows);
      checkPlaces("spreadPlaces", y, places, windows);
      return store.make([rows, ...windows.space, channels], [y, places], (y, at) => {
        const indices = indicesOf(tf, at, windows, rows / places.shape[0]);
        const size = rows * placesOf(windows.space) * channels;
        return tf.scatterND(tf.expandDims(indices, 1), tf.reshape(y, [-1]), [size]);
      });
    },
  };
}
