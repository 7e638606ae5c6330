import type {
  Action,
  Environment,
  EnvironmentState,
  Json,
  ResetOptions,
  ResetResult,
  StepResult,
} from "../environment.ts";
import type { Space } from "../spaces.ts";

/**
 * An environment around another one: it hands everything on, and a wrapper changes what it is there for.
 *
 * What it keeps beside the inner environment goes into {@linkcode Wrapper.saveOwn}.
 */
export abstract class Wrapper implements Environment {
  /** The wrapper's name in saved states. */
  protected abstract readonly name: string;
  /** The environment inside. */
  readonly inner: Environment;

  /** Wraps an environment, which is closed with the wrapper. */
  constructor(inner: Environment) {
    this.inner = inner;
  }

  /** The name that it is registered under. */
  get id(): string {
    return this.inner.id;
  }

  /** Where observations lie. */
  get observationSpace(): Space {
    return this.inner.observationSpace;
  }

  /** Where actions lie. */
  get actionSpace(): Space {
    return this.inner.actionSpace;
  }

  /** The innermost environment. */
  get unwrapped(): Environment {
    return this.inner.unwrapped;
  }

  /** Starts an episode; see {@linkcode Environment.reset}. */
  reset(options?: ResetOptions): ResetResult {
    return this.inner.reset(options);
  }

  /** Acts; see {@linkcode Environment.step}. */
  step(action: Action, into?: Float64Array): StepResult {
    return this.inner.step(action, into);
  }

  /** A copy of all that it goes on from; see {@linkcode Environment.saveState}. */
  saveState(): EnvironmentState {
    return { id: this.name, own: this.saveOwn(), inner: { ...this.inner.saveState() } };
  }

  /** Goes on where the saved one stood; see {@linkcode Environment.loadState}. */
  loadState(state: EnvironmentState): void {
    if (state.id !== this.name) {
      throw new RangeError(`Expected a state of ${this.name}, found one of ${state.id}`);
    }
    const before = this.inner.saveState();
    this.inner.loadState(state.inner as EnvironmentState);
    try {
      this.loadOwn(state.own);
    } catch (error) {
      this.inner.loadState(before);
      throw error;
    }
  }

  /** Frees what it holds; to do so twice does no harm. */
  close(): void {
    this.inner.close();
  }

  /** Closes it. */
  [Symbol.dispose](): void {
    this.close();
  }

  /** What this wrapper goes on from. */
  protected saveOwn(): Json {
    return null;
  }

  /** Takes back what {@linkcode Wrapper.saveOwn} returned; throws TypeError, having changed nothing, for anything else. */
  protected loadOwn(_state: Json): void {}
}
