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

/** How many environments act side by side: the more, the less does it matter that threads wait for each other. */
const COUNTS = [16, 64];

/** Steps of all of them in a sample. */
const STEPS = 1600;

const ONE = "one-worker";

async function inOneThread(id: string, count: number): Promise<EnvironmentVector> {
  const environments = Array.from({ length: count }, () => makeEnvironment(id));
  return new VectorEnvironment(await Promise.all(environments));
}

/** Random actions of all environments in each step of a sample. */
function drawActions({ actionSpace, count }: EnvironmentVector): Float64Array[] {
  const random = new NumpyRandom(0);
  const draw = () =>
    Array.from({ length: count }, () => [...actionSpace.sample(random) as Float64Array]).flat();
  return Array.from({ length: STEPS / count }, () => Float64Array.from(draw()));
}

/** Times the same steps from the same starts for each method in turn: in µs for a step of one environment. */
async function measureWorkers(
  name: string,
  id: string,
  count: number,
  samples: number,
): Promise<Row[]> {
  const vectors: Record<string, EnvironmentVector> = {
    [ONE]: await WorkerEnvironments.make(id, { count, workers: 1 }),
    "two-workers": await WorkerEnvironments.make(id, { count, workers: 2 }),
    "one-thread": await inOneThread(id, count),
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
      if (sample >= 0) times.get(method)!.push(1000 * elapsed / STEPS);
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

/** Environments in a worker, in two, and in the main thread. */
export function workerCases(): MeasuredCase[] {
  return TASKS.flatMap((id) =>
    COUNTS.map((count) => {
      const name = `env-workers-${id}-${count}`;
      return {
        name,
        baseline: ONE,
        measure: (samples) => measureWorkers(name, id, count, samples),
      };
    })
  );
}
