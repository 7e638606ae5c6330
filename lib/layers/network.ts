import type { Backend, Numbers, Tensor } from "../backend/backend.ts";
import { Random } from "../backend/random.ts";
import { simd } from "../backend/simd/mod.ts";
import { didYouMean } from "../backend/nearest.ts";
import { type TensorLike, toTensor } from "../backend/tensor_like.ts";
import { sizeOf } from "../backend/shapes.ts";
import type { Layer } from "./layer.ts";
import type { Parameter } from "./parameter.ts";
import { sequential } from "./sequential.ts";

/** A parameter under its name in a network, such as `0.weight`. */
export interface NamedParameter {
  /** Its name in the network. */
  readonly name: string;
  /** The parameter. */
  readonly parameter: Parameter;
}

/** Options of {@linkcode createNetwork}. */
export interface NetworkOptions {
  /** Where its numbers live; {@linkcode simd}, float32, by default. */
  readonly backend?: Backend;
  /** Determines the initial parameters; 0 by default. */
  readonly seed?: number;
}

/** Layers whose parameters have values in a backend; made by {@linkcode createNetwork}. */
export class Network {
  /** Where its numbers live. */
  readonly backend: Backend;
  /** The one layer that holds all others. */
  readonly layer: Layer;
  /** Each parameter once, in the order of the layers, under its first name. */
  readonly parameters: readonly NamedParameter[];
  /** What layers keep besides, such as running statistics of `batchNorm`, each once. */
  readonly buffers: readonly NamedParameter[];
  /** Names of parameters that stand in more than one place. */
  readonly sharedParameters: readonly string[];

  /** Gives the parameters of `layer` values in `backend`; see {@linkcode createNetwork}. */
  constructor(layer: Layer, backend: Backend, seed: number) {
    const random = new Random(seed).split("initialisation");
    const { once, shared } = distinct(placesOf(layer, "", (one) => one.parameters));
    this.backend = backend;
    this.layer = layer;
    this.parameters = once;
    this.sharedParameters = shared;
    this.buffers = distinct(placesOf(layer, "", (one) => one.buffers ?? [])).once;
    const all = [...this.parameters, ...this.buffers];
    for (const { parameter } of all) parameter.checkPlace(backend);
    for (const { name, parameter } of all) parameter.place(backend, random.split(name));
  }

  /** A tensor of this network's backend from nested arrays; a tensor stays as it is. */
  tensor(numbers: TensorLike): Tensor {
    return toTensor(this.backend, numbers);
  }

  /**
   * The output for an input `[batch, ...features]`, in evaluation mode.
   *
   * @throws TypeError naming the layer that does not take its input, RangeError for an empty batch.
   */
  forward(input: TensorLike): Tensor {
    const pass = { backend: this.backend, training: false, random: new Random(0) };
    return this.backend.scope(() => {
      const x = this.tensor(input);
      this.checkInput(x);
      return this.layer.forward(pass, x).output;
    });
  }

  /**
   * Checks the shape of an input.
   *
   * @throws TypeError naming the layer that does not take its input, RangeError for an empty batch.
   */
  checkInput({ shape }: Tensor): void {
    if (shape[0] === 0) {
      throw new RangeError(`Expected at least one row in the batch, found [${shape.join(", ")}]`);
    }
    if (shape.length < 2) {
      throw new TypeError(`Expected an input [batch, ...features], found [${shape.join(", ")}]`);
    }
    this.layer.outputShape(shape.slice(1));
  }

  /** Copies of all parameters and buffers by name. */
  read(): Record<string, Numbers> {
    return Object.fromEntries(
      [...this.parameters, ...this.buffers].map((
        { name, parameter },
      ) => [name, this.backend.read(parameter.value)]),
    );
  }

  /**
   * Sets all parameters and buffers by name; nothing is changed if anything does not fit.
   *
   * @throws TypeError if a name is missing or unknown, or a length differs.
   */
  load(values: Readonly<Record<string, ArrayLike<number>>>): void {
    const all = [...this.parameters, ...this.buffers];
    const ordered = arrange(values, all);
    for (const [i, { parameter }] of all.entries()) {
      this.backend.write(parameter.value, ordered[i]);
    }
  }

  /**
   * Arrays given by name in the order of the parameters, one each.
   *
   * @throws TypeError if a name is missing or unknown, or a length differs.
   */
  arrange(values: Readonly<Record<string, ArrayLike<number>>>): ArrayLike<number>[] {
    return arrange(values, this.parameters);
  }
}

/** Arrays given by name in the order of what they are for; see {@linkcode Network.arrange}. */
function arrange(
  values: Readonly<Record<string, ArrayLike<number>>>,
  all: readonly NamedParameter[],
): ArrayLike<number>[] {
  const names = all.map(({ name }) => name);
  const unknown = Object.keys(values).find((name) => !names.includes(name));
  if (unknown !== undefined) {
    throw new TypeError(
      `Expected parameters ${names.join(", ")}, found ${unknown}${didYouMean(unknown, names)}`,
    );
  }
  return all.map(({ name, parameter: { shape } }) => {
    const size = sizeOf(shape);
    if (values[name]?.length !== size) {
      throw new TypeError(
        `Expected ${name} to have ${size} numbers for shape [${shape.join(", ")}], found ${
          values[name]?.length ?? "none"
        }`,
      );
    }
    return values[name];
  });
}

/** Each parameter once, under its first name, and the names of those that have several. */
function distinct(places: readonly NamedParameter[]) {
  const first = new Map<Parameter, string>();
  const shared = new Set<string>();
  for (const { name, parameter } of places) {
    const known = first.get(parameter);
    if (known === undefined) first.set(parameter, name);
    else shared.add(known);
  }
  const once = [...first].map(([parameter, name]) => ({ name, parameter }));
  return { once, shared: [...shared] };
}

/** Every place of every parameter, in the order of the layers. */
function placesOf(
  layer: Layer,
  prefix: string,
  of: (layer: Layer) => readonly Parameter[],
): NamedParameter[] {
  return [
    ...of(layer).map((parameter) => ({ name: prefix + parameter.name, parameter })),
    ...layer.children.flatMap((child) => placesOf(child.layer, `${prefix}${child.name}.`, of)),
  ];
}

/**
 * Makes a network of layers and gives their parameters initial values.
 *
 * @example
 * ```ts
 * import { createNetwork, linear, tanh } from "@hesscale/hesscale";
 *
 * const network = createNetwork([linear(2, 8), tanh(), linear(8, 3)], { seed: 1 });
 * const output = network.forward([[0.5, -1]]);
 * console.log(network.backend.read(output));
 * ```
 */
export function createNetwork(
  layers: Layer | readonly Layer[],
  { backend = simd, seed = 0 }: NetworkOptions = {},
): Network {
  const layer = "forward" in layers ? layers : sequential(...layers);
  return new Network(layer, backend, seed);
}
