import {
  bars,
  boxes,
  contours,
  dots,
  facets,
  type Figure,
  heatMap,
  heatMapGrid,
  lines,
} from "../../../lib/plot/mod.ts";

const METHODS = ["hesscale", "bl89", "ggn", "hutchinson-1"];
const PHASES = ["before training", "after training"];

/** Values spread over some decades around a power of ten; no two groups are equal. */
function spread(group: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => 10 ** (group / 2) * (1 + 0.1 * index));
}

function matrix(size: number, scale: number): number[][] {
  const indices = Array.from({ length: size }, (_, index) => index);
  return indices.map((row) => indices.map((column) => scale / (1 + Math.abs(row - column)) ** 4));
}

const epochs = [1, 2, 3, 4];
const curves = ["adam", "adahesscale"].map((name, index) => ({
  name,
  x: epochs,
  runs: [3, 4, 5].map((start) => epochs.map((epoch) => start / (epoch + index))),
}));

/** A figure of every kind, small but with everything that kind can have. */
export const examples: Readonly<Record<string, Figure>> = {
  dots: dots(
    ["tanh", "ReLU"].flatMap((panel, p) =>
      METHODS.flatMap((category, m) =>
        PHASES.map((series, s) => ({ category, series, panel, values: spread(p + m + s, 6) }))
      )
    ),
    {
      title: "Error of Hessian diagonals",
      value: { title: "L1 error", unit: "nat", scale: "log" },
      references: [{ value: 1, label: "HesScale's error" }],
      caption: "One dot for each seed.",
    },
  ),
  "dots with zeros": dots([
    { category: "ggn", values: [0, 0, 0] },
    { category: "bl89", values: [1, 10, 100] },
  ], { value: { title: "error", scale: "log" }, orientation: "vertical" }),
  boxes: boxes(METHODS.map((category, m) => ({ category, values: spread(m, 9) })), {
    title: "Spread",
    value: { title: "return" },
    noun: "episodes",
  }),
  bars: bars(
    METHODS.flatMap((category, m) =>
      PHASES.map((series, s) => ({ category, series, values: spread(m + s, 3) }))
    ),
    { title: "Cost", value: { title: "time per update", unit: "ms" } },
  ),
  lines: lines(curves, {
    title: "Learning curves",
    x: { title: "epoch" },
    y: { title: "loss", unit: "nat", scale: "log" },
    references: [{ value: 0.5, label: "goal" }],
  }),
  "lines in panels": lines(
    ["Hopper", "Ant"].flatMap((panel) => curves.map((curve) => ({ ...curve, panel }))),
    { x: { title: "epoch" }, y: { title: "return" }, shareY: false },
  ),
  "heat map": heatMap(matrix(6, 2), {
    title: "Hessian",
    x: "column",
    y: "row",
    color: { title: "second derivative", scale: "diverging" },
  }),
  "heat maps": heatMapGrid(
    [16, 16, 10, 16, 16, 10].map((size, index) => ({
      values: matrix(size, 10 ** -index),
      title: `layer ${index % 3 + 1}`,
      note: `dominance 0.${index + 3}`,
    })),
    {
      title: "Hessians of the pre-activations",
      columns: 3,
      rowTitles: ["before", "after"],
      x: "unit",
      y: "unit",
      color: { title: "|∂²L/∂a∂a′|", scale: "log" },
    },
  ),
  contours: contours({
    x: [-1, 0, 1, 2],
    y: [-1, 0, 1],
    z: [-1, 0, 1].map((y) => [-1, 0, 1, 2].map((x) => 1 + x ** 2 + 5 * y ** 2)),
  }, {
    title: "Two ways down",
    x: { title: "θ₁" },
    y: { title: "θ₂" },
    color: { title: "loss", scale: "log" },
    mark: { label: "minimum", x: 0, y: 0 },
    trajectories: [{ name: "adam", x: [2, 1, 0], y: [1, 0.5, 0] }],
  }),
  facets: facets([
    lines(curves, { title: "Loss", x: { title: "epoch" }, y: { title: "loss" } }),
    bars([{ category: "adam", value: 3 }], { title: "Cost", value: { title: "time", unit: "ms" } }),
  ], { title: "Side by side" }),
};
