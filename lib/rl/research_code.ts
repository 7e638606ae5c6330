import type { Backend, Tensor } from "../backend/backend.ts";
import type { Loss, LossAt } from "../losses/loss.ts";

/** Which of the research code's losses. */
export type ResearchLoss =
  /** Advantage-weighted likelihood of a categorical policy: the advantage is missing. */
  | { readonly kind: "softmaxNll" }
  /** Advantage-weighted likelihood of normal distributions: other sign, not averaged over `elements`. */
  | { readonly kind: "gaussianNll"; readonly elements: number }
  /** Surrogate of normal distributions: other sign. */
  | { readonly kind: "ppoGaussian" }
  /** Surrogate of a categorical policy: other sign, and the chosen action's number for each action. */
  | { readonly kind: "ppoCategorical"; readonly actions: ArrayLike<number> };

/** Options of {@linkcode researchCodeLoss}. */
export interface ResearchCodeOptions {
  /**
   * Whether also to take back the second derivative of an exponential head, `z g`, which the research
   * code loses; among estimators HesScale alone has it. False by default.
   */
  readonly headCurvature?: boolean;
}

/**
 * A loss with the Hessian diagonal at the network's output that the research code published with
 * arXiv 2406.03276 gives it, wrong in sign or reduction, in place of the exact one: to measure what
 * difference that makes. Value, gradient and products with the Hessian stay exact.
 *
 * With N rows and h the exact diagonal (the code's ε = 10⁻⁶ beside variances is left out):
 * - `softmaxNll`: `(p − p²)/N` in place of `A (p − p²)/N`;
 * - `gaussianNll`: `−h` times the elements of a row that the loss is averaged over;
 * - `ppoGaussian`: `−h`;
 * - `ppoCategorical`: `−h` of the action that was taken, for every action.
 *
 * @throws RangeError when it is asked for columns, which the research code does not know.
 */
export function researchCodeLoss(
  loss: Loss,
  research: ResearchLoss,
  { headCurvature = false }: ResearchCodeOptions = {},
): Loss {
  return {
    name: loss.name,
    at(b, z) {
      const exact = loss.at(b, z);
      const diagonal = () => {
        const published = publishedDiagonal(b, z, exact, research);
        return headCurvature ? b.subtract(published, b.divide(exact.gradient(), z)) : published;
      };
      return {
        value: () => exact.value(),
        gradient: () => exact.gradient(),
        hessianMatrix: () => exact.hessianMatrix(),
        hessianProduct: (v) => exact.hessianProduct(v),
        sampledColumns: (options) => exact.sampledColumns(options),
        hessianDiagonal: diagonal,
        hessianColumns(rank) {
          if (rank !== 0) {
            throw new RangeError(
              `${loss.name}: expected rank 0 for the research code's curvature, found ${rank}`,
            );
          }
          const columns = b.fill([0, z.shape[1]], 0);
          return { columns, signs: b.fill([0, 1], 0), rank: 0, remainder: diagonal() };
        },
      };
    },
  };
}

/** What a configuration says about the research code's curvature; of all estimators HesScale alone has a head's. */
export function researchCodeOf(
  { researchCode, optimizer }: { readonly researchCode: boolean; readonly optimizer: string },
): ResearchCodeOptions | undefined {
  return researchCode ? { headCurvature: optimizer === "adaHesScale" } : undefined;
}

function publishedDiagonal(b: Backend, z: Tensor, exact: LossAt, research: ResearchLoss): Tensor {
  const [rows, outputs] = z.shape;
  const h = exact.hessianDiagonal();
  switch (research.kind) {
    case "softmaxNll": {
      const p = b.softmax(z);
      return b.scale(b.subtract(p, b.multiply(p, p)), 1 / rows);
    }
    case "gaussianNll":
      return b.scale(h, -research.elements);
    case "ppoGaussian":
      return b.scale(h, -1);
    case "ppoCategorical": {
      const taken = b.sumFeatures(b.multiply(h, b.oneHot(research.actions, outputs)));
      return b.multiply(b.fill(z.shape, -1), taken);
    }
  }
}
