import type { Backend } from "../backend.ts";
import { placesOf, windowPlaces, windowSpace } from "../geometry.ts";
import { checkPlaces, checkWindows } from "../geometry_checks.ts";
import { allocate, values } from "./storage.ts";

/** Windows of the reference backend. */
export const windows: Pick<
  Backend,
  "sumWindows" | "spreadWindows" | "maxWindows" | "takePlaces" | "spreadPlaces"
> = {
  sumWindows(x, windows) {
    const { rows, channels } = checkWindows("sumWindows", "x", x, windows);
    const [from, size] = [values(x), placesOf(windows.space)];
    const { tensor, out } = allocate([rows, ...windowSpace(windows), channels]);
    const covered = windowPlaces(windows);
    for (let row = 0; row < rows; row++) {
      for (const [window, places] of covered.entries()) {
        for (const place of places) {
          for (let c = 0; c < channels; c++) {
            out[(row * covered.length + window) * channels + c] +=
              from[(row * size + place) * channels + c];
          }
        }
      }
    }
    return tensor;
  },

  spreadWindows(y, windows) {
    const { rows, channels } = checkWindows("spreadWindows", "y", y, windows);
    const [from, size] = [values(y), placesOf(windows.space)];
    const { tensor, out } = allocate([rows, ...windows.space, channels]);
    const covered = windowPlaces(windows);
    for (let row = 0; row < rows; row++) {
      for (const [window, places] of covered.entries()) {
        for (const place of places) {
          for (let c = 0; c < channels; c++) {
            out[(row * size + place) * channels + c] +=
              from[(row * covered.length + window) * channels + c];
          }
        }
      }
    }
    return tensor;
  },

  maxWindows(x, windows) {
    const { rows, channels } = checkWindows("maxWindows", "x", x, windows);
    const [from, size] = [values(x), placesOf(windows.space)];
    const shape = [rows, ...windowSpace(windows), channels];
    const [{ tensor: maxima, out }, { tensor: places, out: at }] = [
      allocate(shape),
      allocate(shape),
    ];
    const covered = windowPlaces(windows);
    for (let row = 0; row < rows; row++) {
      for (const [window, candidates] of covered.entries()) {
        for (let c = 0; c < channels; c++) {
          const value = (place: number) => from[(row * size + place) * channels + c];
          const best = candidates.reduce((best, place) =>
            value(place) > value(best) || (isNaN(value(place)) && !isNaN(value(best)))
              ? place
              : best
          );
          out[(row * covered.length + window) * channels + c] = value(best);
          at[(row * covered.length + window) * channels + c] = best;
        }
      }
    }
    return [maxima, places];
  },

  takePlaces(x, places, windows) {
    const { rows, channels } = checkWindows("takePlaces", "x", x, windows);
    checkPlaces("takePlaces", x, places, windows);
    const [space, sources] = [windowSpace(windows), places.shape[0]];
    const [from, at, size] = [values(x), values(places), placesOf(windows.space)];
    const { tensor, out } = allocate([rows, ...space, channels]);
    const width = placesOf(space) * channels;
    for (let i = 0; i < out.length; i++) {
      const row = Math.floor(i / width);
      const place = at[Math.floor(row * sources / rows) * width + i % width];
      out[i] = from[(row * size + place) * channels + i % channels];
    }
    return tensor;
  },

  spreadPlaces(y, places, windows) {
    const { rows, channels } = checkWindows("spreadPlaces", "y", y, windows);
    checkPlaces("spreadPlaces", y, places, windows);
    const [space, sources] = [windowSpace(windows), places.shape[0]];
    const [from, at, size] = [values(y), values(places), placesOf(windows.space)];
    const { tensor, out } = allocate([rows, ...windows.space, channels]);
    const width = placesOf(space) * channels;
    for (let i = 0; i < from.length; i++) {
      const row = Math.floor(i / width);
      const place = at[Math.floor(row * sources / rows) * width + i % width];
      out[(row * size + place) * channels + i % channels] += from[i];
    }
    return tensor;
  },
};
