import type * as Core from "@tensorflow/tfjs-core";
import type { Backend } from "../backend.ts";
import { type Windows, windowSpace } from "../geometry.ts";
import { checkPlaces, checkWindows } from "../geometry_checks.ts";
import { combinations, pick, type Picks, repeat } from "./pick.ts";
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

/** The flat places that picks along each dimension lead to, as `[1, ...picks, 1]`. */
function flatPlaces(tf: TensorFlow, { space }: Windows, picks: readonly Picks[]): Core.Tensor {
  const places = combinations(picks).map((at) =>
    at.reduce((flat, place, d) => flat * space[d] + place, 0)
  );
  return tf.tensor(places, [1, ...picks.map(({ length }) => length), 1], "float32");
}

/** Every candidate of each window in turn, in order; the last one again where a window has no more. */
function candidates(windows: Windows): Picks[][] {
  return combinations(
    windows.space.map((_, d) => picksOf(entriesOf(windows, d), (list) => list.at(-1)!)),
  );
}

/** Windows on TensorFlow.js, made of what it picks along dimensions. */
export function windows(
  store: TfjsStore,
): Pick<
  Backend,
  "sumWindows" | "spreadWindows" | "maxWindows" | "takePlaces" | "spreadPlaces"
> {
  const { tf } = store;
  const spreadTo = (a: Core.Tensor, like: Core.Tensor) => tf.add(tf.zerosLike(like), a);
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
      const best = (x: Core.Tensor) => {
        const [first, ...others] = candidates(windows);
        const start = pick(tf, x, first);
        return others.reduce(({ value, place }, picks) => {
          const some = pick(tf, x, picks);
          const isNaN = (a: Core.Tensor) => tf.notEqual(a, a);
          const fresh = tf.logicalAnd(isNaN(some), tf.logicalNot(isNaN(value)));
          const better = tf.logicalOr(tf.greater(some, value), fresh);
          const at = spreadTo(flatPlaces(tf, windows, picks), place);
          return { value: tf.where(better, some, value), place: tf.where(better, at, place) };
        }, { value: start, place: tf.add(tf.zeros(shape), flatPlaces(tf, windows, first)) });
      };
      return [
        store.make(shape, [x], (x) => best(x).value),
        store.make(shape, [x], (x) => best(x).place),
      ];
    },

    takePlaces(x, places, windows) {
      const { rows, channels } = checkWindows("takePlaces", "x", x, windows);
      checkPlaces("takePlaces", x, places, windows);
      const shape = [rows, ...windowSpace(windows), channels];
      return store.make(shape, [x, places], (x, at) => {
        const place = repeat(tf, at, rows / places.shape[0]);
        return candidates(windows).reduce<Core.Tensor>((found, picks) => {
          const here = tf.equal(place, spreadTo(flatPlaces(tf, windows, picks), place));
          return tf.where(here, pick(tf, x, picks), found);
        }, tf.zeros(shape));
      });
    },

    spreadPlaces(y, places, windows) {
      const { rows, channels } = checkWindows("spreadPlaces", "y", y, windows);
      checkPlaces("spreadPlaces", y, places, windows);
      const shape = [rows, ...windows.space, channels];
      return store.make(shape, [y, places], (y, at) => {
        const place = repeat(tf, at, rows / places.shape[0]);
        const own = flatPlaces(tf, windows, windows.space.map(identity));
        const zeros = tf.zeros(shape);
        return combinations(windows.space.map((_, d) => picksOf(windowsAt(windows, d), () => -1)))
          .reduce<Core.Tensor>((sum, picks) => {
            const here = tf.equal(pick(tf, place, picks), spreadTo(own, sum));
            return tf.add(sum, tf.where(here, pick(tf, y, picks), zeros));
          }, zeros);
      });
    },
  };
}
