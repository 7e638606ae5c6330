import type { Backend, Tensor } from "../backend/backend.ts";
import type { Random } from "../backend/random.ts";
import type { Loss } from "../losses/loss.ts";
import type { Optimizer, Step } from "../optim/optimizer.ts";
import { type Agent, createOptimizer } from "./agent.ts";
import type { AgentConfiguration, PpoConfiguration } from "./configuration.ts";
import type { AgentCheckpoint } from "./events.ts";
import { checkFiniteRow, NonFiniteError } from "./finite.ts";
import { Measurements, normsOf } from "./measurements.ts";
import { loadNetworks, type State, tensorsOf } from "./restore.ts";
import type { Rollout } from "./rollout.ts";
import type { ValueTask } from "./value_learner.ts";
import { ValueThread } from "./value_thread.ts";

/** How far a run is. */
export interface RunPosition {
  /** Steps done. */
  readonly step: number;
  /** The share of updates that is done. */
  readonly progress: number;
}

/** What a {@linkcode Learner} is made of. */
export interface LearnerOptions {
  readonly backend: Backend;
  /** Where seeds of optimizers come from. */
  readonly random: Random;
  /** How far the run is, whenever it is asked. */
  readonly position: RunPosition;
}

/** The networks of an agent with their optimizers: how they learn, and what is measured meanwhile. */
export class Learner implements Disposable {
  /** What is measured between two reports. */
  readonly measurements: Measurements;
  readonly #agent: Agent;
  readonly #optimizers: readonly Optimizer[];
  readonly #configuration: AgentConfiguration;
  readonly #backend: Backend;
  readonly #position: RunPosition;
  #valueThread: ValueThread | undefined;

  constructor(
    agent: Agent,
    configuration: AgentConfiguration,
    { backend, random, position }: LearnerOptions,
  ) {
    this.measurements = new Measurements(agent.networks.map(({ name }) => name));
    this.#agent = agent;
    this.#optimizers = agent.networks.map((network) =>
      createOptimizer(network, configuration, { progress: () => position.progress, random })
    );
    this.#configuration = configuration;
    this.#backend = backend;
    this.#position = position;
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
    const { networks } = this.#agent;
    const each = <Result>(body: (optimizer: Optimizer, i: number) => Result): Result[] =>
      losses.map((_, i) => this.#explain(networks[i].name, () => body(this.#optimizers[i], i)));
    const measureNorms = (i: number) => {
      if (!measure) return;
      const { name, network } = networks[i];
      this.measurements.setNorms(name, normsOf(network, input, losses[i]));
    };
    const add = (i: number, step: Step) => this.measurements.addStep(networks[i].name, step);
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
  openValueThread(configuration: PpoConfiguration, sizes: Rollout["sizes"]): void {
    this.#valueThread = new ValueThread(configuration, sizes);
  }

  /** Lets the value network learn in its thread, until {@linkcode Learner.finishValues}. */
  beginValues(
    { observations, values }: Rollout,
    task: Pick<ValueTask, "returns" | "orders" | "measured">,
  ): void {
    this.#valueThread!.begin({
      ...task,
      parameters: this.#agent.value.read(),
      optimizer: this.#optimizers.at(-1)!.saveState(),
      progress: this.#position.progress,
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
    const { name, network } = this.#agent.networks.at(-1)!;
    try {
      const { parameters, optimizer, steps, norms } = await this.#valueThread!.finish();
      network.load(parameters);
      this.#optimizers.at(-1)!.loadState(optimizer);
      for (const step of steps) this.measurements.addStep(name, step);
      if (norms) this.measurements.setNorms(name, norms);
    } catch (error) {
      this.#explain(name, () => {
        throw error;
      });
    }
  }

  /** @throws NonFiniteError if a parameter is not finite. */
  checkParameters(): void {
    for (const { name, network } of this.#agent.networks) {
      for (const { name: parameter, parameter: { value } } of network.parameters) {
        const numbers = this.#backend.read(value);
        checkFiniteRow(
          numbers,
          `parameter ${parameter} of the ${name} network`,
          this.#position.step,
        );
      }
    }
  }

  /** Its part of a checkpoint. */
  save(): Pick<State, "optimizer" | "optimizerSteps"> & Pick<AgentCheckpoint, "tensors"> {
    const tensors: Record<string, AgentCheckpoint["tensors"][string]> = {};
    const optimizerSteps: Record<string, number> = {};
    for (const [i, { name, network }] of this.#agent.networks.entries()) {
      for (const { name: parameter, parameter: { shape, value } } of network.parameters) {
        tensors[`network.${name}.${parameter}`] = { shape, data: this.#backend.read(value) };
      }
      const { tensors: moments, steps } = this.#optimizers[i].saveState();
      optimizerSteps[name] = steps;
      for (const [slot, tensor] of Object.entries(moments)) {
        tensors[`optimizer.${name}.${slot}`] = tensor;
      }
    }
    return { optimizer: this.#optimizers[0].name, optimizerSteps, tensors };
  }

  /**
   * Brings networks and optimizers to where they stand in a checkpoint.
   *
   * @throws TypeError if they are of other shapes, or the optimizer is another.
   */
  load(checkpoint: AgentCheckpoint, { optimizer, optimizerSteps }: State): void {
    loadNetworks(this.#agent, checkpoint);
    for (const [i, { name }] of this.#agent.networks.entries()) {
      this.#optimizers[i].loadState({
        name: optimizer,
        steps: optimizerSteps[name],
        tensors: tensorsOf(checkpoint, `optimizer.${name}.`),
      });
    }
  }

  /** Ends the thread of the value network. */
  [Symbol.dispose](): void {
    this.#valueThread?.[Symbol.dispose]();
  }

  /** Says which network an error of its step is about. */
  #explain<Result>(name: string, body: () => Result): Result {
    try {
      return body();
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      throw new NonFiniteError({
        step: this.#position.step,
        quantity: `loss and derivatives of the ${name} network`,
        details: `found that ${error.message}`,
        cause: error,
      });
    }
  }
}
