import {
  bl89,
  empiricalFisher,
  exactDiagonal,
  exactDiagonalByHvp,
  gaussNewtonDiagonal,
  gaussNewtonMonteCarlo,
  gradient,
  hesscale,
  hesscaleGN,
  hessianVectorProduct,
  kfacDiagonal,
  type ParameterTree,
  squaredGradient,
} from "../../mod.ts";
import { arrayOf, buildCase, type BuiltCase, type OracleCase } from "./case.ts";
import type { Backend } from "../../mod.ts";

/** How far one quantity of a case is from the oracle's. */
export interface Check {
  readonly quantity: string;
  /** Largest difference relative to the largest magnitude; absolute where that is 0. */
  readonly error: number;
  /** Why there is no error to state. */
  readonly failure?: string;
}

/** Keys of `results` that are inputs to others. */
const injected = ["hvp_v", "ggn_mc_labels"];

type Computed = readonly (readonly number[] | Float64Array)[];

/** One or several computations of a quantity, each of which must agree with the oracle. */
type Quantity = (built: BuiltCase, oracle: OracleCase) => Computed;

const quantities: Readonly<Record<string, Quantity>> = {
  output: ({ network, input }) => [read(network.backend, network.forward(input))],
  loss: ({ network, input, loss }) => [[gradient(network, input, loss).loss]],
  grad: ({ network, input, loss }) => [gradient(network, input, loss).gradient.flat()],
  loss_input_grad: (built) => [atOutput(built, "gradient")],
  loss_input_hdiag: (built) => [atOutput(built, "hessianDiagonal")],
  h_exact: ({ network, input, loss }) => [
    exactDiagonal(network, input, loss).curvature.flat(),
    exactDiagonalByHvp(network, input, loss).curvature.flat(),
  ],
  hesscale: ({ network, input, loss }) => [hesscale(network, input, loss).curvature.flat()],
  hesscale_gn: ({ network, input, loss }) => [hesscaleGN(network, input, loss).curvature.flat()],
  bl89: ({ network, input, loss }) => [bl89(network, input, loss).curvature.flat()],
  ggn_exact: ({ network, input, loss }) => [
    gaussNewtonDiagonal(network, input, loss).curvature.flat(),
  ],
  ggn_mc_fixed: ({ network, input, loss }, { results }) => {
    const { shape: [, samples], data: labels } = arrayOf(results.ggn_mc_labels, "ggn_mc_labels");
    return [gaussNewtonMonteCarlo(network, input, loss, { samples, labels }).curvature.flat()];
  },
  kfac_expected: (
    { network, input, loss },
  ) => [kfacDiagonal(network, input, loss).curvature.flat()],
  g2: ({ network, input, loss }) => [squaredGradient(network, input, loss).curvature.flat()],
  sum_grad_squared: ({ network, input, loss }) => [
    empiricalFisher(network, input, loss).curvature.flat(),
  ],
  hvp_hv: ({ network, input, loss }, { results }) => {
    const vectors = results.hvp_v as number[][];
    const direction = network.parameters.map(({ name }, i) => [name, vectors[i]]);
    const { product } = hessianVectorProduct(network, input, loss, Object.fromEntries(direction));
    return [product.flat()];
  },
  hutchinson_hv_sq_expected: (built) => [rowSquares(built)],
};

/**
 * Compares every quantity of a case's `results` with the library's; see {@linkcode Check}.
 *
 * @throws TypeError if there is none, or the case has what the library does not
 */
export function checkCase(oracle: OracleCase, backend: Backend): Check[] {
  const built = buildCase(oracle, backend);
  const results = Object.entries(oracle.results)
    .filter(([quantity]) => !injected.includes(quantity));
  if (results.length === 0) throw new TypeError("Expected results to compare with, found none");
  return results
    .map(([quantity, expected]) => {
      if (!Object.hasOwn(quantities, quantity)) {
        return { quantity, error: Infinity, failure: `unknown quantity "${quantity}"` };
      }
      try {
        const computed = quantities[quantity](built, oracle);
        const errors = computed.map((found) => relativeError(found, flatten(expected)));
        return { quantity, error: Math.max(...errors) };
      } catch (error) {
        return { quantity, error: Infinity, failure: String((error as Error).message) };
      }
    });
}

/**
 * The largest difference, relative to the largest magnitude; absolute where that is 0. NaN anywhere
 * gives an infinite error.
 */
export function relativeError(found: ArrayLike<number>, expected: readonly number[]): number {
  if (found.length !== expected.length) {
    throw new RangeError(`expected ${expected.length} numbers, found ${found.length}`);
  }
  let largest = 0;
  let worst = 0;
  for (let i = 0; i < expected.length; i++) {
    largest = Math.max(largest, Math.abs(expected[i]));
    const difference = Math.abs(found[i] - expected[i]);
    worst = Math.max(worst, Number.isNaN(difference) ? Infinity : difference);
  }
  return worst / (largest || 1);
}

function flatten(value: unknown): number[] {
  if (typeof value === "number") return [value];
  if (Array.isArray(value)) return value.flatMap(flatten);
  const data = (value as { data?: unknown } | null)?.data;
  if (data !== undefined) return flatten(data);
  throw new TypeError(`expected numbers, found ${JSON.stringify(value)}`);
}

function read(backend: Backend, tensor: Parameters<Backend["read"]>[0]): Float64Array {
  return Float64Array.from(backend.read(tensor));
}

/** A derivative of the loss at the network's output. */
function atOutput(
  { network, input, loss }: BuiltCase,
  what: "gradient" | "hessianDiagonal",
): Float64Array {
  const { backend } = network;
  const output = network.forward(input);
  return read(backend, backend.scope(() => loss.at(backend, output)[what]()));
}

/** `Σ_j H_ij²` for every parameter entry i, from the products of H with all unit vectors. */
function rowSquares({ network, input, loss }: BuiltCase): Float64Array {
  const zeros = Object.fromEntries(
    network.parameters.map(({ name, parameter: { shape } }) => [
      name,
      new Float64Array(shape.reduce((a, b) => a * b, 1)),
    ]),
  );
  const sums: number[] = [];
  for (const [name, zero] of Object.entries(zeros)) {
    for (let i = 0; i < zero.length; i++) {
      const direction = { ...zeros, [name]: zero.with(i, 1) };
      const { product }: { product: ParameterTree } = hessianVectorProduct(
        network,
        input,
        loss,
        direction,
      );
      sums.push(product.flat().reduce((sum, value) => sum + value * value, 0));
    }
  }
  return Float64Array.from(sums);
}
