import { Random } from "../../mod.ts";
import { activation } from "./definitions.ts";
import { HyperDual, sum } from "./hyper_dual.ts";
import type { Lengths, SpatialLayer, SpatialSpec } from "./spatial_architectures.ts";

/** One sample's signal: a number at each place and channel. */
export interface Signal {
  /** `[...space, channels]`, or `[features]`. */
  readonly shape: Lengths;
  readonly data: readonly HyperDual[];
}

const sizeOf = (shape: Lengths) => shape.reduce((size, length) => size * length, 1);

/** All places of a space, in order. */
export function places(space: Lengths): number[][] {
  return space.reduce<number[][]>(
    (all, length) => all.flatMap((at) => Array.from({ length }, (_, i) => [...at, i])),
    [[]],
  );
}

const flat = (space: Lengths, at: Lengths) =>
  at.reduce((index, place, d) => index * space[d] + place, 0);

const inside = (space: Lengths, at: Lengths) =>
  at.every((place, d) => place >= 0 && place < space[d]);

/** A signal given by a function of place and channel. */
function signal(space: Lengths, channels: number, at: (place: number[], c: number) => HyperDual) {
  const data = places(space).flatMap((place) =>
    Array.from({ length: channels }, (_, c) => at(place, c))
  );
  return { shape: [...space, channels], data };
}

/** How many parameters a layer has. */
export function parameterCount(layer: SpatialLayer): number {
  switch (layer.kind) {
    case "convolution": {
      const { inputs, outputs, groups, kernel, bias } = layer;
      return inputs * outputs / groups * sizeOf(kernel) + (bias ? outputs : 0);
    }
    case "linear":
      return layer.outputs * (layer.inputs + 1);
    case "batchNorm":
    case "groupNorm":
      return 2 * layer.channels;
    case "layerNorm":
      return 2 * sizeOf(layer.features);
    case "residual":
      return layer.inner.reduce((size, one) => size + parameterCount(one), 0);
    default:
      return 0;
  }
}

/** What a layer is given besides its input. */
interface Given {
  /** Its parameters, in their order. */
  readonly own: readonly HyperDual[];
  /** Running mean and variance of each channel. */
  readonly statistics: (channel: number) => readonly [mean: number, variance: number];
  /** A factor for each channel of each sample, in order. */
  readonly random: Random;
}

/** The output of a layer for the signals of a batch, by definition. */
export function cross(layer: SpatialLayer, batch: readonly Signal[], given: Given): Signal[] {
  if (layer.kind === "residual") {
    // Its inner layers with parameters come first.
    const inner = layer.inner.reduce((all, one) => cross(one, all, given), [...batch]);
    return batch.map((x, n) => ({
      ...x,
      data: x.data.map((number, i) => number.plus(inner[n].data[i])),
    }));
  }
  if (layer.kind !== "channelDropout") return batch.map((x) => crossOne(layer, x, given));
  const { probability } = layer;
  return batch.map((x) => {
    const channels = x.shape.at(-1)!;
    const factors = Array.from(
      { length: channels },
      () => given.random.uniform() > probability ? 1 / (1 - probability) : 0,
    );
    return { ...x, data: x.data.map((value, i) => value.scaled(factors[i % channels])) };
  });
}

function crossOne(layer: SpatialLayer, x: Signal, { own, statistics }: Given): Signal {
  const space = x.shape.slice(0, -1);
  const channels = x.shape.at(-1)!;
  const value = (at: Lengths, c: number) => x.data[flat(space, at) * channels + c];
  switch (layer.kind) {
    case "convolution":
      return layer.transposed ? transposed(layer, x, own) : convolution(layer, x, own);
    case "maxPool":
    case "averagePool": {
      const { kernel, stride, padding } = layer;
      const output = space.map((length, d) =>
        Math.floor((length + padding[d][0] + padding[d][1] - kernel[d]) / stride[d]) + 1
      );
      return signal(output, channels, (at, c) => {
        const numbers = places(kernel)
          .map((k) => k.map((step, d) => at[d] * stride[d] - padding[d][0] + step))
          .filter((place) => inside(space, place)).map((place) => value(place, c));
        if (layer.kind === "maxPool") return numbers.reduce((a, b) => b.value > a.value ? b : a);
        return sum(numbers).scaled(1 / (layer.countPadding ? sizeOf(kernel) : numbers.length));
      });
    }
    case "adaptiveAveragePool":
      return signal(layer.size, channels, (at, c) => {
        const numbers = places(space).filter((place) =>
          place.every((one, d) => {
            const share = space[d] / layer.size[d];
            return one >= Math.floor(at[d] * share) && one < Math.ceil((at[d] + 1) * share);
          })
        ).map((place) => value(place, c));
        return sum(numbers).scaled(1 / numbers.length);
      });
    case "zeroPad": {
      const { padding } = layer;
      const output = space.map((length, d) => padding[d][0] + length + padding[d][1]);
      return signal(output, channels, (at, c) => {
        const place = at.map((one, d) => one - padding[d][0]);
        return inside(space, place) ? value(place, c) : new HyperDual(0);
      });
    }
    case "upsample": {
      const output = space.map((length, d) => length * layer.factor[d]);
      return signal(
        output,
        channels,
        (at, c) => value(at.map((one, d) => Math.floor(one / layer.factor[d])), c),
      );
    }
    case "groupNorm":
      return normalised(
        x,
        own,
        (i) => Math.floor((i % channels) * layer.groups / channels),
        channels,
      );
    case "layerNorm":
      return normalised(x, own, () => 0, x.data.length);
    case "batchNorm": {
      const data = x.data.map((number, i) => {
        const c = i % channels;
        const [mean, variance] = statistics(c);
        const scaled = number.scaled(1, -mean).scaled(1 / Math.sqrt(variance + 1e-5));
        return scaled.times(own[c]).plus(own[channels + c]);
      });
      return { ...x, data };
    }
    case "elementwise":
      return { ...x, data: x.data.map(activation[layer.name]) };
    case "flatten": {
      const all = places(space);
      const ordered = layer.channelsFirst
        ? Array.from({ length: channels }, (_, c) => all.map((at) => value(at, c))).flat()
        : x.data;
      return { shape: [x.data.length], data: ordered };
    }
    case "globalAveragePool":
      return {
        shape: [channels],
        data: Array.from(
          { length: channels },
          (_, c) => sum(places(space).map((at) => value(at, c))).scaled(1 / sizeOf(space)),
        ),
      };
    case "linear": {
      const { inputs, outputs } = layer;
      const data = Array.from({ length: outputs }, (_, o) =>
        sum([
          own[inputs * outputs + o],
          ...x.data.map((number, i) => number.times(own[o * inputs + i])),
        ]));
      return { shape: [outputs], data };
    }
    default:
      throw new TypeError(layer.kind);
  }
}

type Convolution = Extract<SpatialLayer, { kind: "convolution" }>;

/** `y[p, o] = b[o] + Σ x[s p − before + d k, c] w[o, c, k]`. */
function convolution(layer: Convolution, x: Signal, own: readonly HyperDual[]): Signal {
  const { inputs, outputs, kernel, stride, dilation, padding, groups, bias } = layer;
  const space = x.shape.slice(0, -1);
  const output = space.map((length, d) =>
    Math.floor(
      (length + padding[d][0] + padding[d][1] - dilation[d] * (kernel[d] - 1) - 1) / stride[d],
    ) + 1
  );
  const [depth, width, entries] = [inputs / groups, outputs / groups, sizeOf(kernel)];
  return signal(output, outputs, (at, o) => {
    const terms = places(kernel).flatMap((k) => {
      const from = at.map((p, d) => p * stride[d] - padding[d][0] + k[d] * dilation[d]);
      if (!inside(space, from)) return [];
      return Array.from(
        { length: depth },
        (_, c) =>
          x.data[flat(space, from) * inputs + Math.floor(o / width) * depth + c]
            .times(own[(o * depth + c) * entries + flat(kernel, k)]),
      );
    });
    const offset = bias ? own[outputs * depth * entries + o] : new HyperDual(0);
    return sum([offset, ...terms]);
  });
}

/** Each number of x times w `[inputs, outputs / groups, ...kernel]`, added at the places that a convolution would take it from. */
function transposed(layer: Convolution, x: Signal, own: readonly HyperDual[]): Signal {
  const { inputs, outputs, kernel, stride, dilation, padding, groups } = layer;
  const space = x.shape.slice(0, -1);
  const output = space.map((length, d) =>
    (length - 1) * stride[d] + dilation[d] * (kernel[d] - 1) + 1 - padding[d][0] - padding[d][1]
  );
  const [depth, width, entries] = [inputs / groups, outputs / groups, sizeOf(kernel)];
  const sums = places(output).flatMap(() =>
    Array.from({ length: outputs }, (_, o) => own[inputs * width * entries + o])
  );
  for (const at of places(space)) {
    for (const k of places(kernel)) {
      const to = at.map((p, d) => p * stride[d] + k[d] * dilation[d] - padding[d][0]);
      if (!inside(output, to)) continue;
      for (let c = 0; c < inputs; c++) {
        const number = x.data[flat(space, at) * inputs + c];
        const first = Math.floor(c / depth) * width;
        for (let o = 0; o < width; o++) {
          const place = flat(output, to) * outputs + first + o;
          const weight = own[(c * width + o) * entries + flat(kernel, k)];
          sums[place] = sums[place].plus(number.times(weight));
        }
      }
    }
  }
  return { shape: [...output, outputs], data: sums };
}

/** Each set of numbers with mean 0 and variance 1, then weighted and shifted. */
function normalised(
  x: Signal,
  own: readonly HyperDual[],
  setOf: (index: number) => number,
  parameters: number,
): Signal {
  const sets = Map.groupBy(x.data.keys(), setOf);
  const data = [...x.data];
  for (const members of sets.values()) {
    const n = members.length;
    const mean = sum(members.map((i) => x.data[i])).scaled(1 / n);
    const centred = members.map((i) => x.data[i].minus(mean));
    const variance = sum(centred.map((one) => one.times(one))).scaled(1 / n);
    const inverse = variance.scaled(1, 1e-5).log().scaled(-0.5).exp();
    for (const [j, i] of members.entries()) {
      const p = i % parameters;
      data[i] = centred[j].times(inverse).times(own[p]).plus(own[parameters + p]);
    }
  }
  return { ...x, data };
}

/** The outputs of a network for a batch, by definition. */
export function spatialForward(
  { layers, features, seed }: SpatialSpec,
  input: readonly (readonly number[])[],
  parameters: readonly HyperDual[],
  statistics: Given["statistics"],
): HyperDual[][] {
  const random = new Random(seed).split("forward");
  let at = 0;
  let batch: Signal[] = input.map((row) => ({
    shape: features,
    data: row.map((number) => new HyperDual(number)),
  }));
  for (const layer of layers) {
    const own = parameters.slice(at, at += parameterCount(layer));
    batch = cross(layer, batch, { own, statistics, random });
  }
  return batch.map(({ data }) => [...data]);
}
