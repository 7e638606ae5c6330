import { checkChoice } from "../backend/choice.ts";
import { didYouMean } from "../backend/nearest.ts";
import type { Rank } from "../losses/loss.ts";
import type { Spread } from "./gaussian_policy.ts";
import { a2cPresets, ppoPresets, type PresetName, presetNames } from "./presets.ts";

/** What {@linkcode ppo} and {@linkcode a2c} have in common. What JSON can hold, so that runs can keep it. */
export interface AgentConfiguration {
  /** Where the other values come from unless they are given. */
  readonly preset: PresetName;
  /** Determines everything that is drawn. */
  readonly seed: number;
  /** Steps in all environments together; rounded down to whole rollouts, but at least one. */
  readonly steps: number;
  /** Environments that are stepped side by side. */
  readonly environments: number;
  /** Steps of each environment between two updates. */
  readonly rolloutSteps: number;
  /** γ, the discount. */
  readonly gamma: number;
  /**
   * Whether the value of the state at which a time limit cut an episode off counts. CleanRL takes
   * such states for terminal ones.
   */
  readonly bootstrapTruncated: boolean;

  /** Widths of the hidden layers, tanh, of the mean (or logits) network. */
  readonly hidden: readonly number[];
  /** Widths of the hidden layers, tanh, of the value network. */
  readonly valueHidden: readonly number[];
  /**
   * What spreads the actions: a network of variances with an exponential head, or logarithms of
   * standard deviations that do not depend on the state. Continuous actions only.
   */
  readonly spread: Spread;
  /** Widths of the hidden layers, tanh, of the network of variances. */
  readonly spreadHidden: readonly number[];

  /** Whether observations are divided by their running deviation, less their mean, and clipped to ±10. */
  readonly normalizeObservations: boolean;
  /** Whether rewards are divided by the running deviation of the discounted return, and clipped to ±10. */
  readonly normalizeRewards: boolean;
  /** Whether observations have the time in the episode as one more feature. */
  readonly timeFeature: boolean;

  /** An optimizer by name, one for each network. */
  readonly optimizer: string;
  /** α. */
  readonly stepSize: number;
  /** α of the value network, if another. */
  readonly valueStepSize: number | null;
  /** Whether α goes to 0 in a straight line, update by update. */
  readonly annealStepSize: boolean;
  /** β₁; null for the optimizer's own. */
  readonly beta1: number | null;
  /** β₂; null for the optimizer's own. */
  readonly beta2: number | null;
  /** ε; null for the optimizer's own. */
  readonly epsilon: number | null;
  /** Columns of the loss Hessian that HesScale carries exactly; null where the optimizer has none. */
  readonly rank: Rank | null;
  /** δ, the bound of step-size scaling on the predicted change of each network; null for no scaling. */
  readonly delta: number | null;
  /** The greatest norm of the gradient; a longer one is shortened to it. Null for no limit. */
  readonly maxGradientNorm: number | null;
  /** Whether `maxGradientNorm` bounds the gradient of each network, or of the agent's all together. */
  readonly gradientNormOf: "network" | "agent";
  /** The factor of the entropy of the policy, averaged over rows, that its loss is lowered by. */
  readonly entropyCoefficient: number;
  /** The factor of the value loss. */
  readonly valueCoefficient: number;
  /** Loss curvature as the research code published it, wrong as it is, in place of the exact one. */
  readonly researchCode: boolean;
}

/** All that {@linkcode ppo} depends on. */
export interface PpoConfiguration extends AgentConfiguration {
  /** λ of the generalised advantage estimates. */
  readonly lambda: number;
  /** How often each rollout is gone through. */
  readonly epochs: number;
  /** Parts of a rollout, each of them a step of every network. */
  readonly minibatches: number;
  /** ε of the surrogate's range 1 ± ε. */
  readonly clip: number;
  /** Whether the advantages of a minibatch are shifted and scaled to mean 0 and deviation 1. */
  readonly normalizeAdvantages: boolean;
  /** Whether the value loss is clipped like the surrogate. */
  readonly clipValueLoss: boolean;
  /**
   * The approximate divergence from the old policy, on the last minibatch of an epoch, beyond which an
   * update has no further epochs; null for no such limit.
   */
  readonly targetKl: number | null;
}

/** All that {@linkcode a2c} depends on. */
export interface A2cConfiguration extends AgentConfiguration {
  /**
   * Whether the likelihood of continuous actions is averaged over rows, or over their dimensions too,
   * as the research code does.
   */
  readonly average: "rows" | "elements";
}

/** Steps that a run makes in all environments together: whole rollouts, at least one. */
export function wholeSteps(
  { steps, environments, rolloutSteps }: Pick<
    AgentConfiguration,
    "steps" | "environments" | "rolloutSteps"
  >,
): number {
  const rollout = environments * rolloutSteps;
  return rollout * Math.max(1, Math.floor(steps / rollout));
}

/** Names of configurations that are not numbers, and what they may be. */
const choices: Readonly<Record<string, readonly string[]>> = {
  preset: presetNames,
  spread: ["variance", "logStd"],
  gradientNormOf: ["network", "agent"],
  average: ["rows", "elements"],
};

/** What numbers have to be. */
const intervals: Readonly<Record<string, readonly [text: string, holds: (x: number) => boolean]>> =
  {
    ...Object.fromEntries(
      ["steps", "environments", "rolloutSteps", "epochs", "minibatches"].map((name) => [
        name,
        ["a whole number of at least 1", (x: number) => Number.isSafeInteger(x) && x >= 1],
      ]),
    ),
    seed: ["a whole number of at least 0", (x) => Number.isSafeInteger(x) && x >= 0],
    gamma: ["from 0 to 1", (x) => x >= 0 && x <= 1],
    lambda: ["from 0 to 1", (x) => x >= 0 && x <= 1],
    clip: ["above 0", (x) => x > 0],
    stepSize: ["finite and above 0", (x) => x > 0 && x < Infinity],
    delta: ["above 0", (x) => x > 0],
    maxGradientNorm: ["above 0", (x) => x > 0],
    entropyCoefficient: ["finite and at least 0", (x) => x >= 0 && x < Infinity],
    targetKl: ["above 0", (x) => x > 0],
    valueCoefficient: ["finite and above 0", (x) => x > 0 && x < Infinity],
  };

/**
 * PPO's configuration: that of the preset, but for what is given.
 *
 * @throws TypeError for an unknown name, RangeError for a value out of range.
 */
export function ppoConfiguration(options: Partial<PpoConfiguration> = {}): PpoConfiguration {
  const configuration = configure(ppoPresets, options);
  const { environments, rolloutSteps, minibatches } = configuration;
  if (environments * rolloutSteps % minibatches !== 0) {
    throw new RangeError(
      `Expected minibatches to divide the ${environments * rolloutSteps} steps of a rollout, ` +
        `found ${minibatches}`,
    );
  }
  return configuration;
}

/**
 * A2C's configuration: that of the preset, but for what is given.
 *
 * @throws TypeError for an unknown name, RangeError for a value out of range.
 */
export function a2cConfiguration(options: Partial<A2cConfiguration> = {}): A2cConfiguration {
  return configure(a2cPresets, options);
}

function configure<Configuration extends AgentConfiguration>(
  presets: Readonly<Record<PresetName, Configuration>>,
  options: Partial<Configuration>,
): Configuration {
  const { preset = "paper" } = options;
  checkChoice("preset", preset, presetNames);
  const names = Object.keys(presets[preset]);
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  for (const [name, value] of given) {
    if (!names.includes(name)) {
      throw new TypeError(
        `Expected options among ${names.join(", ")}, found ${name}${didYouMean(name, names)}`,
      );
    }
    if (Object.hasOwn(choices, name)) checkChoice(name, String(value), choices[name]);
    const [text, holds] = intervals[name] ?? [];
    if (typeof value === "number" && holds && !holds(value)) {
      throw new RangeError(`Expected ${name} to be ${text}, found ${value}`);
    }
  }
  const configuration = { ...presets[preset], ...Object.fromEntries(given) };
  const { researchCode, spread, rank } = configuration;
  if (researchCode && spread === "logStd") {
    throw new RangeError(
      "Expected spread to be variance with researchCode, which knows no logStd, found logStd",
    );
  }
  if (researchCode && rank !== null && rank !== 0) {
    throw new RangeError(
      `Expected rank 0 with researchCode, which knows no columns, found ${rank}`,
    );
  }
  return configuration;
}
