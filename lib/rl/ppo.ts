import { simd } from "../backend/simd/mod.ts";
import { generalizedAdvantages } from "./advantages.ts";
import { type PpoConfiguration, ppoConfiguration } from "./configuration.ts";
import type { EnvironmentSource } from "./environments.ts";
import type { AgentEvent } from "./events.ts";
import { Minibatch } from "./minibatch.ts";
import { approximateKl } from "./measurements.ts";
import type { Policy, PolicyObjective } from "./policy.ts";
import { researchCodeOf } from "./research_code.ts";
import { evaluatePolicy } from "./evaluate_policy.ts";
import { Training } from "./training.ts";
import type { TrainingOptions } from "./training_options.ts";
import { valueLoss } from "./value_learner.ts";
import { valuesLearnApart } from "./value_thread.ts";

/** Options of {@linkcode ppo}: those of its configuration, and how the run is carried out. */
export type PpoOptions = Partial<PpoConfiguration> & TrainingOptions;

/**
 * Proximal policy optimization (Schulman et al. 2017, arXiv 1707.06347) with a curvature of its own for
 * each network: any optimizer, any estimator that feeds one, any rank, step-size scaling on any.
 *
 * Details that matter, by their numbers in the code. Sources: [P] the paper, arXiv 2406.03276, and its
 * research code; [C] CleanRL (Huang et al. 2022, JMLR 23:274) and "The 37 implementation details of
 * proximal policy optimization" (Huang et al. 2022); [G] Gymnasium (Towers et al. 2024).
 *
 * @param source The environment: a name, or a function that makes it.
 * @throws RangeError or TypeError for options that are wrong; NonFiniteError if a loss, a derivative, a
 * parameter, an action, a reward or an observation is not finite.
 *
 * @example
 * ```ts
 * import { ppo } from "@hesscale/hesscale/rl";
 *
 * const options = { steps: 512, rolloutSteps: 256, minibatches: 4, optimizer: "adaHesScale" };
 * for await (const event of ppo("CartPole-v1", options)) {
 *   if (event.kind === "episode") console.log(event.step, event.return);
 * }
 * ```
 */
export async function* ppo(
  source: EnvironmentSource,
  { backend, from, checkpointEvery, reportEvery, overlap, ...options }: PpoOptions = {},
): AsyncGenerator<AgentEvent, void, void> {
  const configuration = ppoConfiguration(options);
  const { epochs, minibatches, clip, gamma, lambda, environments, targetKl } = configuration;
  using training = await Training.open(source, configuration, "ppo", {
    backend,
    from,
    checkpointEvery,
    reportEvery,
  });
  const { agent: { policy, value }, rollout } = training;
  if (configuration.optimizer === "adaBL89" && policy.heads[0].name === "logits") {
    throw new RangeError(
      "Expected another optimizer than adaBL89 for ppo with discrete actions, whose surrogate it has no rule for",
    );
  }
  const researchCode = researchCodeOf(configuration);
  const { entropyCoefficient } = configuration;
  const objective: PolicyObjective = { kind: "surrogate", clip, entropyCoefficient, researchCode };
  const rows = rollout.size / minibatches;
  const heads = policy.heads.length;
  const apart = overlap && training.backend === simd && valuesLearnApart(configuration);
  if (apart) training.openValueThread(configuration);
  const minibatch = new Minibatch(training.backend, rollout, { rows, heads });
  const advantages = new Float64Array(rollout.size);
  const returns = new Float64Array(rollout.size);

  yield training.start(configuration);
  while (!training.isDone) {
    // 1. As many steps in each environment as the rollout holds, with actions that are drawn, not
    //    squashed; what an environment gets is clipped to its bounds, while the probability is that of
    //    what was drawn [C 5]. Observations and rewards are normalised by running statistics and
    //    clipped to ±10 [C 6–9, G].
    yield* training.collect();

    training.learn(() => {
      // 2. Values of all states at once, those after the last step included. A state at which a time
      //    limit cut the episode off counts with its own value [Pardo et al. 2018], not with that of
      //    the state which the next episode begins with; under [C] it counts as terminal.
      rollout.evaluate(value);
      const terminated = configuration.bootstrapTruncated ? rollout.terminated : rollout.ended;
      generalizedAdvantages(
        { ...rollout, terminated },
        { gamma, lambda, environments },
        advantages,
      );
      // 3. The value network learns TD(λ) returns, not n-step ones [C 5 of the first 13].
      for (let i = 0; i < returns.length; i++) returns[i] = advantages[i] + rollout.values[i];
      training.measurements.addValues(rollout.values, returns);

      // 4. Old probabilities with the rounding of each network's loss: ratios begin at exactly 1.
      const before = evaluatePolicy(policy, rollout, training.backend);
      const targets = { advantages, returns, oldLogProbabilities: before.logProbabilities };
      const measured = training.isReportDue;

      // 5. Every epoch goes through all rows once, in an order of its own [C 6 of the first 13].
      const orders = Array.from(
        { length: epochs },
        () => training.random.permutation(rollout.size),
      );
      if (apart) training.beginValues({ returns, orders, measured });
      let movedFar = false;
      for (let epoch = 0; epoch < epochs && !movedFar; epoch++) {
        for (let start = 0; start < rollout.size; start += rows) {
          minibatch.take(targets, orders[epoch], start);
          // 6. Advantages are normalised minibatch by minibatch [P, C 7 of the first 13].
          if (configuration.normalizeAdvantages) minibatch.normalizeAdvantages();
          // 7. An epoch before whose last step the policy is too far from the old one is the last
          //    [C; Dossa et al. 2021, arXiv 2106.07432].
          const endsEpoch = start + rows === rollout.size;
          movedFar = endsEpoch && targetKl !== null && distanceMoved(policy, minibatch) > targetKl;
          const last = measured && endsEpoch && (movedFar || epoch === epochs - 1);
          training.backend.scope(() => {
            // 8. Mean and variance have networks, losses and optimizers of their own; in the loss of
            //    one the other is a constant, as it was before both are updated [P]. The entropy of
            //    the policy may be a part of what it maximises [C 10 of the first 13].
            const losses = policy.losses(objective, minibatch);
            // 9. The value loss is a plain squared error [P], or clipped like the surrogate [C 9 of
            //    the first 13].
            if (!apart) losses.push(valueLoss(minibatch, configuration));
            // 10. No limit on gradients [P], or one for the norm of all of them [C 11 of the first 13].
            training.optimize(minibatch.observations, losses, last);
          });
        }
      }
      if (!measured) return;
      const after = evaluatePolicy(policy, rollout, training.backend);
      training.measurements.setChange({
        entropy: before.entropy,
        before: before.logProbabilities[0],
        after: after.logProbabilities[0],
        clip,
      });
    });
    if (apart) await training.finishValues();
    yield* training.report();
  }
  yield training.end();
}

/** The approximate divergence of the policy from the one that acted, on the rows of a minibatch. */
function distanceMoved(policy: Policy, minibatch: Minibatch): number {
  const { observations, actions, oldLogProbabilities } = minibatch;
  const { logProbabilities } = policy.evaluate(observations, actions);
  return approximateKl(oldLogProbabilities[0], logProbabilities[0]);
}
