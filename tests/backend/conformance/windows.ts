import type { Windows } from "../../../lib/backend/geometry.ts";
import type { Case } from "./case.ts";
import { halves, irregular, lengths, type Plain, replaced, sizeOf } from "./plain.ts";

interface Setting {
  readonly what: string;
  readonly windows: Windows;
  readonly rows: number;
  readonly channels: number;
}

/** Windows of a length and a step along a dimension, what of them is in it. */
const sliding = (
  space: number,
  length: number,
  count: number,
  step: number,
  start = 0,
): [number, number][] =>
  Array.from({ length: count }, (_, i) => [
    Math.max(start + i * step, 0),
    Math.min(start + i * step + length, space),
  ]);

const settings: readonly Setting[] = [
  { what: "one place", windows: { space: [1], bounds: [[[0, 1]]] }, rows: 1, channels: 1 },
  { what: "halves", windows: { space: [6], bounds: [sliding(6, 2, 3, 2)] }, rows: 2, channels: 3 },
  { what: "overlap", windows: { space: [7], bounds: [sliding(7, 3, 3, 2)] }, rows: 3, channels: 5 },
  {
    what: "planes",
    windows: { space: [5, 6], bounds: [sliding(5, 3, 3, 2, -1), sliding(6, 2, 3, 2)] },
    rows: 2,
    channels: 4,
  },
  {
    what: "irregular windows",
    windows: { space: [5, 4], bounds: [[[0, 2], [1, 4], [3, 5]], [[0, 4], [2, 3]]] },
    rows: 2,
    channels: 9,
  },
  {
    what: "with gaps",
    windows: { space: [9, 3], bounds: [[[1, 2], [4, 6]], [[0, 1], [2, 3]]] },
    rows: 1,
    channels: 8,
  },
  {
    what: "volumes",
    windows: {
      space: [3, 4, 4],
      bounds: [sliding(3, 2, 2, 1), sliding(4, 2, 2, 2), sliding(4, 3, 2, 1)],
    },
    rows: 2,
    channels: 2,
  },
  {
    what: "no rows",
    windows: { space: [2, 2], bounds: [[[0, 2]], [[0, 2]]] },
    rows: 0,
    channels: 3,
  },
  ...lengths.flatMap((n): Setting[] => [
    {
      what: `${n} channels`,
      windows: { space: [3], bounds: [sliding(3, 2, 2, 1)] },
      rows: 1,
      channels: n,
    },
    {
      what: `${n} places`,
      windows: { space: [n], bounds: [sliding(n, 2, Math.ceil(n / 2), 2)] },
      rows: 1,
      channels: 2,
    },
  ]),
];

/** Flat places of each window. */
function placesOf({ space, bounds }: Windows): number[][] {
  const count = sizeOf(bounds.map((along) => along.length));
  return Array.from({ length: count }, (_, window) => {
    const which = bounds.map((along, d) => {
      const below = sizeOf(bounds.slice(d + 1).map((one) => one.length));
      return along[Math.floor(window / below) % along.length];
    });
    return Array.from({ length: sizeOf(space) }, (_, place) => place).filter((place) =>
      space.every((length, d) => {
        const at = Math.floor(place / sizeOf(space.slice(d + 1))) % length;
        return at >= which[d][0] && at < which[d][1];
      })
    );
  });
}

const shapesOf = ({ windows, rows, channels }: Setting) => ({
  x: [rows, ...windows.space, channels],
  y: [rows, ...windows.bounds.map((along) => along.length), channels],
});

/** Calls with the flat indices of each number in a window and of the window's number. */
function visit(one: Setting, each: (y: number, x: number, place: number) => void): void {
  const { windows, rows, channels } = one;
  const covered = placesOf(windows);
  const size = sizeOf(windows.space);
  for (let row = 0; row < rows; row++) {
    for (const [window, places] of covered.entries()) {
      for (let c = 0; c < channels; c++) {
        for (const place of places) {
          each(
            (row * covered.length + window) * channels + c,
            (row * size + place) * channels + c,
            place,
          );
        }
      }
    }
  }
}

const zeros = (shape: readonly number[]): number[] => Array<number>(sizeOf(shape)).fill(0);

function maxima(one: Setting, x: Plain): { maxima: Plain; places: Plain } {
  const { y } = shapesOf(one);
  const best: (number | undefined)[] = Array(sizeOf(y));
  const places = zeros(y);
  visit(one, (to, from, place) => {
    const value = x.data[from];
    const known = best[to];
    if (known === undefined || value > known || (isNaN(value) && !isNaN(known))) {
      best[to] = value;
      places[to] = place;
    }
  });
  return { maxima: { shape: y, data: best as number[] }, places: { shape: y, data: places } };
}

function casesOf(one: Setting): Case[] {
  const shapes = shapesOf(one);
  const { windows, what } = one;
  const [x, y] = [halves(shapes.x), halves(shapes.y, 1)];
  const [sums, spread] = [zeros(shapes.y), zeros(shapes.x)];
  visit(one, (to, from) => {
    sums[to] += x.data[from];
    spread[from] += y.data[to];
  });
  const signal = irregular(shapes.x, 3);
  return [
    {
      name: `sumWindows ${what}`,
      operands: [x],
      run: (b, x) => b.sumWindows(x, windows),
      expected: { shape: shapes.y, data: sums },
    },
    {
      name: `spreadWindows ${what}`,
      operands: [y],
      run: (b, y) => b.spreadWindows(y, windows),
      expected: { shape: shapes.x, data: spread },
    },
    maxCase(one, signal, what),
    maxCase(one, { ...signal, data: signal.data.map((v) => Math.round(v)) }, `${what} with ties`),
    ...placeCases(one, signal),
  ];
}

function maxCase(one: Setting, x: Plain, what: string): Case {
  const expected = maxima(one, x);
  return {
    name: `maxWindows ${what}`,
    operands: [x],
    run: (b, x) => b.maxWindows(x, one.windows),
    expected: [expected.maxima, expected.places],
  };
}

/** Signals with as many rows as places, and with twice as many; one number may be another. */
function placeCases(one: Setting, signal: Plain, value?: number): Case[] {
  const { places } = maxima(one, signal);
  const { windows, channels, what } = one;
  const size = sizeOf(windows.space) * channels;
  const width = sizeOf(places.shape.slice(1));
  return [1, 2].flatMap((times): Case[] => {
    const rows = one.rows * times;
    const [x, y] = [
      halves([rows, ...windows.space, channels], 4),
      halves([rows, ...places.shape.slice(1)], 5),
    ].map((numbers) => value === undefined ? numbers : replaced(numbers, 13, value));
    const named = `${what}, ${times} rows each${value === undefined ? "" : ` with ${value}`}`;
    const at = (i: number) => {
      const row = Math.floor(i / width);
      const place = places.data[Math.floor(row / times) * width + i % width];
      return row * size + place * channels + i % channels;
    };
    const spread = zeros(x.shape);
    y.data.forEach((value, i) => spread[at(i)] += value);
    return [{
      name: `takePlaces ${named}`,
      operands: [x, places],
      run: (b, x, places) => b.takePlaces(x, places, windows),
      expected: { shape: y.shape, data: y.data.map((_, i) => x.data[at(i)]) },
    }, {
      name: `spreadPlaces ${named}`,
      operands: [y, places],
      run: (b, y, places) => b.spreadPlaces(y, places, windows),
      expected: { shape: x.shape, data: spread },
    }];
  });
}

const planes = settings[3];

/** Only windows that hold such a number feel it. */
const notFinite: readonly Case[] = [NaN, Infinity, -Infinity].flatMap((value): Case[] => {
  const { x: shape, y } = shapesOf(planes);
  const x = replaced(irregular(shape), 29, value);
  const signal = replaced(irregular(y, 1), 13, value);
  const [sums, spread] = [zeros(y), zeros(shape)];
  visit(planes, (to, from) => {
    sums[to] += x.data[from];
    spread[from] += signal.data[to];
  });
  return [
    maxCase(planes, x, `planes with ${value}`),
    {
      name: `sumWindows planes with ${value}`,
      operands: [x],
      run: (b, x) => b.sumWindows(x, planes.windows),
      expected: { shape: y, data: sums },
    },
    {
      name: `spreadWindows planes with ${value}`,
      operands: [signal],
      run: (b, y) => b.spreadWindows(y, planes.windows),
      expected: { shape, data: spread },
    },
    ...placeCases(planes, irregular(shape, 3), value),
  ];
});

/** Sums, maxima and their adjoints, over windows in one to three dimensions. */
export const windowCases: readonly Case[] = [...settings.flatMap(casesOf), ...notFinite];
