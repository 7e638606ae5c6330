import { sizeOf } from "./shapes.ts";

/**
 * How the kernel of a convolution slides over an input `[rows, ...space, in]`. Every list has one
 * entry for each spatial dimension, of which there are one to three.
 */
export interface ConvolutionGeometry {
  /** Lengths of the input's spatial dimensions. */
  readonly space: readonly number[];
  /** Lengths of the kernel. */
  readonly kernel: readonly number[];
  /** Steps from one output to the next. */
  readonly stride: readonly number[];
  /** Steps from one entry of the kernel to the next. */
  readonly dilation: readonly number[];
  /** How many zeros stand before and after the input. */
  readonly padding: readonly (readonly [before: number, after: number])[];
  /** Into how many groups the channels fall, which do not see each other. */
  readonly groups: number;
}

/**
 * Windows on an input `[rows, ...space, c]`: for each spatial dimension, of which there are one to
 * three, from where to where each of its windows reaches. A window of the input is one of every dimension.
 */
export interface Windows {
  /** Lengths of the input's spatial dimensions. */
  readonly space: readonly number[];
  /** For each dimension its windows `[start, end)`, none of them empty. */
  readonly bounds: readonly (readonly (readonly [start: number, end: number])[])[];
}

/** Lengths of a convolution's output: how often the kernel fits into the padded input, 0 if it does not. */
export function outputSpace(geometry: ConvolutionGeometry): number[] {
  const { space, kernel, stride, dilation, padding } = geometry;
  return space.map((length, d) => {
    const room = length + padding[d][0] + padding[d][1] - dilation[d] * (kernel[d] - 1) - 1;
    return room < 0 ? 0 : Math.floor(room / stride[d]) + 1;
  });
}

/** How many windows there are along each dimension. */
export function windowSpace({ bounds }: Windows): number[] {
  return bounds.map((windows) => windows.length);
}

/** How the kernel's entries connect places along one dimension. */
export interface Tap {
  readonly output: number;
  readonly kernel: number;
  readonly input: number;
}

/** The connections along dimension d, those to padding left out, ordered by output, then kernel. */
export function tapsOf(geometry: ConvolutionGeometry, d: number): Tap[] {
  const { space, kernel, stride, dilation, padding } = geometry;
  return Array.from(
    { length: outputSpace(geometry)[d] },
    (_, output) =>
      Array.from({ length: kernel[d] }, (_, k) => ({
        output,
        kernel: k,
        input: output * stride[d] - padding[d][0] + k * dilation[d],
      })),
  ).flat().filter(({ input }) => input >= 0 && input < space[d]);
}

/** Every connection of a flat output place, kernel entry and input place. */
export function connections(geometry: ConvolutionGeometry): Tap[] {
  const output = outputSpace(geometry);
  return geometry.space.reduce<Tap[]>((all, length, d) => {
    const taps = tapsOf(geometry, d);
    return all.flatMap((outer) =>
      taps.map((inner) => ({
        output: outer.output * output[d] + inner.output,
        kernel: outer.kernel * geometry.kernel[d] + inner.kernel,
        input: outer.input * length + inner.input,
      }))
    );
  }, [{ output: 0, kernel: 0, input: 0 }]);
}

/** For each window, in order, the flat places that it covers, in order. */
export function windowPlaces({ space, bounds }: Windows): number[][] {
  return space.reduce<number[][]>(
    (outer, length, d) =>
      outer.flatMap((places) =>
        bounds[d].map(([start, end]) =>
          places.flatMap((place) =>
            Array.from({ length: end - start }, (_, i) => place * length + start + i)
          )
        )
      ),
    [[0]],
  );
}

/** The number of places of a space. */
export const placesOf: (space: readonly number[]) => number = sizeOf;
