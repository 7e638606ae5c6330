import fc from "fast-check";
import type { ActivationName, LossName } from "./architectures.ts";

/** A list of one number for each spatial dimension. */
export type Lengths = readonly number[];

/** Room before and after along each dimension. */
export type Around = readonly (readonly [number, number])[];

/** A layer on signals `[...space, channels]` as data. */
export type SpatialLayer =
  | {
    readonly kind: "convolution";
    readonly transposed: boolean;
    readonly inputs: number;
    readonly outputs: number;
    readonly kernel: Lengths;
    readonly stride: Lengths;
    readonly dilation: Lengths;
    readonly padding: Around;
    readonly groups: number;
    readonly bias: boolean;
  }
  | {
    readonly kind: "maxPool" | "averagePool";
    readonly kernel: Lengths;
    readonly stride: Lengths;
    readonly padding: Around;
    readonly countPadding: boolean;
  }
  | { readonly kind: "adaptiveAveragePool"; readonly size: Lengths }
  | { readonly kind: "zeroPad"; readonly padding: Around }
  | { readonly kind: "upsample"; readonly factor: Lengths }
  | { readonly kind: "groupNorm"; readonly groups: number; readonly channels: number }
  | { readonly kind: "layerNorm"; readonly features: Lengths }
  | { readonly kind: "batchNorm"; readonly channels: number }
  | { readonly kind: "elementwise"; readonly name: ActivationName }
  | { readonly kind: "channelDropout"; readonly probability: number }
  | { readonly kind: "flatten"; readonly channelsFirst: boolean }
  | { readonly kind: "globalAveragePool" }
  | { readonly kind: "residual"; readonly inner: readonly SpatialLayer[] }
  | { readonly kind: "linear"; readonly inputs: number; readonly outputs: number };

/** A network on signals, a loss and how to draw their numbers. */
export interface SpatialSpec {
  /** `[...space, channels]`. */
  readonly features: Lengths;
  readonly outputs: number;
  readonly layers: readonly SpatialLayer[];
  readonly loss: LossName;
  readonly reduction: "mean" | "sum";
  readonly batch: number;
  readonly seed: number;
}

/** Smooth ones, and one with a kink. */
const activations = ["tanh", "sigmoid", "softplus", "silu", "leakyRelu", "relu", "elu"] as const;

/** What a choice may become, depending on the signal that it meets. */
const kinds = [
  "convolution",
  "convolution",
  "convolution",
  "transposed",
  "maxPool",
  "averagePool",
  "adaptiveAveragePool",
  "zeroPad",
  "upsample",
  "groupNorm",
  "layerNorm",
  "batchNorm",
  "channelDropout",
  "residual",
] as const;

interface Choice {
  readonly kind: typeof kinds[number];
  readonly numbers: readonly number[];
  readonly activation: ActivationName | undefined;
}

/** Room at the end of a spatial dimension after which nothing more may grow. */
const LONGEST = 6;

const divisors = (n: number) =>
  Array.from({ length: n }, (_, i) => i + 1).filter((d) => n % d === 0);

/** The layer that a choice becomes on a signal, and the signal's features after it. */
function interpret({ kind, numbers }: Choice, features: Lengths): [SpatialLayer, Lengths] {
  let drawn = 0;
  const pick = (least: number, most: number) =>
    least + numbers[drawn++ % numbers.length] % Math.max(1, most - least + 1);
  const space = features.slice(0, -1);
  const channels = features.at(-1)!;
  const each = (f: (length: number, d: number) => number) => space.map(f);
  const around = (most: Lengths): Around => most.map((one) => [pick(0, one), pick(0, one)]);
  switch (kind) {
    case "convolution": {
      const padding = around(each(() => 1));
      const room = each((length, d) => length + padding[d][0] + padding[d][1]);
      const kernel = each((_, d) => pick(1, Math.min(3, room[d])));
      const dilation = each((_, d) =>
        kernel[d] === 1 ? 1 : pick(1, Math.min(2, Math.floor((room[d] - 1) / (kernel[d] - 1))))
      );
      const stride = each(() => pick(1, 2));
      const possible = divisors(channels);
      const groups = possible[pick(0, possible.length - 1)];
      const outputs = groups * pick(1, groups > 1 ? 2 : 3);
      const bias = pick(0, 3) > 0;
      const shared = { kernel, stride, dilation, padding, groups, bias };
      const output = each((_, d) =>
        Math.floor((room[d] - dilation[d] * (kernel[d] - 1) - 1) / stride[d]) + 1
      );
      return [
        { kind, transposed: false, inputs: channels, outputs, ...shared },
        [...output, outputs],
      ];
    }
    case "transposed": {
      const kernel = each(() => pick(1, 2));
      const dilation = each(() => pick(1, 2));
      const stride = each((length) => length < 4 ? pick(1, 2) : 1);
      const full = each((length, d) =>
        (length - 1) * stride[d] + dilation[d] * (kernel[d] - 1) + 1
      );
      const padding = full.map((length): [number, number] => length > 2 ? [pick(0, 1), 0] : [0, 0]);
      const possible = divisors(channels);
      const groups = possible[pick(0, possible.length - 1)];
      const outputs = groups * pick(1, groups > 1 ? 1 : 2);
      const output = full.map((length, d) => length - padding[d][0] - padding[d][1]);
      const shared = { kernel, stride, dilation, padding, groups, bias: true };
      return [
        { kind: "convolution", transposed: true, inputs: channels, outputs, ...shared },
        [...output, outputs],
      ];
    }
    case "maxPool":
    case "averagePool": {
      const kernel = each((length) => pick(1, Math.min(3, length)));
      const stride = each(() => pick(1, 2));
      const padding = around(kernel.map((length) => Math.floor(length / 2)));
      const output = each((length, d) =>
        Math.floor((length + padding[d][0] + padding[d][1] - kernel[d]) / stride[d]) + 1
      );
      const countPadding = pick(0, 1) > 0;
      return [{ kind, kernel, stride, padding, countPadding }, [...output, channels]];
    }
    case "adaptiveAveragePool": {
      const size = each((length) => pick(1, length));
      return [{ kind, size }, [...size, channels]];
    }
    case "zeroPad": {
      const padding = around(each((length) => length < LONGEST ? 1 : 0));
      const output = each((length, d) => length + padding[d][0] + padding[d][1]);
      return [{ kind, padding }, [...output, channels]];
    }
    case "upsample": {
      const factor = each((length) => length < 3 ? pick(1, 2) : 1);
      return [{ kind, factor }, [...each((length, d) => length * factor[d]), channels]];
    }
    case "groupNorm": {
      const possible = divisors(channels);
      return [{ kind, groups: possible[pick(0, possible.length - 1)], channels }, features];
    }
    case "layerNorm":
      return [{ kind, features }, features];
    case "batchNorm":
      return [{ kind, channels }, features];
    case "channelDropout":
      return [{ kind, probability: 0.3 }, features];
    case "residual": {
      const kernel = each(() => pick(1, 3));
      const padding = kernel.map((length): [number, number] => {
        const before = pick(0, length - 1);
        return [before, length - 1 - before];
      });
      const ones = each(() => 1);
      const inner: SpatialLayer[] = [
        {
          kind: "convolution",
          transposed: false,
          inputs: channels,
          outputs: channels,
          kernel,
          stride: ones,
          dilation: ones,
          padding,
          groups: 1,
          bias: true,
        },
        { kind: "elementwise", name: activations[pick(0, activations.length - 1)] },
      ];
      return [{ kind, inner }, features];
    }
  }
}

/** Random networks in one to three dimensions: a few layers on signals, then a dense one. */
export const spatialArchitectures: fc.Arbitrary<SpatialSpec> = fc.record({
  dimensions: fc.integer({ min: 1, max: 3 }),
  lengths: fc.array(fc.nat(20), { minLength: 3, maxLength: 3 }),
  channels: fc.integer({ min: 1, max: 4 }),
  choices: fc.array(
    fc.record<Choice>({
      kind: fc.constantFrom(...kinds),
      numbers: fc.array(fc.nat(60), { minLength: 12, maxLength: 12 }),
      activation: fc.option(fc.constantFrom(...activations), { freq: 4, nil: undefined }),
    }),
    { minLength: 1, maxLength: 3 },
  ),
  end: fc.constantFrom("flatten" as const, "channelsFirst" as const, "globalAveragePool" as const),
  outputs: fc.integer({ min: 1, max: 3 }),
  loss: fc.constantFrom<LossName>("crossEntropy", "meanSquaredError", "softmaxNll"),
  reduction: fc.constantFrom("mean" as const, "sum" as const),
  batch: fc.integer({ min: 1, max: 3 }),
  seed: fc.nat(),
}).map(({ dimensions, lengths, channels, choices, end, ...rest }) => {
  // Volumes are cut shorter, so that all take about as long.
  const most = [7, 5, 3][dimensions - 1];
  const features = [...lengths.slice(0, dimensions).map((n) => 2 + n % (most - 1)), channels];
  const layers: SpatialLayer[] = [];
  let current: Lengths = features;
  for (const choice of choices) {
    const [layer, after] = interpret(choice, current);
    layers.push(layer);
    if (choice.activation) layers.push({ kind: "elementwise", name: choice.activation });
    current = after;
  }
  const inputs = end === "globalAveragePool"
    ? current.at(-1)!
    : current.reduce((size, length) => size * length, 1);
  layers.push(
    end === "globalAveragePool"
      ? { kind: end }
      : { kind: "flatten", channelsFirst: end === "channelsFirst" },
    { kind: "linear", inputs, outputs: rest.outputs },
  );
  return { features, layers, ...rest };
});
