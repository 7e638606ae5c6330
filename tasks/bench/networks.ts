import {
  type Backend,
  createNetwork,
  createSimd,
  crossEntropy,
  type Layer,
  type Loss,
  meanSquaredError,
  mlp,
  type Network,
  network2c2d,
  network3c3d,
  Random,
  relu,
  simd,
  tanh,
  type Tensor,
  xavierUniform,
} from "../../mod.ts";
import type { Case, Entry, Places } from "./measure.ts";
import { memoryUse } from "./memory.ts";
import { methodNames, optimizerOf, updateOf } from "./updates.ts";

/** What a network learns, at random. */
interface Problem {
  readonly widths: readonly number[];
  readonly batch: number;
  readonly loss: "mse" | "ce";
}

/** One full update per run. */
export function updateEntry(b: Backend, method: string, problem: Problem): Entry {
  // Keeps signals in range through a hundred layers: denormal numbers would be timed, else.
  const options = { weightInitializer: xavierUniform(5 / 3) };
  const network = createNetwork(mlp(problem.widths, tanh, options), { backend: b, seed: 1 });
  const { input, loss } = dataOf(b, problem);
  const update = updateOf(method, network);
  return { method, backend: b.name, run: () => update(input, loss) };
}

function dataOf(b: Backend, { widths, batch, loss }: Problem): { input: Tensor; loss: Loss } {
  const random = new Random(2);
  const [inputs, outputs] = [widths[0], widths.at(-1)!];
  const input = b.random("normal", [batch, inputs], random);
  if (loss === "mse") {
    return { input, loss: meanSquaredError(b.random("normal", [batch, outputs], random)) };
  }
  const labels = Uint32Array.from({ length: batch }, () => random.integer(outputs));
  return { input, loss: crossEntropy(labels) };
}

function updateCase(
  name: string,
  problem: Problem,
  methods: readonly string[],
  backends: readonly Backend[],
): Case {
  return {
    name,
    baseline: "adam",
    entries: () =>
      backends.flatMap((b) => methods.map((method) => updateEntry(b, method, problem))),
  };
}

const common = [
  "sgd",
  "adam",
  "adahesscale",
  "adahesscale-rank1",
  "adahesscale-gn",
  "adahessian",
  "adaggnmc",
  "exact-diagonal",
];

/**
 * A network for images, ten classes, and 32 random images. On simd it has a memory of its own, which
 * tells what it takes.
 */
function imageEntry(
  backend: Backend,
  method: string,
  image: readonly [number, number, number],
  networkOf: (backend: Backend) => Network,
): Entry {
  const own = backend.name === simd.name ? createSimd() : undefined;
  const b = own ?? backend;
  const random = new Random(2);
  const input = b.random("normal", [32, ...image], random);
  const loss = crossEntropy(Uint32Array.from({ length: 32 }, () => random.integer(10)));
  const optimizer = optimizerOf(method, networkOf(b));
  return {
    method,
    backend: b.name,
    run: () => void optimizer.step(input, loss),
    ...(own && { memory: () => memoryUse(own, optimizer, input.shape) }),
  };
}

/** Full updates of a network for images, on each backend. */
function imageCase(
  name: string,
  image: readonly [number, number, number],
  layers: () => Layer[],
  places: Places,
): Case {
  const methods = ["sgd", "adam", "adahesscale", "adahesscale-gn"];
  const networkOf = (backend: Backend) => createNetwork(layers(), { backend, seed: 1 });
  return {
    name,
    baseline: "adam",
    entries: async () =>
      (await places()).flatMap((b) =>
        methods.map((method) => imageEntry(b, method, image, networkOf))
      ),
  };
}

/** DeepOBS' networks for CIFAR-10 and Fashion-MNIST, batch 32. */
export function convolutionCases(places: Places): Case[] {
  return [
    imageCase("conv-3c3d-b32", [32, 32, 3], () => network3c3d(10, tanh), places),
    imageCase("conv-2c2d-b32", [28, 28, 1], () => network2c2d(10, relu), places),
  ];
}

/** Full updates of the paper's kinds of networks. */
export function networkCases(backends: readonly Backend[]): Case[] {
  const small = [17, 64, 64, 6];
  const all = methodNames;
  return [
    updateCase("mlp-17-64-64-6-b64", { widths: small, batch: 64, loss: "mse" }, all, backends),
    updateCase("mlp-17-64-64-6-b5", { widths: small, batch: 5, loss: "mse" }, all, backends),
    updateCase(
      "mlp-784-300-150-10-b32",
      { widths: [784, 300, 150, 10], batch: 32, loss: "ce" },
      common,
      backends,
    ),
  ];
}

/**
 * The cost study of 2022 (arXiv 2210.11639): batch 1, tanh, 512 wide, by depth; and by width. Each
 * network has a memory of its own: all of them together would not fit into one.
 */
export function costCases(): Case[] {
  const methods = ["sgd", "adam", "adahesscale", "adahesscale-gn", "adahessian", "adaggnmc"];
  const costCase = (name: string, widths: number[]): Case => ({
    name,
    baseline: "adam",
    entries: () =>
      methods.map((method) => updateEntry(createSimd(), method, { widths, batch: 1, loss: "ce" })),
  });
  return [
    ...[1, 2, 4, 8, 16, 32, 64, 128].map((depth) =>
      costCase(`depth-${depth}`, [...Array(depth).fill(512), 10])
    ),
    ...[16, 32, 64, 128, 256, 512, 1024, 2048].map((width) =>
      costCase(`width-${width}`, [width, width, width, 10])
    ),
  ];
}
