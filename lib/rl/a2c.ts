import { meanSquaredError } from "../losses/regression.ts";
import { nStepReturns } from "./advantages.ts";
import { type A2cConfiguration, a2cConfiguration } from "./configuration.ts";
import type { EnvironmentSource } from "./environments.ts";
import type { AgentEvent } from "./events.ts";
import { Minibatch } from "./minibatch.ts";
import type { PolicyObjective } from "./policy.ts";
import { researchCodeOf } from "./research_code.ts";
import { evaluatePolicy } from "./evaluate_policy.ts";
import { Training } from "./training.ts";
import type { TrainingOptions } from "./training_options.ts";

/** Options of {@linkcode a2c}: those of its configuration, and how the run is carried out. */
export type A2cOptions = Partial<A2cConfiguration> & TrainingOptions;

/**
 * Advantage actor–critic (Mnih et al. 2016, arXiv 1602.01783, its synchronous form) with a curvature of
 * its own for each network: any optimizer, any estimator that feeds one, any rank, step-size scaling on
 * any.
 *
 * Its policy gradient is PPO's with one epoch, one minibatch, λ = 1 and no normalisation of
 * advantages, if the likelihood is averaged over rows (`average: "rows"`, the preset `cleanrl`); the
 * paper's preset averages over the dimensions of actions as well, as the research code does.
 *
 * Details that matter, by their numbers in the code. Sources: [P] the paper, arXiv 2406.03276, and its
 * research code; [M] Mnih et al. 2016.
 *
 * @param source The environment: a name, or a function that makes it.
 * @throws RangeError or TypeError for options that are wrong; NonFiniteError if a loss, a derivative, a
 * parameter, an action, a reward or an observation is not finite.
 *
 * @example
 * ```ts
 * import { a2c } from "@hesscale/hesscale/rl";
 *
 * for await (const event of a2c("CartPole-v1", { steps: 500, optimizer: "adaHesScale" })) {
 *   if (event.kind === "episode") console.log(event.step, event.return);
 * }
 * ```
 */
export async function* a2c(
  source: EnvironmentSource,
  { backend, from, checkpointEvery, reportEvery, overlap: _, ...options }: A2cOptions = {},
): AsyncGenerator<AgentEvent, void, void> {
  const configuration = a2cConfiguration(options);
  const { gamma, average, environments, rolloutSteps, valueCoefficient, entropyCoefficient } =
    configuration;
  using training = await Training.open(source, configuration, "a2c", {
    backend,
    from,
    checkpointEvery,
    reportEvery,
  });
  const { agent: { policy, value }, rollout } = training;
  const researchCode = researchCodeOf(configuration);
  const objective: PolicyObjective = {
    kind: "likelihood",
    average,
    entropyCoefficient,
    researchCode,
  };
  const minibatch = new Minibatch(training.backend, rollout, { rows: rollout.size });
  const advantages = new Float64Array(rollout.size);
  const returns = new Float64Array(rollout.size);
  const weights = valueCoefficient === 1 ? undefined : returns.map(() => valueCoefficient);

  yield training.start(configuration);
  while (!training.isDone) {
    // 1. A few steps in each environment, five with the presets [P, M]; normalised as in PPO.
    yield* training.collect();

    training.learn(() => {
      // 2. Returns of as many steps as the rollout has left, then the value of the state reached: 5
      //    for the first state, 1 for the last [M, Algorithm S3]. A state at which a time limit cut
      //    the episode off counts with its own value.
      rollout.evaluate(value);
      const terminated = configuration.bootstrapTruncated ? rollout.terminated : rollout.ended;
      nStepReturns(
        { ...rollout, terminated },
        { gamma, n: rolloutSteps, environments },
        returns,
      );
      // 3. Advantages are not normalised: five of them say little about their spread.
      for (let i = 0; i < returns.length; i++) advantages[i] = returns[i] - rollout.values[i];
      training.measurements.addValues(rollout.values, returns);
      minibatch.take({ advantages, returns, oldLogProbabilities: [] });
      const measured = training.isReportDue;
      const before = measured && evaluatePolicy(policy, rollout, training.backend);

      training.backend.scope(() => {
        // 4. One step of each network; mean and variance are constants in each other's loss [P].
        const losses = policy.losses(objective, minibatch);
        losses.push(meanSquaredError(minibatch.returns, { weights }));
        training.optimize(minibatch.observations, losses, measured);
      });

      if (!before) return;
      const after = evaluatePolicy(policy, rollout, training.backend);
      training.measurements.setChange({
        entropy: before.entropy,
        before: before.logProbabilities[0],
        after: after.logProbabilities[0],
      });
    });
    yield* training.report();
  }
  yield training.end();
}
