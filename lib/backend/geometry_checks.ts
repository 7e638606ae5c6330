import type { Tensor } from "./backend.ts";
import { type ConvolutionGeometry, outputSpace, type Windows, windowSpace } from "./geometry.ts";
import { mismatch, sameShape, show, spreads } from "./shapes.ts";

/** Lengths of what a convolution relates. */
export interface ConvolutionSizes {
  /** Rows of the signal. */
  readonly rows: number;
  /** Channels of the input. */
  readonly inputs: number;
  /** Channels of the output. */
  readonly outputs: number;
  /** Spatial lengths of the output. */
  readonly space: readonly number[];
}

/** Checks the operands of `Backend.convolve`. */
export function checkConvolution(
  operation: string,
  name: string,
  a: Tensor,
  w: Tensor,
  geometry: ConvolutionGeometry,
  adjoint: boolean,
): ConvolutionSizes {
  const [outputs, depth, ...kernel] = w.shape;
  const { groups } = geometry;
  if (!sameShape(kernel, geometry.kernel) || outputs % groups !== 0) {
    const lengths = ["out", "in", ...geometry.kernel].join(", ");
    mismatch(operation, `w [${lengths}] in groups of ${groups}`, w.shape);
  }
  const [inputs, space] = [depth * groups, outputSpace(geometry)];
  checkSignal(operation, name, a, adjoint ? space : geometry.space, adjoint ? outputs : inputs);
  return { rows: a.shape[0], inputs, outputs, space };
}

/** Checks the operands of `Backend.convolveWeights`. */
export function checkWeights(
  operation: string,
  name: string,
  a: Tensor,
  b: Tensor,
  geometry: ConvolutionGeometry,
): ConvolutionSizes {
  const space = outputSpace(geometry);
  for (const [what, tensor, lengths] of [[name, a, space], ["b", b, geometry.space]] as const) {
    checkSignal(operation, what, tensor, lengths);
    if (tensor.shape.at(-1)! % geometry.groups !== 0) {
      mismatch(operation, `${what} with channels in ${geometry.groups} groups`, tensor.shape);
    }
  }
  checkSpread(operation, a, "b", b);
  return { rows: a.shape[0], inputs: b.shape.at(-1)!, outputs: a.shape.at(-1)!, space };
}

/** Checks that h is like g. */
export function checkPair(operation: string, g: Tensor, h: Tensor): void {
  if (!sameShape(g.shape, h.shape)) mismatch(operation, `h of shape ${show(g.shape)}`, h.shape);
}

/** Checks a signal of the space that windows are on, or of the windows; gives its rows and channels. */
export function checkWindows(
  operation: string,
  name: "x" | "y",
  signal: Tensor,
  windows: Windows,
): { readonly rows: number; readonly channels: number } {
  const { space, bounds } = windows;
  const fits = bounds.length === space.length &&
    bounds.every((along, d) =>
      along.every(([start, end]) => start >= 0 && start < end && end <= space[d])
    );
  if (!fits) mismatch(operation, "windows within the space, none of them empty", space);
  checkSignal(operation, name, signal, name === "x" ? space : windowSpace(windows));
  return { rows: signal.shape[0], channels: signal.shape.at(-1)! };
}

/** Checks the places of maxima that are spread over a signal. */
export function checkPlaces(
  operation: string,
  signal: Tensor,
  places: Tensor,
  windows: Windows,
): void {
  checkSignal(operation, "places", places, windowSpace(windows), signal.shape.at(-1));
  checkSpread(operation, signal, "places", places);
}

function checkSpread(operation: string, a: Tensor, name: string, b: Tensor): void {
  if (!spreads(b.shape[0], a.shape[0])) {
    mismatch(operation, `rows of ${name} to divide ${a.shape[0]}`, b.shape);
  }
}

/** Checks `[rows, ...space, channels]`. */
function checkSignal(
  operation: string,
  name: string,
  { shape }: Tensor,
  space: readonly number[],
  channels: number | "channels" = "channels",
): void {
  const found = shape.slice(1);
  const expected = [...space, channels === "channels" ? found.at(-1)! : channels];
  if (!sameShape(found, expected)) {
    mismatch(operation, `${name} [${["rows", ...space, channels].join(", ")}]`, shape);
  }
}
