import type { Backend, Tensor } from "../../../lib/backend/backend.ts";
import type { Refusal } from "./refusals.ts";

const zeros = (b: Backend, ...shape: readonly number[]): Tensor => b.fill(shape, 0);

const plane = {
  space: [4, 4],
  kernel: [3, 3],
  stride: [1, 1],
  dilation: [1, 1],
  padding: [[0, 0], [0, 0]] as const,
  groups: 2,
};
const quarters = { space: [4, 4], bounds: [[[0, 2], [2, 4]], [[0, 2], [2, 4]]] as const };

/** Convolutions and windows at shapes that they refuse. */
export const spatialRefusals: readonly Refusal[] = [
  {
    operation: "convolve",
    case: "another kernel",
    run: (b) => b.convolve(zeros(b, 1, 4, 4, 6), zeros(b, 2, 3, 3, 2), plane),
    expected: "w [out, in, 3, 3]",
    found: "[2, 3, 3, 2]",
  },
  {
    operation: "convolve",
    case: "channels",
    run: (b) => b.convolve(zeros(b, 1, 4, 4, 5), zeros(b, 2, 3, 3, 3), plane),
    expected: "a [rows, 4, 4, 6]",
    found: "[1, 4, 4, 5]",
  },
  {
    operation: "convolve",
    case: "space, adjoint",
    run: (b) => b.convolve(zeros(b, 1, 4, 4, 2), zeros(b, 2, 3, 3, 3), plane, { adjoint: true }),
    expected: "a [rows, 2, 2, 2]",
    found: "[1, 4, 4, 2]",
  },
  {
    operation: "convolveDual",
    case: "h unlike g",
    run: (b) =>
      b.convolveDual(zeros(b, 1, 4, 4, 6), zeros(b, 2, 4, 4, 6), zeros(b, 2, 3, 3, 3), plane),
    expected: "h of shape [1, 4, 4, 6]",
    found: "[2, 4, 4, 6]",
  },
  {
    operation: "convolveWeights",
    case: "rows",
    run: (b) => b.convolveWeights(zeros(b, 3, 2, 2, 2), zeros(b, 2, 4, 4, 6), plane),
    expected: "3",
    found: "[2, 4, 4, 6]",
  },
  {
    operation: "convolveWeights",
    case: "groups",
    run: (b) => b.convolveWeights(zeros(b, 1, 2, 2, 2), zeros(b, 1, 4, 4, 5), plane),
    expected: "2 groups",
    found: "[1, 4, 4, 5]",
  },
  {
    operation: "convolveWeightsDual",
    case: "h unlike g",
    run: (b) =>
      b.convolveWeightsDual(
        zeros(b, 1, 2, 2, 2),
        zeros(b, 2, 2, 2, 2),
        zeros(b, 1, 4, 4, 6),
        plane,
      ),
    expected: "h of shape [1, 2, 2, 2]",
    found: "[2, 2, 2, 2]",
  },
  ...(["sumWindows", "maxWindows"] as const).map((operation): Refusal => ({
    operation,
    case: "another space",
    run: (b) => b[operation](zeros(b, 1, 4, 3, 2), quarters),
    expected: "x [rows, 4, 4, channels]",
    found: "[1, 4, 3, 2]",
  })),
  {
    operation: "sumWindows",
    case: "an empty window",
    run: (b) => b.sumWindows(zeros(b, 1, 4, 2), { space: [4], bounds: [[[2, 2]]] }),
    expected: "none of them empty",
    found: "[4]",
  },
  {
    operation: "spreadWindows",
    case: "another space",
    run: (b) => b.spreadWindows(zeros(b, 1, 2, 3, 2), quarters),
    expected: "y [rows, 2, 2, channels]",
    found: "[1, 2, 3, 2]",
  },
  {
    operation: "takePlaces",
    case: "rows",
    run: (b) => b.takePlaces(zeros(b, 3, 4, 4, 1), zeros(b, 2, 2, 2, 1), quarters),
    expected: "3",
    found: "[2, 2, 2, 1]",
  },
  {
    operation: "spreadPlaces",
    case: "channels of places",
    run: (b) => b.spreadPlaces(zeros(b, 1, 2, 2, 1), zeros(b, 1, 2, 2, 2), quarters),
    expected: "places [rows, 2, 2, 1]",
    found: "[1, 2, 2, 2]",
  },
];
