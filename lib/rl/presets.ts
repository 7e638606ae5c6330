import type { A2cConfiguration, AgentConfiguration, PpoConfiguration } from "./configuration.ts";

/** Names of the presets. */
export type PresetName = "paper" | "cleanrl";

/** Names of the presets. */
export const presetNames: readonly PresetName[] = ["paper", "cleanrl"];

/** What both presets say. */
const common = {
  seed: 0,
  steps: 1_000_000,
  environments: 1,
  gamma: 0.99,
  hidden: [64, 64],
  valueHidden: [64, 64],
  spreadHidden: [64],
  normalizeObservations: true,
  normalizeRewards: true,
  optimizer: "adam",
  stepSize: 3e-4,
  valueStepSize: null,
  beta1: null,
  beta2: null,
  epsilon: 1e-5,
  rank: null,
  delta: null,
  entropyCoefficient: 0,
  researchCode: false,
} as const;

/** arXiv 2406.03276: three networks with three optimizers, the variance from an exponential head. */
const paper: Omit<AgentConfiguration, "rolloutSteps"> = {
  ...common,
  preset: "paper",
  spread: "variance",
  bootstrapTruncated: true,
  timeFeature: false,
  annealStepSize: false,
  maxGradientNorm: null,
  gradientNormOf: "network",
  valueCoefficient: 1,
};

/**
 * CleanRL (Huang et al. 2022, JMLR 23:274), `ppo_continuous_action`: deviations that do not depend on
 * the state, α going to 0, one norm of all gradients that they are clipped by. CleanRL has one Adam for
 * all parameters, which is the same as one for each network: it goes element by element. The factor of
 * its value loss is ½ · ½.
 */
const cleanrl: Omit<AgentConfiguration, "rolloutSteps"> = {
  ...common,
  preset: "cleanrl",
  spread: "logStd",
  bootstrapTruncated: false,
  timeFeature: false,
  annealStepSize: true,
  maxGradientNorm: 0.5,
  gradientNormOf: "agent",
  valueCoefficient: 0.25,
};

const ppo = {
  rolloutSteps: 2048,
  lambda: 0.95,
  epochs: 10,
  minibatches: 32,
  clip: 0.2,
  normalizeAdvantages: true,
  targetKl: null,
};

/** PPO's. */
export const ppoPresets: Readonly<Record<PresetName, PpoConfiguration>> = {
  paper: { ...paper, ...ppo, clipValueLoss: false },
  cleanrl: { ...cleanrl, ...ppo, clipValueLoss: true },
};

/**
 * A2C's. CleanRL has none of its own, but shows that A2C is a case of PPO (Huang et al. 2022, arXiv
 * 2205.09123), with RMSProp, 5 steps, α = 7 · 10⁻⁴ and the value loss halved.
 */
export const a2cPresets: Readonly<Record<PresetName, A2cConfiguration>> = {
  paper: { ...paper, rolloutSteps: 5, timeFeature: true, average: "elements" },
  cleanrl: {
    ...cleanrl,
    rolloutSteps: 5,
    average: "rows",
    optimizer: "rmsprop",
    stepSize: 7e-4,
    beta2: 0.99,
    valueCoefficient: 0.5,
  },
};
