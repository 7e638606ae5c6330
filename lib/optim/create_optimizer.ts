import type { Tensor } from "../backend/backend.ts";
import { Random } from "../backend/random.ts";
import type { TensorLike } from "../backend/tensor_like.ts";
import { positiveInteger } from "../curvature/options.ts";
import type { Network } from "../layers/network.ts";
import type { Loss } from "../losses/loss.ts";
import { checkConstant } from "./constants.ts";
import type { CurvatureEstimator } from "./estimator.ts";
import { type Settings, settingsOf } from "./groups.ts";
import { shardedWalk, type StepWalk } from "./shards.ts";
import type { BegunStep, Optimizer, OptimizerOptions, Step } from "./optimizer.ts";
import { type Schedule, toSchedule } from "./schedule.ts";
import { checkState, type OptimizerState, readTensors } from "./state.ts";
import { Scaling } from "./step_size_scaling.ts";
import type { Place, UpdateRule } from "./update_rule.ts";
import { checkFinite, type Found, walk } from "./walk.ts";

/** What {@linkcode createOptimizer} puts together. */
export interface OptimizerParts extends OptimizerOptions {
  /** What messages and saved states call it; `optimizer` by default. */
  readonly name?: string;
  /** What feeds the update with curvature; by default the gradient takes its place. */
  readonly curvature?: CurvatureEstimator;
  /** The curvature is estimated at the first step and at every k-th one after; 1 by default. */
  readonly curvatureEvery?: number;
  /** How gradient and curvature become an update. */
  readonly update: UpdateRule;
}

/**
 * An optimizer of parts: which curvature feeds it, which second moment it keeps and how that becomes
 * an update, how the update is limited. The named optimizers are such compositions.
 *
 * @throws RangeError for numbers out of range, TypeError for options that do not fit together.
 *
 * @example
 * ```ts
 * import { adaptiveUpdate, createNetwork, createOptimizer, crossEntropy, gaussNewtonDiagonal, linear } from "@hesscale/hesscale";
 *
 * const network = createNetwork([linear(2, 3)]);
 * const optimizer = createOptimizer(network, {
 *   name: "adaGGN",
 *   curvature: gaussNewtonDiagonal,
 *   update: adaptiveUpdate({ secondMoment: "sqrt" }),
 *   stepSizeScaling: { delta: 1e-4 },
 * });
 * const { loss, scale } = optimizer.step([[1, 2]], crossEntropy([0]));
 * console.log(loss, scale);
 * ```
 */
export function createOptimizer(network: Network, parts: OptimizerParts): Optimizer {
  return new ComposedOptimizer(network, parts);
}

/**
 * The walk of an optimizer over a whole batch, for threads that walk in its place.
 *
 * @throws TypeError for an optimizer that is not of {@linkcode createOptimizer}.
 */
export function walkOf(optimizer: Optimizer): StepWalk {
  if (optimizer instanceof ComposedOptimizer) return optimizer.walk;
  throw new TypeError(`Expected an optimizer of createOptimizer, found ${optimizer.name}`);
}

class ComposedOptimizer implements Optimizer {
  readonly name: string;
  readonly network: Network;
  /** What it finds out about a whole batch. */
  readonly walk: StepWalk;
  readonly #shardedWalk: StepWalk;
  readonly #update: UpdateRule;
  readonly #curvature: CurvatureEstimator | undefined;
  readonly #curvatureEvery: number;
  readonly #stepSize: Schedule;
  readonly #settings: readonly Settings[];
  readonly #places: readonly Place[];
  readonly #maxGradientNorm: number;
  readonly #norms: boolean;
  readonly #random: Random;
  readonly #scaling: Scaling | undefined;
  #steps = 0;

  constructor(network: Network, parts: OptimizerParts) {
    const { name = "optimizer", stepSize = 1e-3, weightDecay = 0, groups = [], update } = parts;
    const { maxGradientNorm = Infinity, curvatureEvery = 1, stepSizeScaling: scaling } = parts;
    if (typeof stepSize === "number") checkConstant("stepSize", stepSize);
    const constants = { weightDecay, ...update.constants };
    for (const [name, value] of Object.entries(constants)) checkConstant(name, value);
    if (maxGradientNorm !== Infinity) checkConstant("maxGradientNorm", maxGradientNorm);
    positiveInteger("curvatureEvery", curvatureEvery);
    if (parts.curvature && !update.usesCurvature) {
      throw new TypeError("Expected an update that uses the curvature, found one that does not");
    }
    this.name = name;
    this.network = network;
    this.#update = update;
    this.#curvature = parts.curvature;
    this.#curvatureEvery = curvatureEvery;
    this.#stepSize = toSchedule(stepSize);
    this.#maxGradientNorm = maxGradientNorm;
    this.#norms = parts.norms || maxGradientNorm < Infinity;
    this.#random = new Random(parts.seed ?? 0).split("optimizer");
    this.#settings = settingsOf(network, {
      stepSize: this.#stepSize,
      weightDecay,
      constants: update.constants,
    }, groups);
    const zeros = (shape: readonly number[]) => network.backend.fill(shape, 0);
    this.#places = network.parameters.map(({ parameter: { value, shape } }, i) => ({
      parameter: value,
      slots: update.slots.map(() => zeros(shape)),
      constants: this.#settings[i].constants,
      weightDecay: this.#settings[i].weightDecay,
      update: scaling && zeros(shape),
    }));
    this.#scaling = scaling &&
      new Scaling(network, scaling, update, parts.curvature, parts.researchCode ?? false);
    this.walk = (input, loss, options, curvatureDue) => {
      const curvature = curvatureDue ? parts.curvature : undefined;
      return walk(network, input, loss, options, curvature, this.#scaling?.curvature);
    };
    this.#shardedWalk = shardedWalk(network, this.walk, parts);
  }

  get steps(): number {
    return this.#steps;
  }

  step(
    input: TensorLike,
    loss: Loss,
    { training = true }: { readonly training?: boolean } = {},
  ): Step {
    let done: Step | undefined;
    this.network.backend.scope(() => {
      const step = this.#steps + 1;
      const stepSizes = this.#stepSizes(step);
      const found = this.#walk(input, loss, training, step);
      const gradientNorm = this.#norms ? this.#gradientNorm(found.gradient) : undefined;
      done = this.#finish(found, step, stepSizes, gradientNorm);
    });
    return done!;
  }

  begin(
    input: TensorLike,
    loss: Loss,
    { training = true }: { readonly training?: boolean } = {},
  ): BegunStep {
    const { backend } = this.network;
    const step = this.#steps + 1;
    const stepSizes = this.#stepSizes(step);
    const found = this.#walk(input, loss, training, step);
    const gradientNorm = this.#gradientNorm(found.gradient);
    return {
      gradientNorm,
      finish: (factor = 1) => {
        if (this.#steps !== step - 1) {
          throw new RangeError(
            `${this.name}: expected step ${step} to be finished before another, found ${this.#steps} done`,
          );
        }
        checkConstant("gradientFactor", factor);
        const gradient = factor === 1
          ? found.gradient
          : found.gradient.map((g) => backend.scale(g, factor));
        return this.#finish({ ...found, gradient }, step, stepSizes, gradientNorm * factor);
      },
    };
  }

  saveState(): OptimizerState {
    const { backend } = this.network;
    return {
      name: this.name,
      steps: this.#steps,
      tensors: readTensors(backend, this.#tensors()),
    };
  }

  loadState(state: OptimizerState): void {
    const tensors = this.#tensors();
    checkState(state, this.name, tensors);
    for (const [name, tensor] of tensors) {
      this.network.backend.write(tensor, state.tensors[name].data);
    }
    this.#steps = state.steps;
  }

  /** Updates averages and parameters by what was found. */
  #finish(
    found: Found,
    step: number,
    stepSizes: readonly number[],
    gradientNorm: number | undefined,
  ): Step {
    const gradient = this.#clipped(found.gradient, gradientNorm);
    this.#advance(found, gradient, step, stepSizes);
    const scale = this.#scaling ? this.#applyScaled(this.#scaling, step, stepSizes) : 1;
    this.#steps = step;
    const done = { step, loss: found.loss, stepSize: this.#stepSize(step), scale };
    return gradientNorm === undefined ? done : { ...done, gradientNorm };
  }

  /** α of each parameter. */
  #stepSizes(step: number): number[] {
    return this.#settings.map(({ stepSize }) => {
      const alpha = stepSize(step);
      if (alpha >= 0 && alpha < Infinity) return alpha;
      throw new RangeError(
        `${this.name}, step ${step}: expected a finite stepSize of at least 0, found ${alpha}`,
      );
    });
  }

  /** Gradient, and curvature where it is due, all of it finite. */
  #walk(input: TensorLike, loss: Loss, training: boolean, step: number): Found {
    const { network } = this;
    const where = () => `${this.name}, step ${step}`;
    const seed = this.#random.split(String(step)).integer(2 ** 32);
    const due = (step - 1) % this.#curvatureEvery === 0;
    let found: Found;
    try {
      found = this.#shardedWalk(input, loss, { training, seed, step }, due);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      const values = network.parameters.map(({ parameter }) => parameter.value);
      checkFinite(network, values, "value", where);
      const message = error.message.replace(/^Expected/, "expected");
      throw new RangeError(`${where()}: ${message}`, { cause: error });
    }
    checkFinite(network, found.gradient, "gradient", where);
    checkFinite(network, found.curvature, "curvature", where);
    if (found.scaling !== found.curvature) {
      checkFinite(network, found.scaling, "curvature for step-size scaling", where);
    }
    return found;
  }

  #gradientNorm(gradient: readonly Tensor[]): number {
    const { backend } = this.network;
    return Math.sqrt(gradient.reduce((sum, g) => sum + backend.sumOfSquares(g), 0));
  }

  #clipped(gradient: readonly Tensor[], norm = 0): readonly Tensor[] {
    if (norm <= this.#maxGradientNorm) return gradient;
    const factor = this.#maxGradientNorm / norm;
    return gradient.map((g) => this.network.backend.scale(g, factor));
  }

  /** Advances all averages, and the parameters unless the update is to be scaled. */
  #advance(
    found: Found,
    gradient: readonly Tensor[],
    step: number,
    stepSizes: readonly number[],
  ): void {
    const { backend } = this.network;
    const refreshes = Math.ceil(step / this.#curvatureEvery);
    const curvature = this.#curvature ? found.curvature : gradient;
    for (let i = 0; i < gradient.length; i++) {
      const signals = { gradient: gradient[i], curvature: curvature?.[i] };
      const timing = { step, refreshes, stepSize: stepSizes[i] };
      this.#update.advance(backend, this.#places[i], signals, timing);
    }
    if (found.scaling) this.#scaling?.add(found.scaling);
  }

  /** `θ ← θ − s u − αλθ` with the factor s of step-size scaling, which it returns. */
  #applyScaled(scaling: Scaling, step: number, stepSizes: readonly number[]): number {
    const b = this.network.backend;
    const scale = scaling.scale(this.#places, step);
    if (Number.isNaN(scale)) {
      throw new RangeError(
        `${this.name}, step ${step}: expected a predicted change of the loss, found ${scale}`,
      );
    }
    for (const [i, { parameter, update, weightDecay }] of this.#places.entries()) {
      const shrink = stepSizes[i] * weightDecay;
      if (shrink === 0) b.addScaled(parameter, update!, -scale);
      else b.accumulate(parameter, update!, { decay: 1 - shrink, weight: -scale });
    }
    return scale;
  }

  /** All that is kept, by the names of the state. */
  #tensors(): Map<string, Tensor> {
    const tensors = new Map<string, Tensor>();
    for (const [i, { name }] of this.network.parameters.entries()) {
      for (const [k, slot] of this.#update.slots.entries()) {
        tensors.set(`${slot}.${name}`, this.#places[i].slots[k]);
      }
    }
    for (const [name, tensor] of this.#scaling?.tensors() ?? []) tensors.set(name, tensor);
    return tensors;
  }
}
