import { assertEquals, assertGreater } from "@std/assert";
import {
  type Backend,
  channelsLast,
  conv2d,
  createNetwork,
  crossEntropy,
  dropout,
  flatten,
  gradient,
  Random,
  reference,
  tanh,
  zeroPad,
} from "../../mod.ts";
import { estimators } from "../properties/estimators.ts";

Deno.test("nothing is computed below the first layer with parameters, nor its own adjoint", () => {
  /** Lengths of the kernels that adjoints were taken of. */
  let adjoints: number[] = [];
  const note = (weight: { readonly shape: readonly number[] }, adjoint = false) => {
    if (adjoint) adjoints.push(weight.shape.at(-1)!);
  };
  let spreads = 0;
  const watched: Backend = {
    ...reference,
    convolve(x, weight, geometry, flags) {
      note(weight, flags?.adjoint);
      return reference.convolve(x, weight, geometry, flags);
    },
    convolveDual(g, h, weight, geometry, flags) {
      note(weight, flags?.adjoint);
      return reference.convolveDual(g, h, weight, geometry, flags);
    },
    // The adjoint of padding.
    sumWindows(x, windows) {
      spreads++;
      return reference.sumWindows(x, windows);
    },
  };
  const below = [channelsLast(), zeroPad(1), dropout(0.2)];
  const layers = [...below, conv2d(1, 2, 3), tanh(), conv2d(2, 3, 2), tanh(), conv2d(3, 2, 3)];
  const network = createNetwork([...layers, flatten()], { seed: 1, backend: watched });
  const images = watched.random("normal", [2, 1, 4, 4], new Random(1));
  for (const [name, estimate] of Object.entries({ gradient, ...estimators })) {
    [adjoints, spreads] = [[], 0];
    estimate(network, images, crossEntropy([0, 1]), { training: true });
    assertGreater(adjoints.length, 1, name);
    // The last convolution has kernels of 3, and stands above that of 2: as many adjoints of both.
    const [threes, twos] = [3, 2].map((k) => adjoints.filter((length) => length === k).length);
    assertEquals([threes, spreads], [twos, 0], name);
  }
});
