/**
 * Reinforcement learning with curvature: A2C and PPO whose networks are trained by any optimizer of
 * this library, fed by any estimator of the Hessian diagonal, as in arXiv 2406.03276.
 *
 * @example
 * ```ts
 * import { ppo } from "@hesscale/hesscale/rl";
 *
 * const options = { steps: 1024, rolloutSteps: 512, optimizer: "adaHesScale", rank: 1 };
 * for await (const event of ppo("Pendulum-v1", options)) {
 *   if (event.kind === "update") console.log(event.step, event.diagnostics.explainedVariance);
 * }
 * ```
 *
 * @module
 */

export { a2c, type A2cOptions } from "./a2c.ts";
export { addLosses } from "./add_losses.ts";
export {
  type AdvantageOptions,
  generalizedAdvantages,
  nStepReturns,
  type ReturnOptions,
  type Transitions,
} from "./advantages.ts";
export { categoricalPolicy } from "./categorical_policy.ts";
export { type ClippedValueData, clippedValueLoss } from "./clipped_value_loss.ts";
export type { FinishedEpisode } from "./collector.ts";
export {
  type A2cConfiguration,
  a2cConfiguration,
  type AgentConfiguration,
  type PpoConfiguration,
  ppoConfiguration,
  wholeSteps,
} from "./configuration.ts";
export { constantOutput } from "./constant_output.ts";
export {
  categoricalEntropyLoss,
  type EntropyLossOptions,
  gaussianEntropyLoss,
} from "./entropy_loss.ts";
export type { EnvironmentSource } from "./environments.ts";
export { evaluateAgent, type EvaluationOptions } from "./evaluate_agent.ts";
export { loadAgent, type LoadedAgent } from "./load_agent.ts";
export type {
  AgentCheckpoint,
  AgentEvent,
  ByNetwork,
  CheckpointEvent,
  Diagnostics,
  EndEvent,
  EpisodeEvent,
  StartEvent,
  Throughput,
  UpdateEvent,
} from "./events.ts";
export { NonFiniteError, type NonFiniteOptions } from "./finite.ts";
export { gaussianPolicy, type Spread } from "./gaussian_policy.ts";
export type {
  NamedNetwork,
  ObjectiveKind,
  Policy,
  PolicyBatch,
  PolicyEvaluation,
  PolicyObjective,
} from "./policy.ts";
export { ppo, type PpoOptions } from "./ppo.ts";
export { type PresetName, presetNames } from "./presets.ts";
export { researchCodeLoss, type ResearchCodeOptions, type ResearchLoss } from "./research_code.ts";
export type { TrainingOptions } from "./training_options.ts";
export { valuesLearnApart } from "./value_thread.ts";
