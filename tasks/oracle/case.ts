import {
  averagePool,
  type Backend,
  channelsFirst,
  channelsLast,
  conv1d,
  conv2d,
  conv3d,
  type ConvolutionOptions,
  convTranspose1d,
  convTranspose2d,
  convTranspose3d,
  createNetwork,
  crossEntropy,
  didYouMean,
  elu,
  exp,
  flatten,
  gaussianNll,
  type Layer,
  leakyRelu,
  linear,
  logSigmoid,
  type Loss,
  maxPool,
  meanSquaredError,
  type Network,
  ppoCategorical,
  ppoGaussian,
  relu,
  selu,
  sigmoid,
  softmaxNll,
  softplus,
  tanh,
  type Tensor,
} from "../../mod.ts";

/** An array as the oracle's files hold it, row-major. */
export interface FlatArray {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}

/** A layer of a case: its type, and the options of that type. */
interface LayerEntry extends Pick<ConvolutionOptions, "stride" | "dilation" | "groups" | "bias"> {
  readonly type: string;
  readonly in?: number;
  readonly out?: number;
  readonly kernel?: readonly number[];
  readonly padding?: readonly number[];
  readonly slope?: number;
  readonly alpha?: number;
}

/** The loss of a case: its type, reduction and data. */
interface LossEntry {
  readonly type: string;
  readonly reduction?: "mean" | "sum";
  readonly clip?: number;
  readonly [data: string]: unknown;
}

/** A curvature case of the schema in `tests/data/oracle/README.md`. */
export interface OracleCase {
  readonly name: string;
  readonly arch: readonly LayerEntry[];
  readonly params: readonly (FlatArray & { readonly layer: number; readonly name: string })[];
  readonly input: FlatArray;
  readonly loss: LossEntry;
  readonly results: Readonly<Record<string, unknown>>;
}

/** What a case is about, built with the library. */
export interface BuiltCase {
  readonly network: Network;
  readonly input: Tensor;
  readonly loss: Loss;
}

type Make = (
  inputs: number,
  outputs: number,
  kernel: readonly number[],
  options: ConvolutionOptions,
) => Layer;

const convolution = (make: Make) => (entry: LayerEntry): Layer => {
  const { in: inputs = NaN, out = NaN, kernel = [], ...options } = entry;
  return make(inputs, out, kernel, options);
};

const layers: Readonly<Record<string, (entry: LayerEntry) => Layer | readonly Layer[]>> = {
  linear: ({ in: inputs, out, bias }) => linear(inputs ?? NaN, out ?? NaN, { bias }),
  tanh,
  relu,
  leaky_relu: ({ slope }) => leakyRelu(slope),
  sigmoid,
  elu: ({ alpha }) => elu(alpha),
  selu,
  softplus,
  logsigmoid: logSigmoid,
  exp,
  conv1d: convolution(conv1d),
  conv2d: convolution(conv2d),
  conv3d: convolution(conv3d),
  conv_transpose1d: convolution(convTranspose1d),
  conv_transpose2d: convolution(convTranspose2d),
  conv_transpose3d: convolution(convTranspose3d),
  maxpool2d: ({ kernel = [], ...options }) => maxPool(kernel, options),
  avgpool2d: ({ kernel = [], ...options }) => averagePool(kernel, options),
  flatten: () => [channelsFirst(), flatten()],
};

const losses: Readonly<Record<string, (data: LossData) => Loss>> = {
  cross_entropy: (d) => crossEntropy(d.flat("target"), d.options),
  mse: (d) => meanSquaredError(d.rows("target"), d.options),
  softmax_nll: (d) => {
    const rows = d.rows("target");
    const actions = rows.map((row) => row.findIndex((value) => value !== 0));
    return softmaxNll(
      { actions, advantages: rows.map((row, n) => row[actions[n]]) },
      d.options,
    );
  },
  gaussian_nll_mu: (d) =>
    gaussianNll("mean", {
      actions: d.rows("action"),
      variances: d.rows("var"),
      advantages: d.flat("scaling"),
    }, d.options),
  gaussian_nll_var: (d) =>
    gaussianNll("variance", {
      actions: d.rows("action"),
      means: d.rows("mean"),
      advantages: d.flat("scaling"),
    }, d.options),
  softmax_ppo: (d) => ppoCategorical({ actions: d.flat("action"), ...d.surrogate() }, d.options),
  gaussian_ppo_mu: (d) =>
    ppoGaussian("mean", {
      actions: d.rows("action"),
      variances: d.rows("var"),
      ...d.surrogate(),
    }, d.options),
  gaussian_ppo_var: (d) =>
    ppoGaussian("variance", {
      actions: d.rows("action"),
      means: d.rows("mean"),
      ...d.surrogate(),
    }, d.options),
};

/** Reads a loss entry's data, naming what is missing. */
class LossData {
  readonly options: { readonly reduction?: "mean" | "sum" };
  readonly #entry: LossEntry;

  constructor(entry: LossEntry) {
    this.#entry = entry;
    this.options = { reduction: entry.reduction };
  }

  flat(key: string): readonly number[] {
    return arrayOf(this.#entry[key], `loss.${key}`).data;
  }

  rows(key: string): number[][] {
    const { shape: [rows, columns = 1], data } = arrayOf(this.#entry[key], `loss.${key}`);
    return Array.from({ length: rows }, (_, n) => data.slice(n * columns, (n + 1) * columns));
  }

  surrogate() {
    return {
      oldLogProbabilities: this.flat("old_prob").map(Math.log),
      advantages: this.flat("advantage"),
      clip: this.#entry.clip,
    };
  }
}

/**
 * Checks that parsed JSON is a curvature case.
 *
 * @throws TypeError naming the first key that is missing or of another kind.
 */
export function asCase(value: unknown, source: string): OracleCase {
  checkParts(value, source, "a curvature case", parts);
  return value as OracleCase;
}

/** What a part of a file must be. */
export interface Part {
  readonly what: string;
  holds(part: unknown): boolean;
}

/** Throws TypeError naming the first key of `expected` that is missing in `value` or of another kind. */
export function checkParts(
  value: unknown,
  source: string,
  kind: string,
  expected: Readonly<Record<string, Part>>,
): void {
  for (const [key, { what, holds }] of Object.entries(expected)) {
    const part = (value as Record<string, unknown> | null)?.[key];
    if (part === undefined || !holds(part)) {
      const found = part === undefined ? "none" : JSON.stringify(part).slice(0, 60);
      throw new TypeError(`${source}: expected ${kind} with "${key}", ${what}, found ${found}`);
    }
  }
}

/** Whether a part is an object that is no list. */
export const isObject = (value: unknown): boolean =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** What the parts of a case are. */
const parts: Readonly<Record<string, Part>> = {
  name: { what: "a text", holds: (part) => typeof part === "string" },
  arch: { what: "a list of layers", holds: isListOfObjects },
  params: { what: "a list of arrays", holds: isListOfObjects },
  input: { what: "an array", holds: isObject },
  loss: { what: "an object", holds: isObject },
  results: { what: "an object", holds: isObject },
};

/** Whether a part is a list of objects. */
export function isListOfObjects(value: unknown): boolean {
  return Array.isArray(value) && value.every(isObject);
}

/**
 * Builds a case's network, input and loss. Cases have channels first: the network moves them, and
 * moves them back where it flattens, so that weights fit.
 *
 * @throws TypeError naming a layer or loss that the library does not have.
 */
export function buildCase(oracle: OracleCase, backend: Backend): BuiltCase {
  return { network: buildNetwork(oracle, backend), ...buildBatch(oracle, backend) };
}

/**
 * Builds a network with its parameters. Cases have channels first: the network moves them, and moves
 * them back where it flattens, so that weights fit.
 *
 * @throws TypeError naming a layer that the library does not have.
 */
export function buildNetwork(
  { arch, params }: Pick<OracleCase, "arch" | "params">,
  backend: Backend,
): Network {
  const isSpatial = arch.some(({ kernel }) => kernel !== undefined);
  const stack: Layer[] = isSpatial ? [channelsLast()] : [];
  const places = arch.map((entry, i) => {
    const made = known("layer", layers, entry.type, i)(entry);
    // A signal without channels has none to move.
    stack.push(..."forward" in made ? [made] : isSpatial ? made : made.slice(-1));
    return stack.length - 1;
  });
  const network = createNetwork(stack, { backend });
  network.load(Object.fromEntries(
    params.map(({ layer, name, data }) => [`${places[layer]}.${name}`, data]),
  ));
  return network;
}

/**
 * Builds an input and a loss with its data.
 *
 * @throws TypeError naming a loss that the library does not have.
 */
export function buildBatch(
  { input, loss }: Pick<OracleCase, "input" | "loss">,
  backend: Backend,
): Pick<BuiltCase, "input" | "loss"> {
  const { shape, data } = arrayOf(input, "input");
  return {
    input: backend.tensor(data, shape),
    loss: known("loss", losses, loss.type)(new LossData(loss)),
  };
}

/** An array of a case; throws TypeError naming the key otherwise. */
export function arrayOf(value: unknown, key: string): FlatArray {
  const array = value as Partial<FlatArray> | undefined;
  if (!Array.isArray(array?.shape) || !Array.isArray(array?.data)) {
    throw new TypeError(`Expected "${key}" to have a shape and data, found ${typeof value}`);
  }
  return array as FlatArray;
}

function known<T>(
  what: string,
  table: Readonly<Record<string, T>>,
  name: string,
  index?: number,
): T {
  if (Object.hasOwn(table, name)) return table[name];
  const names = Object.keys(table);
  throw new TypeError(
    `Expected ${what}${index === undefined ? "" : ` ${index}`} to be one of ${
      names.join(", ")
    }, found "${name}"${didYouMean(name, names)}`,
  );
}
