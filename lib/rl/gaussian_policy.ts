import type { Backend, Numbers, Tensor } from "../backend/backend.ts";
import { expFunction, logFunction } from "../backend/functions.ts";
import type { Random } from "../backend/random.ts";
import type { Network } from "../layers/network.ts";
import { type GaussianData, type GaussianOutput, logDensity } from "../losses/gaussian.ts";
import { gaussianNll } from "../losses/gaussian_nll.ts";
import type { Loss } from "../losses/loss.ts";
import { ppoGaussian } from "../losses/ppo.ts";
import { addLosses } from "./add_losses.ts";
import { gaussianEntropyLoss } from "./entropy_loss.ts";
import { researchCodeLoss, type ResearchCodeOptions } from "./research_code.ts";
import type {
  NamedNetwork,
  Policy,
  PolicyBatch,
  PolicyEvaluation,
  PolicyObjective,
} from "./policy.ts";

/** Which parameter of the distribution the second network gives. */
export type Spread = "variance" | "logStd";

const LOG_2_PI = Math.log(2 * Math.PI);

/** Independent normal distributions, one for each dimension of an action; see {@linkcode gaussianPolicy}. */
class GaussianPolicy implements Policy {
  readonly heads: readonly NamedNetwork[];
  readonly actionSize: number;
  readonly #backend: Backend;
  readonly #mean: Network;
  readonly #second: Network;
  readonly #spread: Spread;

  constructor(mean: Network, second: Network, spread: Spread, actionSize: number) {
    this.heads = [{ name: "mean", network: mean }, { name: spread, network: second }];
    this.actionSize = actionSize;
    this.#backend = mean.backend;
    this.#mean = mean;
    this.#second = second;
    this.#spread = spread;
  }

  act(observations: Tensor, actions: Float64Array, random?: Random): void {
    const b = this.#backend;
    b.scope(() => {
      const means = b.read(this.#mean.forward(observations));
      if (!random) return actions.set(means);
      const variances = b.read(this.#variances(observations));
      for (let i = 0; i < actions.length; i++) {
        actions[i] = means[i] + Math.sqrt(variances[i]) * random.normal();
      }
    });
  }

  evaluate(observations: Tensor, actions: Tensor): PolicyEvaluation {
    const b = this.#backend;
    const rows = observations.shape[0];
    let entropy = 0;
    const logProbabilities: Numbers[] = [];
    b.scope(() => {
      const means = this.#mean.forward(observations);
      const spreads = this.#second.forward(observations);
      const variances = this.#varianceOf(spreads);
      for (
        const { value } of [
          logDensity.mean(b, means, actions, variances),
          logDensity[this.#spread](b, spreads, actions, means),
        ]
      ) {
        const constant = -this.actionSize * LOG_2_PI / 2;
        logProbabilities.push(b.read(b.scale(b.sumFeatures(value), 1, constant)));
      }
      const logVariances = b.sum(b.elementwise(logFunction, variances));
      entropy = (logVariances / rows + this.actionSize * (1 + LOG_2_PI)) / 2;
    });
    return { logProbabilities, entropy };
  }

  losses(objective: PolicyObjective, batch: PolicyBatch): Loss[] {
    const variances = this.#variances(batch.observations);
    const means = this.#backend.fill([batch.observations.shape[0], this.actionSize], 0);
    const { entropyCoefficient = 0 } = objective;
    const spread = this.#loss(this.#spread, { means }, objective, batch);
    return [
      noting(this.#loss("mean", { variances }, objective, batch), means),
      // The entropy does not depend on the means.
      entropyCoefficient === 0
        ? spread
        : addLosses(spread, gaussianEntropyLoss(this.#spread, { factor: -entropyCoefficient })),
    ];
  }

  #loss(
    output: GaussianOutput,
    fixed: Partial<GaussianData>,
    objective: PolicyObjective,
    { actions, advantages, oldLogProbabilities }: PolicyBatch,
  ): Loss {
    const { researchCode } = objective;
    if (objective.kind === "surrogate") {
      const loss = ppoGaussian(output, {
        ...fixed,
        actions,
        advantages,
        clip: objective.clip,
        oldLogProbabilities: oldLogProbabilities![output === "mean" ? 0 : 1],
      });
      return researchCode
        ? researchCodeLoss(loss, { kind: "ppoGaussian" }, headOf(output, researchCode))
        : loss;
    }
    // gaussianNll averages over elements: as many times the advantage makes it an average over rows.
    const elements = objective.average === "elements" ? this.actionSize : 1;
    const factor = this.actionSize / elements;
    const weighted = factor === 1 ? advantages : advantages.map((a) => factor * a);
    const loss = gaussianNll(output, { ...fixed, actions, advantages: weighted });
    return researchCode
      ? researchCodeLoss(loss, { kind: "gaussianNll", elements }, headOf(output, researchCode))
      : loss;
  }

  #variances(observations: Tensor): Tensor {
    return this.#varianceOf(this.#second.forward(observations));
  }

  #varianceOf(spreads: Tensor): Tensor {
    const b = this.#backend;
    return this.#spread === "variance" ? spreads : b.elementwise(expFunction, b.scale(spreads, 2));
  }
}

/** Only the variance has an exponential head. */
function headOf(output: GaussianOutput, options: ResearchCodeOptions): ResearchCodeOptions {
  return { headCurvature: output === "variance" && options.headCurvature };
}

/** A loss that copies the output that it is evaluated at, so that a later loss need not compute it again. */
function noting(loss: Loss, copy: Tensor): Loss {
  return {
    name: loss.name,
    at(b, z) {
      b.addScaled(copy, copy, -1);
      b.addScaled(copy, z, 1);
      return loss.at(b, z);
    },
  };
}

/**
 * A policy of independent normal distributions, one for each dimension of an action, whose means one
 * network gives and whose spreads another.
 *
 * With `spread: "variance"` the second network gives variances and has to end with `exp()`: the
 * policy of arXiv 2406.03276. With `"logStd"` it gives logarithms of standard deviations; see
 * `constantOutput` for some that do not depend on the state.
 *
 * @param networks `[rows, observation] → [rows, actionSize]` each.
 */
export function gaussianPolicy(
  networks: { readonly mean: Network; readonly spread: Network },
  { spread, actionSize }: { readonly spread: Spread; readonly actionSize: number },
): Policy {
  return new GaussianPolicy(networks.mean, networks.spread, spread, actionSize);
}
