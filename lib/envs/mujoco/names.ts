import type { MjModel } from "@mujoco/mujoco";

/** The name of a model itself. */
export function modelName({ names }: MjModel): string {
  return textAt(new Uint8Array(names), 0);
}

/** The names of a model's bodies; the first is the world. */
export function bodyNames({ names, nbody, name_bodyadr }: MjModel): string[] {
  const texts = new Uint8Array(names);
  return Array.from(name_bodyadr.subarray(0, nbody), (start: number) => textAt(texts, start));
}

/** A model's names stand in one list of texts, the model's own first, each with a zero at its end. */
function textAt(texts: Uint8Array, start: number): string {
  return new TextDecoder().decode(texts.subarray(start, texts.indexOf(0, start)));
}
