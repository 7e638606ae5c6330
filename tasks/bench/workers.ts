import {
  type EnvironmentVector,
  makeEnvironment,
  NumpyRandom,
  VectorEnvironment,
  WorkerEnvironments,
} from "../../lib/envs/mod.ts";
import type { MeasuredCase, Row } from "./measure.ts";

/** A robot with short steps, and one with long ones. */
const TASKS = ["HalfCheetah-v5", "Ant-v5"];

/** How many environments act side by side. */
const COUNT = 16;

/** Steps of each in a sample. */
const STEPS = 50;

const ONE = "one-worker";

async function inOneThread(id: string): Promise<EnvironmentVector> {
  const environments = Array.from({ length: COUNT }, () => makeEnvironment(id));
  return new VectorEnvironment(await Promise.all(environments));
}

/** Random actions of all environments in each step of a sample. */
function drawActions({ actionSpace }: EnvironmentVector): Float64Array[] {
  const random = new NumpyRandom(0);
  const draw = () =>
    Array.from({ length: COUNT }, () => [...actionSpace.sample(random) as Float64Array]).flat();
  return Array.from({ length: STEPS }, () => Float64Array.from(draw()));
}

/** Times the same steps from the same starts for each method in turn: in µs for a step of one environment. */
async function measureWorkers(name: string, id: string, samples: number): Promise<Row[]> {
  const vectors: Record<string, EnvironmentVector> = {
    [ONE]: await WorkerEnvironments.make(id, { count: COUNT, workers: 1 }),
    "two-workers": await WorkerEnvironments.make(id, { count: COUNT, workers: 2 }),
    "one-thread": await inOneThread(id),
  };
  const actions = drawActions(vectors[ONE]);
  const times = new Map(Object.keys(vectors).map((method) => [method, [] as number[]]));
  // The first sample is for the compiler.
  for (let sample = -1; sample < samples; sample++) {
    for (const [method, vector] of Object.entries(vectors)) {
      await vector.reset({ seed: 1 });
      const start = performance.now();
      for (const action of actions) await vector.step(action);
      const elapsed = performance.now() - start;
      if (sample >= 0) times.get(method)!.push(1000 * elapsed / (STEPS * COUNT));
    }
  }
  for (const vector of Object.values(vectors)) vector.close();
  return [...times].map(([method, all]) => {
    all.sort((a, b) => a - b);
    const at = (share: number) => Number(all[Math.floor(share * samples)].toPrecision(4));
    return {
      case: name,
      method,
      backend: "",
      median_us: at(0.5),
      p10_us: at(0.1),
      p90_us: at(0.9),
      samples,
      steps_per_s: Math.round(1e6 / at(0.5)),
    };
  });
}

/** Sixteen environments in a worker, in two, and in the main thread. */
export function workerCases(): MeasuredCase[] {
  return TASKS.map((id) => {
    const name = `env-workers-${id}`;
    return { name, baseline: ONE, measure: (samples) => measureWorkers(name, id, samples) };
  });
}
