import { type Environment, sceneOf } from "../../lib/envs/mod.ts";
import type { Actor } from "./actors.ts";
import { COLUMN, END, type Header, posesStart, rowSize } from "./rows.ts";

/** Who acts where, and from which seed on. */
export interface EpisodesOptions {
  readonly environment: Environment;
  readonly actor: Actor;
  /** Of the first episode; the others go on from its random numbers. */
  readonly seed?: number;
}

/** Episodes, one after the other, as rows of numbers. */
export class Episodes {
  readonly header: Header;
  readonly #options: EpisodesOptions;
  readonly #observation: Float64Array;
  readonly #poses: Float64Array;
  #episode = -1;
  #step = 0;
  #return = 0;
  #over = true;

  constructor(options: EpisodesOptions) {
    const { environment, actor, seed } = options;
    const scene = sceneOf(environment);
    this.#options = options;
    this.header = {
      environment: environment.id,
      actor: actor.name,
      seed: seed ?? null,
      observationSize: environment.observationSpace.size,
      scene: scene
        ? {
          geoms: scene.geoms,
          camera: scene.camera,
          bodies: scene.bodies,
          stepSeconds: scene.stepSeconds,
        }
        : null,
    };
    this.#observation = new Float64Array(this.header.observationSize);
    this.#poses = new Float64Array(rowSize(this.header) - posesStart(this.header));
  }

  /** Whether the next row begins an episode. */
  get over(): boolean {
    return this.#over;
  }

  /** Leaves this episode. */
  restart(): void {
    this.#over = true;
  }

  /** One step on, or the start of the next episode if this one is over. */
  next(): Float32Array {
    return this.#over ? this.#begin() : this.#act();
  }

  #begin(): Float32Array {
    const { environment, actor, seed } = this.#options;
    this.#episode++;
    this.#step = 0;
    this.#return = 0;
    actor.begin(environment, {
      seed: this.#episode === 0 ? seed : undefined,
      observation: this.#observation,
    });
    this.#over = false;
    return this.#row(0, END.running);
  }

  #act(): Float32Array {
    const { environment, actor } = this.#options;
    const action = actor.act(this.#observation);
    if (action === undefined) {
      this.#over = true;
      return this.#row(0, END.cut);
    }
    const { reward, terminated, truncated } = environment.step(action, this.#observation);
    this.#step++;
    this.#return += reward;
    this.#over = terminated || truncated;
    return this.#row(
      reward,
      terminated ? END.terminated : truncated ? END.truncated : END.running,
    );
  }

  #row(reward: number, end: number): Float32Array {
    const row = new Float32Array(rowSize(this.header));
    row[COLUMN.episode] = this.#episode;
    row[COLUMN.step] = this.#step;
    row[COLUMN.reward] = reward;
    row[COLUMN.return] = this.#return;
    row[COLUMN.end] = end;
    row.set(this.#observation, COLUMN.observation);
    sceneOf(this.#options.environment)?.writePoses(this.#poses);
    row.set(this.#poses, posesStart(this.header));
    return row;
  }
}
