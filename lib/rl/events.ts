import type { Numbers } from "../backend/backend.ts";
import type { FinishedEpisode } from "./collector.ts";
import type { A2cConfiguration, PpoConfiguration } from "./configuration.ts";

/** A number for each network of an agent, by its name: `mean`, `variance`, `value`, … */
export type ByNetwork = Readonly<Record<string, number>>;

/** What was measured since the last report; see the numbers' own comments. */
export interface Diagnostics {
  /** The loss of each network before each of its steps, on average. */
  readonly loss: ByNetwork;
  /** The factor of step-size scaling, on average over steps. */
  readonly scale: ByNetwork;
  /** The norm of the gradient on the last minibatch. */
  readonly gradientNorm: ByNetwork;
  /**
   * The norm of HesScale's curvature on the last minibatch, whatever feeds the optimizer; left out of
   * a network whose curvature overflows.
   */
  readonly curvatureNorm: ByNetwork;
  /** α of the last step. */
  readonly stepSize: ByNetwork;
  /** The entropy of the policy before the last update, in nats, on average over its rollout. */
  readonly entropy: number;
  /**
   * How far the last update moved the policy: the mean of `(r − 1) − ln r` over its rollout, r the
   * ratio of probabilities (Schulman 2020, "Approximating KL divergence").
   */
  readonly approximateKl: number;
  /** The share of the last rollout whose ratio is outside the clip range after the update; PPO only. */
  readonly clipFraction?: number;
  /** `1 − Var(R − V) / Var(R)`: 1 if the values are the returns, 0 if a constant would do as well. */
  readonly explainedVariance: number;
}

/** Where the time since the last report went. */
export interface Throughput {
  /** Steps in all environments per second. */
  readonly stepsPerSecond: number;
  /** Share of environments. */
  readonly physics: number;
  /** Share of choosing actions, normalising and keeping what happens. */
  readonly acting: number;
  /** Share of values, advantages and updates. */
  readonly learning: number;
}

/** All that a run needs to continue bit for bit. */
export interface AgentCheckpoint {
  /** Steps done in all environments together. */
  readonly step: number;
  /** What JSON can hold. */
  readonly state: Readonly<Record<string, unknown>>;
  /** Parameters, moments, statistics and observations. */
  readonly tensors: Readonly<
    Record<string, { readonly shape: readonly number[]; readonly data: Numbers }>
  >;
}

/** The run begins, or goes on. */
export interface StartEvent {
  /** Tells it from other events. */
  readonly kind: "start";
  /** Steps done before: 0 at a beginning. */
  readonly step: number;
  /** Steps that there will be: whole rollouts. */
  readonly steps: number;
  /** Which algorithm. */
  readonly algorithm: "ppo" | "a2c";
  /** The environment's id. */
  readonly environment: string;
  /** The effective configuration. */
  readonly configuration: PpoConfiguration | A2cConfiguration;
}

/** An episode came to its end. */
export interface EpisodeEvent extends FinishedEpisode {
  /** Tells it from other events. */
  readonly kind: "episode";
  /** Its number, from 1. */
  readonly episode: number;
}

/** The networks were updated; one event for each update of PPO, one for some updates of A2C. */
export interface UpdateEvent {
  /** Tells it from other events. */
  readonly kind: "update";
  /** Steps done in all environments together. */
  readonly step: number;
  /** Updates done. */
  readonly update: number;
  /** What was measured; the same in every run of the same configuration. */
  readonly diagnostics: Diagnostics;
  /** Where the time went; never the same. */
  readonly throughput: Throughput;
}

/** The run could continue from here. */
export interface CheckpointEvent {
  /** Tells it from other events. */
  readonly kind: "checkpoint";
  /** Steps done in all environments together. */
  readonly step: number;
  /** To be kept, and given to the run that continues as `from`. */
  readonly checkpoint: AgentCheckpoint;
}

/** The run is done. */
export interface EndEvent {
  /** Tells it from other events. */
  readonly kind: "end";
  /** Steps done in all environments together. */
  readonly step: number;
  /** The run's last state, its networks among the tensors, as `network.<name>.<parameter>`. */
  readonly checkpoint: AgentCheckpoint;
}

/** What happens in {@linkcode ppo} and {@linkcode a2c}. */
export type AgentEvent = StartEvent | EpisodeEvent | UpdateEvent | CheckpointEvent | EndEvent;
