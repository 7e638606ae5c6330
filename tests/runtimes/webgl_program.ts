import { cases } from "../backend/conformance/cases.ts";
import { checkCase } from "../backend/conformance/check.ts";
import { float32Tolerance } from "../backend/conformance/tolerance.ts";
import type * as library from "./webgl_library.ts";

/** What was found. */
export interface Found {
  /** Operations of which a case has passed: in a page all, in a worker none, which would take as long again. */
  readonly operations: readonly string[];
  /** How far HesScale is from the reference's, relative to its largest number. */
  readonly error: number;
  /** What `"webgpu"` says; undefined if it starts. */
  readonly webgpu: string | undefined;
}

/**
 * Checks a case of each operation on WebGL, and HesScale with a column: each shape is a program for the graphics
 * processor, which takes tens of milliseconds to compile without one.
 *
 * @param seed Chooses the cases
 * @throws Error naming the first case that fails.
 */
export async function run(
  { useTensorFlow, reference, ...lib }: typeof library,
  seed: number,
): Promise<Found> {
  const backend = await useTensorFlow("webgl");
  const operations: string[] = [];
  for (const [operation, group] of "document" in globalThis ? cases : []) {
    const one = group[seed % group.length];
    try {
      backend.scope(() => checkCase(backend, one, float32Tolerance));
    } catch (error) {
      throw new Error(`${one.name}: ${(error as Error).message}`);
    }
    operations.push(operation);
  }
  const [found, exact] = [backend, reference].map((backend) => {
    const layers = [lib.linear(4, 16), lib.tanh(), lib.linear(16, 3)];
    const network = lib.createNetwork(layers, { backend, seed });
    const loss = lib.crossEntropy([2, 0]);
    const input = [[1, 0, -1, 2], [0, 1, 1, -2]];
    return lib.hesscale(network, input, loss, { rank: 1 }).curvature.flat();
  });
  const distances = [...found].map((value, i) => Math.abs(value - exact[i]));
  return {
    operations,
    error: Math.max(...distances) / Math.max(...[...exact].map(Math.abs)),
    webgpu: await useTensorFlow("webgpu").then(() => undefined, (error) => error.message),
  };
}
