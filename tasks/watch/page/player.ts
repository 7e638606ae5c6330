import { COLUMN, DEFAULT_STEP_SECONDS, END } from "../rows.ts";
import type { Source } from "./sources.ts";

/** How long the last moment of an episode stays, in seconds. */
const REST_SECONDS = 0.8;

/** Steps that are asked for at once, at most. */
const MOST_STEPS = 200;

/** Moments that are remembered of an episode, at most. */
const MEMORY = 2000;

/** What is to be shown: a moment, and how far one is on the way to it from the one before. */
export interface Shown {
  readonly from: Float32Array;
  readonly to: Float32Array;
  /** From 0 to 1. */
  readonly part: number;
}

/** Goes through the moments of a source in their own time, or faster, or slower. */
export class Player {
  playing = true;
  /** Times the speed of the real thing. */
  speed = 1;
  readonly #source: Source;
  readonly #stepSeconds: number;
  #history: Float32Array[] = [];
  /** Steps that should have been shown, and a fraction of one. */
  #due = 0;
  #rest = 0;
  /** The request that is under way, if one is. */
  #asking: Promise<void> | undefined;
  #index = 0;

  constructor(source: Source) {
    this.#source = source;
    this.#stepSeconds = source.header.scene?.stepSeconds ?? DEFAULT_STEP_SECONDS;
    if (source.film) this.#history = [...source.film];
  }

  /** The moments of this episode up to the one that is shown. */
  get history(): readonly Float32Array[] {
    return this.#source.film ? this.#history.slice(0, this.#index + 1) : this.#history;
  }

  /** Which moment of a film is shown. */
  get index(): number {
    return this.#index;
  }

  /** What is to be shown now, if there is anything yet. */
  get shown(): Shown | undefined {
    const last = this.#source.film ? this.#index : this.#history.length - 1;
    if (last < 0) return undefined;
    const to = this.#history[last], from = this.#history[Math.max(0, last - 1)];
    return { from, to, part: this.playing && this.#rest === 0 ? Math.min(1, this.#due) : 1 };
  }

  /** Time has passed. */
  tick(seconds: number): void {
    if (!this.playing) return;
    if (this.#rest > 0) {
      this.#rest = Math.max(0, this.#rest - seconds);
      return;
    }
    this.#due += seconds * this.speed / this.#stepSeconds;
    const steps = Math.min(MOST_STEPS, Math.floor(this.#due));
    if (steps >= 1) this.#advance(steps);
  }

  /** Stops, and goes one step on. */
  step(): void {
    this.playing = false;
    this.#rest = 0;
    this.#advance(1);
  }

  /** Begins the film, or another episode. */
  restart(): void {
    this.#rest = 0;
    this.#source.restart();
    if (this.#source.film) this.seek(0);
    else (this.#asking ?? Promise.resolve()).then(() => this.#advance(1));
  }

  /** Goes to a moment of a film. */
  seek(index: number): void {
    this.#index = index;
    this.#due = 0;
    this.#rest = 0;
  }

  #advance(steps: number): void {
    if (this.#source.film) {
      this.#pass(this.#nextOfFilm(steps));
    } else if (!this.#asking) {
      this.#asking = this.#source.advance(steps).then((rows) => {
        this.#asking = undefined;
        for (const row of rows) this.#remember(row);
        this.#pass(rows.length);
      });
    } else {
      // The task is slower than time: what it did not do is not made up for.
      this.#due = Math.min(this.#due, 1);
    }
  }

  #nextOfFilm(steps: number): number {
    const last = this.#history.length - 1;
    if (this.#index === last) {
      this.#index = 0;
      return 1;
    }
    const next = Math.min(last, this.#index + steps);
    const passed = next - this.#index;
    this.#index = next;
    return passed;
  }

  #pass(steps: number): void {
    this.#due = Math.max(0, this.#due - steps);
    const end = this.shown?.to[COLUMN.end];
    if (end !== undefined && end !== END.running) {
      this.#rest = REST_SECONDS;
      this.#due = 0;
    }
  }

  #remember(row: Float32Array): void {
    if (row[COLUMN.step] === 0) this.#history = [];
    this.#history.push(row);
    if (this.#history.length > MEMORY) this.#history.shift();
  }
}
