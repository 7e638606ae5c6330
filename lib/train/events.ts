import type { Checkpoint } from "../runs/checkpoint.ts";
import type { Score } from "./evaluate_on.ts";

/** Where training stands. */
export interface Position {
  /** Steps done. */
  readonly step: number;
  /** The pass over the examples that the last step belongs to, from 1. */
  readonly epoch: number;
  /** Seconds spent on steps, in all processes that the run has had. */
  readonly seconds: number;
}

/** The optimizer has made a step. */
export interface StepEvent extends Position {
  /** Tells events apart. */
  readonly kind: "step";
  /** The loss of the mini-batch, before the step. */
  readonly loss: number;
  /** A mean of the losses so far in which each counts 2 % less than the one after it. */
  readonly smoothLoss: number;
  /** The step size, after its schedule. */
  readonly stepSize: number;
  /** What step-size scaling made of it, 1 if nothing. */
  readonly scale: number;
}

/** All examples have been seen once more. */
export interface EpochEvent extends Position {
  /** Tells events apart. */
  readonly kind: "epoch";
  /** The mean of the losses of the epoch's mini-batches. */
  readonly loss: number;
}

/** The network has been evaluated on the validation examples. */
export interface EvaluationEvent extends Position, Score {
  /** Tells events apart. */
  readonly kind: "evaluation";
  /** Whether the loss is the least so far. */
  readonly isBest: boolean;
}

/** Here training can continue from, bit for bit, if the checkpoint is kept. */
export interface CheckpointEvent extends Position {
  /** Tells events apart. */
  readonly kind: "checkpoint";
  /** What to keep. */
  readonly checkpoint: Checkpoint;
}

/** Why training ended. */
export type EndReason = "epochs" | "early stopping" | "aborted";

/** Training has ended; the last event. */
export interface EndEvent extends Position {
  /** Tells events apart. */
  readonly kind: "end";
  /** Whether all epochs are over, the validation loss no longer fell, or the signal was aborted. */
  readonly reason: EndReason;
}

/** What {@linkcode fit} tells. */
export type FitEvent = StepEvent | EpochEvent | EvaluationEvent | CheckpointEvent | EndEvent;
