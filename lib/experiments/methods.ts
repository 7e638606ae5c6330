import { didYouMean } from "../backend/nearest.ts";
import type { TensorLike } from "../backend/tensor_like.ts";
import { bl89 } from "../curvature/bl89.ts";
import type { Estimate } from "../curvature/evaluate.ts";
import { squaredGradient } from "../curvature/fisher.ts";
import { gaussNewtonDiagonal, gaussNewtonMonteCarlo } from "../curvature/gauss_newton.ts";
import { hesscale, hesscaleGN } from "../curvature/hesscale.ts";
import { hutchinson } from "../curvature/hutchinson.ts";
import { kfacDiagonal } from "../curvature/kfac.ts";
import type { Network } from "../layers/network.ts";
import type { Loss } from "../losses/loss.ts";

/** Estimates the Hessian diagonal; `seed` determines what it draws. */
export type Method = (network: Network, input: TensorLike, loss: Loss, seed: number) => Estimate;

/** A method's name. */
export type MethodName =
  | "hesscale"
  | "hesscale-rank1"
  | "hesscale-rank2"
  | "hesscale-full"
  | "hesscale-rank1-cross"
  | "hesscale-full-cross"
  | "hesscale-gn"
  | "bl89"
  | "hutchinson-1"
  | "hutchinson-50"
  | "ggn"
  | "ggn-mc-1"
  | "ggn-mc-50"
  | "kfac-1"
  | "kfac-50"
  | "squared-gradient"
  | "zero";

/**
 * The methods that the approximation-quality experiment compares, by name. `zero` is the yardstick
 * of estimating nothing: its error is the norm of the diagonal itself. `cross` keeps the cross terms of
 * columns between positions that share weights, as in convolutions; elsewhere it changes nothing.
 */
const methods: Readonly<Record<MethodName, Method | undefined>> = {
  "hesscale": (n, x, l) => hesscale(n, x, l),
  "hesscale-rank1": (n, x, l) => hesscale(n, x, l, { rank: 1 }),
  "hesscale-rank2": (n, x, l) => hesscale(n, x, l, { rank: 2 }),
  "hesscale-full": (n, x, l) => hesscale(n, x, l, { rank: "full" }),
  "hesscale-rank1-cross": (n, x, l) => hesscale(n, x, l, { rank: 1, crossPositions: true }),
  "hesscale-full-cross": (n, x, l) => hesscale(n, x, l, { rank: "full", crossPositions: true }),
  "hesscale-gn": (n, x, l) => hesscaleGN(n, x, l),
  "bl89": (n, x, l) => bl89(n, x, l),
  "hutchinson-1": (n, x, l, seed) => hutchinson(n, x, l, { samples: 1, seed }),
  "hutchinson-50": (n, x, l, seed) => hutchinson(n, x, l, { samples: 50, seed }),
  "ggn": (n, x, l) => gaussNewtonDiagonal(n, x, l),
  "ggn-mc-1": (n, x, l, seed) => gaussNewtonMonteCarlo(n, x, l, { samples: 1, seed }),
  "ggn-mc-50": (n, x, l, seed) => gaussNewtonMonteCarlo(n, x, l, { samples: 50, seed }),
  "kfac-1": (n, x, l, seed) => kfacDiagonal(n, x, l, { samples: 1, seed }),
  "kfac-50": (n, x, l, seed) => kfacDiagonal(n, x, l, { samples: 50, seed }),
  "squared-gradient": (n, x, l) => squaredGradient(n, x, l),
  "zero": undefined,
};

/** All names, in the order of tables and figures. */
export const methodNames: readonly MethodName[] = Object.keys(methods) as MethodName[];

/** Those that differ from each other where no weights are shared over positions. */
export const denseMethodNames: readonly MethodName[] = methodNames.filter((name) =>
  !name.endsWith("-cross")
);

/**
 * The method of a name; undefined for `zero`.
 *
 * @throws RangeError for an unknown name, with the nearest one.
 */
export function methodOf(name: string): Method | undefined {
  if (Object.hasOwn(methods, name)) return methods[name as MethodName];
  throw new RangeError(
    `Expected a method among ${methodNames.join(", ")}, found "${name}"${
      didYouMean(name, methodNames)
    }`,
  );
}
