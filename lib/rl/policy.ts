import type { Numbers, Tensor } from "../backend/backend.ts";
import type { Random } from "../backend/random.ts";
import type { Network } from "../layers/network.ts";
import type { Loss } from "../losses/loss.ts";
import type { ResearchCodeOptions } from "./research_code.ts";

/** A network of an agent, a head of its policy or the value network, with a loss and an optimizer of its own. */
export interface NamedNetwork {
  /** What it gives, such as `mean`. */
  readonly name: string;
  /** `[rows, observation] → [rows, outputs]`. */
  readonly network: Network;
}

/** Rows to learn from. Tensors live in the backend of the policy's networks. */
export interface PolicyBatch {
  /** `[rows, observation]`. */
  readonly observations: Tensor;
  /** `[rows, actionSize]`. */
  readonly actions: Tensor;
  /** A, `[rows]`. */
  readonly advantages: Numbers;
  /** For the surrogate: `ln π_old(a)` `[rows]` for each head, from {@linkcode Policy.evaluate}. */
  readonly oldLogProbabilities?: readonly Numbers[];
}

/** What the losses of a policy are. */
export type PolicyObjective = ObjectiveKind & {
  /** c, the factor of the entropy, averaged over rows, that the losses are lowered by; 0 by default. */
  readonly entropyCoefficient?: number;
  /** Curvature as the research code published it, wrong as it is, in place of the exact one. */
  readonly researchCode?: ResearchCodeOptions;
};

/** Which loss. */
export type ObjectiveKind =
  /** PPO's clipped surrogate with clip range 1 ± clip, averaged over rows. */
  | { readonly kind: "surrogate"; readonly clip: number }
  /**
   * `−A ln π(a)`, averaged over rows, or over the elements of actions as well (`[rows, actionSize]`):
   * smaller by the size of an action. The two are the same for a categorical policy.
   */
  | { readonly kind: "likelihood"; readonly average: "rows" | "elements" };

/** What a policy says about actions that were taken. */
export interface PolicyEvaluation {
  /**
   * `ln π(a)` `[rows]` for each head, as the loss of that head computes it: mathematically one number,
   * but only with the same rounding is a ratio of equal probabilities exactly 1.
   */
  readonly logProbabilities: readonly Numbers[];
  /** The entropy of the distribution of actions in nats, averaged over rows. */
  readonly entropy: number;
}

/** A distribution of actions for each observation. */
export interface Policy {
  /** In the order in which they are to be updated. */
  readonly heads: readonly NamedNetwork[];
  /** Numbers of an action: its dimensions, or 1 for the index of a choice. */
  readonly actionSize: number;
  /**
   * Draws an action for each row, or takes the most probable one if there is no stream to draw from.
   *
   * @param observations `[rows, observation]`.
   * @param actions `[rows, actionSize]`, written.
   */
  act(observations: Tensor, actions: Float64Array, random?: Random): void;
  /** Log-probabilities of actions `[rows, actionSize]`, and the entropy. */
  evaluate(observations: Tensor, actions: Tensor): PolicyEvaluation;
  /**
   * The loss of each head; the outputs of the other heads are constants in it. To be called in the
   * scope that the heads are updated in, and the heads to be updated in their order, at once: a loss
   * uses what a head before it put out before it was updated.
   */
  losses(objective: PolicyObjective, batch: PolicyBatch): Loss[];
}
