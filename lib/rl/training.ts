import type { Backend, Numbers, Tensor } from "../backend/backend.ts";
import { Random } from "../backend/random.ts";
import { simd } from "../backend/simd/mod.ts";
import type { Environment } from "../envs/environment.ts";
import type { Loss } from "../losses/loss.ts";
import type { Optimizer, Step } from "../optim/optimizer.ts";
import { type Agent, createAgent, createOptimizer } from "./agent.ts";
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
import { checkFiniteDiagnostics, checkFiniteRow, NonFiniteError } from "./finite.ts";
import { Measurements, normsOf } from "./measurements.ts";
import { Normalizer } from "./normalizer.ts";
import type { TrainingOptions } from "./training_options.ts";
import { loadNetworks, loadStatistics, type State, stateOf, tensorsOf } from "./restore.ts";
import { Rollout } from "./rollout.ts";
import type { ValueTask } from "./value_learner.ts";
import { ValueThread } from "./value_thread.ts";

/**
 * What {@linkcode ppo} and {@linkcode a2c} have in common: an agent with its environments, its
 * optimizers and its random streams, where a run stands, and how it is saved.
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
  readonly #configuration: AgentConfiguration;
  readonly #options: TrainingOptions;
  readonly #environments: readonly Environment[];
  readonly #optimizers: readonly Optimizer[];
  readonly #normalizer: Normalizer;
  readonly #collector: Collector;
  readonly #measurements: Measurements;
  readonly #actions: Random;
  readonly #updates: number;
  #valueThread: ValueThread | undefined;
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
    this.#configuration = configuration;
    this.#options = options;
    this.#environments = environments;
    this.#optimizers = agent.networks.map((network) =>
      createOptimizer(network, configuration, {
        progress: () => this.#progress,
        random: root.split("optimizers"),
      })
    );
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
    this.#measurements = new Measurements(agent.networks.map(({ name }) => name));
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
    return this.#measurements;
  }

  /** Acts until the rollout is full. */
  collect(): EpisodeEvent[] {
    const began = performance.now();
    const physicsBefore = this.#collector.physicsTime;
    const finished = this.#guard(() => this.#collector.collect(this.rollout, this.step));
    const physics = this.#collector.physicsTime - physicsBefore;
    this.#measurements.addTime({ physics, acting: performance.now() - began - physics });
    this.step += this.rollout.size;
    return finished.map((one) => ({ type: "episode", episode: ++this.#episodes, ...one }));
  }

  /** Does the learning of an update; its time counts as such. */
  learn(body: () => void): void {
    const began = performance.now();
    this.#guard(body);
    this.update++;
    this.#measurements.addTime({ learning: performance.now() - began });
  }

  /**
   * Makes a step of each network. A single norm of all gradients takes all of them before anything
   * changes; else one network is updated after the other.
   *
   * @param input `[rows, observation]`.
   * @param losses One for each network of the agent, in their order, the value network's left out if it
   * learns in its own thread.
   * @param measure Whether to measure the norms of gradients and curvatures before it.
   * @throws NonFiniteError if a loss, a gradient or a curvature is not finite.
   */
  optimize(input: Tensor, losses: readonly Loss[], measure = false): void {
    const { networks } = this.agent;
    const each = <Result>(body: (optimizer: Optimizer, i: number) => Result): Result[] =>
      losses.map((_, i) => this.#explain(networks[i].name, () => body(this.#optimizers[i], i)));
    const measureNorms = (i: number) => {
      if (!measure) return;
      const { name, network } = networks[i];
      this.#measurements.setNorms(name, normsOf(network, input, losses[i]));
    };
    const add = (i: number, step: Step) => this.#measurements.addStep(networks[i].name, step);
    const { maxGradientNorm, gradientNormOf } = this.#configuration;
    if (maxGradientNorm === null || gradientNormOf === "network") {
      each((optimizer, i) => {
        measureNorms(i);
        add(i, optimizer.step(input, losses[i]));
      });
      return;
    }
    const begun = each((optimizer, i) => {
      measureNorms(i);
      return optimizer.begin(input, losses[i]);
    });
    const norm = Math.hypot(...begun.map(({ gradientNorm }) => gradientNorm));
    const factor = norm > maxGradientNorm ? maxGradientNorm / norm : 1;
    each((_, i) => add(i, begun[i].finish(factor)));
  }

  /** Starts the thread of the value network. */
  openValueThread(configuration: PpoConfiguration): void {
    this.#valueThread = new ValueThread(configuration, this.rollout.sizes);
  }

  /** Lets the value network learn in its thread, until {@linkcode Training.finishValues}. */
  beginValues(task: Pick<ValueTask, "returns" | "orders" | "measured">): void {
    const { observations, values } = this.rollout;
    this.#valueThread!.begin({
      ...task,
      parameters: this.agent.value.read(),
      optimizer: this.#optimizers.at(-1)!.saveState(),
      progress: this.#progress,
      observations,
      values,
    });
  }

  /**
   * Waits for the value network, and takes over where it stands.
   *
   * @throws NonFiniteError if its loss, gradient or curvature is not finite.
   */
  async finishValues(): Promise<void> {
    const began = performance.now();
    const { name, network } = this.agent.networks.at(-1)!;
    try {
      const { parameters, optimizer, steps, norms } = await this.#valueThread!.finish();
      network.load(parameters);
      this.#optimizers.at(-1)!.loadState(optimizer);
      for (const step of steps) this.#measurements.addStep(name, step);
      if (norms) this.#measurements.setNorms(name, norms);
    } catch (error) {
      this.#guard(() =>
        this.#explain(name, () => {
          throw error;
        })
      );
    }
    this.#measurements.addTime({ learning: performance.now() - began });
  }

  get #progress(): number {
    return this.update / this.#updates;
  }

  /** Says which network an error of its step is about. */
  #explain<Result>(name: string, body: () => Result): Result {
    try {
      return body();
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      throw new NonFiniteError({
        step: this.step,
        quantity: `loss and derivatives of the ${name} network`,
        details: `found that ${error.message}`,
        cause: error,
      });
    }
  }

  /** How a run begins. */
  start(configuration: PpoConfiguration | A2cConfiguration): StartEvent {
    const { step, steps, environment } = this;
    return { type: "start", step, steps, algorithm: this.#algorithm, environment, configuration };
  }

  /**
   * A report where one is due, and a checkpoint after it, so that none falls between two reports.
   *
   * @throws NonFiniteError if a parameter or what was measured is not finite.
   */
  *report(): Generator<UpdateEvent | CheckpointEvent> {
    const { step, update } = this;
    if (!this.isReportDue) return;
    const measured = this.#measurements.take(step - this.#lastReport);
    // An update is not followed by a loss until the next: what would be kept is looked at before.
    this.#guard(() => {
      this.#checkParameters();
      checkFiniteDiagnostics(measured.diagnostics, step);
    });
    this.#lastReport = step;
    yield { type: "update", step, update, ...measured };
    const { checkpointEvery = Infinity } = this.#options;
    if (this.isDone || step - (this.#lastCheckpoint ?? 0) < checkpointEvery) return;
    yield { type: "checkpoint", step, checkpoint: this.checkpoint() };
  }

  /** How a run ends. */
  end(): EndEvent {
    return { type: "end", step: this.step, checkpoint: this.checkpoint() };
  }

  /** All that the run needs to continue from here. */
  checkpoint(): AgentCheckpoint {
    this.#lastCheckpoint = this.step;
    const { agent: { networks }, backend, rollout } = this;
    const { counts, numbers } = this.#normalizer.saveState();
    const tensors: Record<string, { shape: readonly number[]; data: Numbers }> = {};
    const steps: Record<string, number> = {};
    for (const [i, { name, network }] of networks.entries()) {
      for (const { name: parameter, parameter: { shape, value } } of network.parameters) {
        tensors[`network.${name}.${parameter}`] = { shape, data: backend.read(value) };
      }
      const { tensors: moments, ...rest } = this.#optimizers[i].saveState();
      steps[name] = rest.steps;
      for (const [slot, tensor] of Object.entries(moments)) {
        tensors[`optimizer.${name}.${slot}`] = tensor;
      }
    }
    for (const [name, data] of Object.entries(numbers)) {
      tensors[`statistics.${name}`] = { shape: [data.length], data: data.slice() };
    }
    const { environments, observation } = rollout.sizes;
    tensors.observations = {
      shape: [environments, observation],
      data: rollout.observationsOfStep.at(-1)!.slice(),
    };
    const state: State = {
      algorithm: this.#algorithm,
      environment: this.environment,
      update: this.update,
      episodes: this.#episodes,
      random: { rows: this.random.save(), actions: this.#actions.save() },
      collector: this.#collector.saveState(),
      statistics: counts,
      optimizer: this.#optimizers[0].name,
      optimizerSteps: steps,
    };
    return { step: this.step, state: { ...state }, tensors };
  }

  /** Ends the thread of the value network, and closes the environments. */
  [Symbol.dispose](): void {
    this.#valueThread?.[Symbol.dispose]();
    closeAll(this.#environments);
  }

  #checkParameters(): void {
    for (const { name, network } of this.agent.networks) {
      for (const { name: parameter, parameter: { value } } of network.parameters) {
        const numbers = this.backend.read(value);
        checkFiniteRow(numbers, `parameter ${parameter} of the ${name} network`, this.step);
      }
    }
  }

  #load(checkpoint: AgentCheckpoint, state: State): void {
    loadNetworks(this.agent, checkpoint);
    for (const [i, { name }] of this.agent.networks.entries()) {
      this.#optimizers[i].loadState({
        name: state.optimizer,
        steps: state.optimizerSteps[name],
        tensors: tensorsOf(checkpoint, `optimizer.${name}.`),
      });
    }
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
