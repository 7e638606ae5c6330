import type { Tensor } from "../backend/backend.ts";
import type { TensorLike } from "../backend/tensor_like.ts";
import { gradient } from "../curvature/gradient.ts";
import type { ParameterTree } from "../curvature/tree.ts";
import type { Network } from "../layers/network.ts";
import { checkEach } from "../losses/check.ts";
import type { Loss } from "../losses/loss.ts";
import type { CurvatureEstimator, StepEvaluation } from "./estimator.ts";

/** What a step knows of the loss: tensors are one for each parameter, in the network's order. */
export interface Found {
  /** L. */
  readonly loss: number;
  /** `∂L/∂θ`. */
  readonly gradient: readonly Tensor[];
  /** Undefined if no estimator was asked for it. */
  readonly curvature: readonly Tensor[] | undefined;
  /** The curvature for step-size scaling; undefined if no estimator was asked for it. */
  readonly scaling: readonly Tensor[] | undefined;
}

/**
 * Runs backpropagation alone if no estimator is given, each given estimator once otherwise: every
 * one of them returns the gradient as well.
 */
export function walk(
  network: Network,
  input: TensorLike,
  loss: Loss,
  options: StepEvaluation,
  curvature: CurvatureEstimator | undefined,
  scaling: CurvatureEstimator | undefined,
): Found {
  if (!curvature && !scaling) {
    const found = gradient(network, input, loss, options);
    return {
      loss: found.loss,
      gradient: tensorsOf(found.gradient),
      curvature: undefined,
      scaling: undefined,
    };
  }
  const fed = curvature?.(network, input, loss, options);
  const limited = scaling === curvature ? fed : scaling?.(network, input, loss, options);
  const { loss: value, gradient: tree } = (fed ?? limited)!;
  return {
    loss: value,
    gradient: tensorsOf(tree),
    curvature: fed && tensorsOf(fed.curvature),
    scaling: limited && tensorsOf(limited.curvature),
  };
}

function tensorsOf(tree: ParameterTree): Tensor[] {
  const tensors = [];
  for (const { tensor } of tree) tensors.push(tensor);
  return tensors;
}

/**
 * Checks that tensors of a network's parameters are finite.
 *
 * @param where How the message begins, such as `adam, step 3`
 * @throws RangeError naming the quantity, the parameter, the number and its place.
 */
export function checkFinite(
  { backend: b, parameters }: Network,
  tensors: readonly Tensor[] | undefined,
  quantity: string,
  where: () => string,
): void {
  if (!tensors) return;
  for (let i = 0; i < tensors.length; i++) {
    if (b.allFinite(tensors[i])) continue;
    const expected = `${where()}: expected a finite ${quantity} of ${parameters[i].name}`;
    checkEach(b, tensors[i], Number.isFinite, expected);
  }
}
