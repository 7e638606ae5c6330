import type { Numbers, Tensor } from "../backend/backend.ts";
import type { Random } from "../backend/random.ts";
import type { Network } from "../layers/network.ts";
import { softmaxNll } from "../losses/cross_entropy.ts";
import type { Loss } from "../losses/loss.ts";
import { ppoCategorical } from "../losses/ppo.ts";
import { addLosses } from "./add_losses.ts";
import { categoricalEntropyLoss } from "./entropy_loss.ts";
import { researchCodeLoss } from "./research_code.ts";
import type {
  NamedNetwork,
  Policy,
  PolicyBatch,
  PolicyEvaluation,
  PolicyObjective,
} from "./policy.ts";

/** A choice among some actions, with probabilities softmax(logits); see {@linkcode categoricalPolicy}. */
class CategoricalPolicy implements Policy {
  readonly heads: readonly NamedNetwork[];
  readonly actionSize = 1;
  readonly #logits: Network;
  readonly #choices: number;

  constructor(logits: Network, choices: number) {
    this.heads = [{ name: "logits", network: logits }];
    this.#logits = logits;
    this.#choices = choices;
  }

  act(observations: Tensor, actions: Float64Array, random?: Random): void {
    const b = this.#logits.backend;
    const choices = this.#choices;
    b.scope(() => {
      const p = b.read(b.softmax(this.#logits.forward(observations)));
      for (let row = 0; row < actions.length; row++) {
        actions[row] = random
          ? draw(p, row * choices, choices, random.uniform())
          : mostProbable(p, row * choices, choices);
      }
    });
  }

  evaluate(observations: Tensor, actions: Tensor): PolicyEvaluation {
    const b = this.#logits.backend;
    const rows = observations.shape[0];
    let logProbabilities: Numbers = new Float64Array(0);
    let entropy = 0;
    b.scope(() => {
      const z = this.#logits.forward(observations);
      const logP = b.logSoftmax(z);
      const taken = b.multiply(logP, b.oneHot(b.read(actions), this.#choices));
      logProbabilities = b.read(b.sumFeatures(taken));
      entropy = -b.sum(b.multiply(b.softmax(z), logP)) / rows;
    });
    return { logProbabilities: [logProbabilities], entropy };
  }

  losses(objective: PolicyObjective, batch: PolicyBatch): Loss[] {
    const { entropyCoefficient = 0 } = objective;
    const loss = this.#loss(objective, batch);
    if (entropyCoefficient === 0) return [loss];
    return [addLosses(loss, categoricalEntropyLoss({ factor: -entropyCoefficient }))];
  }

  #loss(objective: PolicyObjective, batch: PolicyBatch): Loss {
    const { advantages, oldLogProbabilities } = batch;
    const { researchCode } = objective;
    const actions = this.#logits.backend.read(batch.actions);
    if (objective.kind === "likelihood") {
      const loss = softmaxNll({ actions, advantages });
      return researchCode ? researchCodeLoss(loss, { kind: "softmaxNll" }) : loss;
    }
    const loss = ppoCategorical({
      actions,
      advantages,
      clip: objective.clip,
      oldLogProbabilities: oldLogProbabilities![0],
    });
    return researchCode ? researchCodeLoss(loss, { kind: "ppoCategorical", actions }) : loss;
  }
}

/** The choice where the distribution function passes u. */
function draw(p: Numbers, start: number, choices: number, u: number): number {
  let left = u;
  for (let choice = 0; choice < choices - 1; choice++) {
    left -= p[start + choice];
    if (left < 0) return choice;
  }
  return choices - 1;
}

function mostProbable(p: Numbers, start: number, choices: number): number {
  let best = 0;
  for (let choice = 1; choice < choices; choice++) {
    if (p[start + choice] > p[start + best]) best = choice;
  }
  return best;
}

/**
 * A policy that chooses one of some actions with the probabilities softmax(logits).
 *
 * @param logits `[rows, observation] → [rows, choices]`.
 */
export function categoricalPolicy(
  logits: Network,
  { choices }: { readonly choices: number },
): Policy {
  return new CategoricalPolicy(logits, choices);
}
