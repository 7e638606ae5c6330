import type { Backend } from "../backend/backend.ts";
import { Random } from "../backend/random.ts";
import { simd } from "../backend/simd/mod.ts";
import type { Environment } from "../envs/environment.ts";
import { type Agent, createAgent } from "./agent.ts";
import { Collector } from "./collector.ts";
import {
  type A2cConfiguration,
  type AgentConfiguration,
  type PpoConfiguration,
  wholeSteps,
} from "./configuration.ts";
import { closeAll, type EnvironmentSource, makeEnvironments } from "./environments.ts";
import type {
  AgentCheckpoint,
  CheckpointEvent,
  EndEvent,
  EpisodeEvent,
  StartEvent,
  UpdateEvent,
} from "./events.ts";
import { checkFiniteDiagnostics, NonFiniteError } from "./finite.ts";
import { Learner } from "./learner.ts";
import type { Measurements } from "./measurements.ts";
import { Normalizer } from "./normalizer.ts";
import type { TrainingOptions } from "./training_options.ts";
import { loadStatistics, type State, stateOf } from "./restore.ts";
import { Rollout } from "./rollout.ts";
import type { ValueTask } from "./value_learner.ts";

/**
 * What {@linkcode ppo} and {@linkcode a2c} have in common: an agent that learns, with its
 * environments and its random streams, where a run stands, and how it is saved.
 */
export class Training implements Disposable {
  readonly agent: Agent;
  readonly rollout: Rollout;
  readonly backend: Backend;
  /** The environment's id. */
  readonly environment: string;
  /** The stream that the order of rows is drawn from. */
  random: Random;
  /** Steps that there will be. */
  readonly steps: number;
  /** Steps done. */
  step = 0;
  /** Updates done. */
  update = 0;
  readonly #algorithm: "ppo" | "a2c";
  readonly #options: TrainingOptions;
  readonly #environments: readonly Environment[];
  readonly #learner: Learner;
  readonly #normalizer: Normalizer;
  readonly #collector: Collector;
  readonly #actions: Random;
  readonly #updates: number;
  #episodes = 0;
  #lastReport: number;
  #lastCheckpoint: number | undefined;

  private constructor(
    environments: readonly Environment[],
    configuration: AgentConfiguration,
    algorithm: "ppo" | "a2c",
    options: TrainingOptions,
  ) {
    const { backend = simd, from } = options;
    const { seed, rolloutSteps, gamma } = configuration;
    const [{ id, observationSpace, actionSpace }] = environments;
    const count = environments.length;
    const root = new Random(seed);
    const random = root.split("agent");
    const size = observationSpace.size;
    const agent = createAgent(size, actionSpace, configuration, { backend, random });
    this.agent = agent;
    this.backend = backend;
    this.environment = id;
    this.#algorithm = algorithm;
    this.#options = options;
    this.#environments = environments;
    this.#learner = new Learner(agent, configuration, {
      backend,
      random: root.split("optimizers"),
      position: this,
    });
    this.rollout = new Rollout({
      steps: rolloutSteps,
      environments: count,
      observation: size,
      action: agent.policy.actionSize,
    });
    this.steps = wholeSteps(configuration);
    this.#updates = this.steps / this.rollout.size;
    this.#normalizer = new Normalizer({
      observation: size,
      environments: count,
      gamma,
      observations: configuration.normalizeObservations,
      rewards: configuration.normalizeRewards,
    });
    const state = from && stateOf(from, algorithm, id);
    this.random = state ? Random.restore(state.random.rows) : root.split("rows");
    this.#actions = state ? Random.restore(state.random.actions) : root.split("actions");
    this.#collector = new Collector({
      environments,
      policy: agent.policy,
      normalizer: this.#normalizer,
      backend,
      random: this.#actions,
    }, size);
    if (state) this.#load(from, state);
    else this.#collector.start(this.rollout, root.split("environments"));
    this.#lastReport = this.step;
    if (from) this.#lastCheckpoint = this.step;
  }

  /** Makes everything; the environments are closed when the run is over. */
  static async open(
    source: EnvironmentSource,
    configuration: AgentConfiguration,
    algorithm: "ppo" | "a2c",
    options: TrainingOptions,
  ): Promise<Training> {
    const environments = await makeEnvironments(source, configuration);
    try {
      return new Training(environments, configuration, algorithm, options);
    } catch (error) {
      closeAll(environments);
      throw error;
    }
  }

  /** Whether all steps are done. */
  get isDone(): boolean {
    return this.step >= this.steps;
  }

  /** Whether a report is due after the update that is about to be made. */
  get isReportDue(): boolean {
    const { reportEvery = 2000 } = this.#options;
    return this.isDone || this.step - this.#lastReport >= reportEvery;
  }

  /** What is measured between two reports. */
  get measurements(): Measurements {
    return this.#learner.measurements;
  }

  /** Acts until the rollout is full. */
  collect(): EpisodeEvent[] {
    const began = performance.now();
    const physicsBefore = this.#collector.physicsTime;
    const finished = this.#guard(() => this.#collector.collect(this.rollout, this.step));
    const physics = this.#collector.physicsTime - physicsBefore;
    this.measurements.addTime({ physics, acting: performance.now() - began - physics });
    this.step += this.rollout.size;
    return finished.map((one) => ({ kind: "episode", episode: ++this.#episodes, ...one }));
  }

  /** Does the learning of an update; its time counts as such. */
  learn(body: () => void): void {
    const began = performance.now();
    this.#guard(body);
    this.update++;
    this.measurements.addTime({ learning: performance.now() - began });
  }

  /** As {@linkcode Learner.optimize} does. */
  optimize(...step: Parameters<Learner["optimize"]>): void {
    this.#learner.optimize(...step);
  }

  /** Starts the thread of the value network. */
  openValueThread(configuration: PpoConfiguration): void {
    this.#learner.openValueThread(configuration, this.rollout.sizes);
  }

  /** Lets the value network learn from the rollout in its thread, until {@linkcode Training.finishValues}. */
  beginValues(task: Pick<ValueTask, "returns" | "orders" | "measured">): void {
    this.#learner.beginValues(this.rollout, task);
  }

  /**
   * Waits for the value network, and takes over where it stands.
   *
   * @throws NonFiniteError if its loss, gradient or curvature is not finite.
   */
  async finishValues(): Promise<void> {
    const began = performance.now();
    await this.#learner.finishValues().catch((error) => {
      this.#guard(() => {
        throw error;
      });
    });
    this.measurements.addTime({ learning: performance.now() - began });
  }

  /** The share of updates that is done. */
  get progress(): number {
    return this.update / this.#updates;
  }

  /** How a run begins. */
  start(configuration: PpoConfiguration | A2cConfiguration): StartEvent {
    const { step, steps, environment } = this;
    return { kind: "start", step, steps, algorithm: this.#algorithm, environment, configuration };
  }

  /**
   * A report where one is due, and a checkpoint after it, so that none falls between two reports.
   *
   * @throws NonFiniteError if a parameter or what was measured is not finite.
   */
  *report(): Generator<UpdateEvent | CheckpointEvent> {
    const { step, update } = this;
    if (!this.isReportDue) return;
    const measured = this.measurements.take(step - this.#lastReport);
    // An update is not followed by a loss until the next: what would be kept is looked at before.
    this.#guard(() => {
      this.#learner.checkParameters();
      checkFiniteDiagnostics(measured.diagnostics, step);
    });
    this.#lastReport = step;
    yield { kind: "update", step, update, ...measured };
    const { checkpointEvery = Infinity } = this.#options;
    if (this.isDone || step - (this.#lastCheckpoint ?? 0) < checkpointEvery) return;
    yield { kind: "checkpoint", step, checkpoint: this.checkpoint() };
  }

  /** How a run ends. */
  end(): EndEvent {
    return { kind: "end", step: this.step, checkpoint: this.checkpoint() };
  }

  /** All that the run needs to continue from here. */
  checkpoint(): AgentCheckpoint {
    this.#lastCheckpoint = this.step;
    const { counts, numbers } = this.#normalizer.saveState();
    const { tensors: learnt, ...optimizer } = this.#learner.save();
    const tensors = { ...learnt };
    for (const [name, data] of Object.entries(numbers)) {
      tensors[`statistics.${name}`] = { shape: [data.length], data: data.slice() };
    }
    const { environments, observation } = this.rollout.sizes;
    tensors.observations = {
      shape: [environments, observation],
      data: this.rollout.observationsOfStep.at(-1)!.slice(),
    };
    const state: State = {
      algorithm: this.#algorithm,
      environment: this.environment,
      update: this.update,
      episodes: this.#episodes,
      random: { rows: this.random.save(), actions: this.#actions.save() },
      collector: this.#collector.saveState(),
      statistics: counts,
      ...optimizer,
    };
    return { step: this.step, state: { ...state }, tensors };
  }

  /** Ends the thread of the value network, and closes the environments. */
  [Symbol.dispose](): void {
    this.#learner[Symbol.dispose]();
    closeAll(this.#environments);
  }

  #load(checkpoint: AgentCheckpoint, state: State): void {
    this.#learner.load(checkpoint, state);
    loadStatistics(this.#normalizer, checkpoint);
    this.#collector.loadState(state.collector);
    this.rollout.observationsOfStep.at(-1)!.set(checkpoint.tensors.observations.data);
    this.step = checkpoint.step;
    this.update = state.update;
    this.#episodes = state.episodes;
  }

  /** Adds to an error which checkpoint was the last. */
  #guard<T>(body: () => T): T {
    try {
      return body();
    } catch (error) {
      if (error instanceof NonFiniteError) throw error.after(this.#lastCheckpoint);
      throw error;
    }
  }
}
