import type { Backend } from "../../mod.ts";

/** Starts the backends that a case runs on: none is started for a case that is not asked for. */
export type Places = () => Promise<readonly Backend[]>;

/** One thing to time. */
export interface Entry {
  /** What is done, such as `adam`. */
  readonly method: string;
  /** Where, such as `simd`. */
  readonly backend: string;
  /** Does it once. */
  readonly run: () => void;
  /** Floating-point operations of one run, where that says something. */
  readonly flops?: number;
  /** What memory it took so far, where that is told. */
  readonly memory?: () => MemoryUse;
  /** Frees what it holds, after it has been timed. */
  readonly close?: () => void;
}

/** Memory of an update, in 10⁶ bytes. */
export interface MemoryUse {
  /** The most that was in use at a time. */
  readonly peak_mb: number;
  /** That divided by what activations, parameters and the optimizer's averages take, each once. */
  readonly peak_ratio: number;
  /** All that was taken of the system for it. */
  readonly memory_mb: number;
}

/** Things that are timed in turn, so that whatever else the machine does meets them alike. */
export interface Case {
  readonly name: string;
  /** The method that others are divided by. */
  readonly baseline: string;
  /** Makes the entries, with all that they work on. */
  readonly entries: () => readonly Entry[] | Promise<readonly Entry[]>;
}

/** Something that times itself, methods in turn. */
export interface MeasuredCase {
  readonly name: string;
  /** The method that others are divided by. */
  readonly baseline: string;
  /** Times everything so many times. */
  readonly measure: (samples: number) => Promise<Row[]>;
}

/** A row of the result. */
export interface Row extends Partial<MemoryUse> {
  readonly case: string;
  readonly method: string;
  readonly backend: string;
  readonly median_us: number;
  readonly p10_us: number;
  readonly p90_us: number;
  readonly samples: number;
  /** 10⁹ floating-point operations per second at the median. */
  readonly gflops?: number;
  /** Of agents and of environments in workers: steps per second at the median; of agents also shares of their time. */
  readonly steps_per_s?: number;
  readonly physics?: number;
  readonly acting?: number;
  readonly learning?: number;
  /** Of many updates, in 10⁶ bytes: by how much the backend's memory grew meanwhile, */
  readonly memory_growth_mb?: number;
  /** and what the process had above its start, early and at the end. */
  readonly early_mb?: number;
  readonly late_mb?: number;
}

/** How long one sample takes at least, in milliseconds: far above the clock's resolution. */
const SAMPLE_MS = 2;

/** How long an entry runs in each round before it is timed, in milliseconds. */
const WARM_UP_MS = 150;

/** Rounds before anything is timed: what the compiler took for granted of one method, the next ones refute. */
const WARM_UP_ROUNDS = 3;

/** Times the entries of a case in turn: warm, `samples` times each. */
export async function measure({ name, entries }: Case, samples: number): Promise<Row[]> {
  const timed = (await entries()).map((entry) => ({
    entry,
    repetitions: 1,
    times: new Float64Array(samples),
  }));
  for (let round = 0; round < WARM_UP_ROUNDS; round++) {
    for (const one of timed) one.repetitions = warmUp(one.entry.run);
  }
  for (let sample = 0; sample < samples; sample++) {
    for (const { entry, repetitions, times } of timed) {
      const start = performance.now();
      for (let i = 0; i < repetitions; i++) entry.run();
      times[sample] = 1000 * (performance.now() - start) / repetitions;
    }
  }
  const memories = timed.map(({ entry }) => entry.memory?.());
  for (const { entry } of timed) entry.close?.();
  return timed.map(({ entry: { method, backend, flops }, times }, i) => {
    times.sort();
    const at = (share: number) => Number(times[Math.floor(share * samples)].toPrecision(4));
    return {
      case: name,
      method,
      backend,
      median_us: at(0.5),
      p10_us: at(0.1),
      p90_us: at(0.9),
      samples,
      ...(flops && { gflops: Number((flops / at(0.5) / 1000).toPrecision(3)) }),
      ...memories[i],
    };
  });
}

/** Runs until the compiler has done its work; returns how many runs make a sample. */
function warmUp(run: () => void): number {
  let runs = 0;
  const start = performance.now();
  let elapsed = 0;
  while (elapsed < WARM_UP_MS) {
    run();
    runs++;
    elapsed = performance.now() - start;
  }
  return Math.max(1, Math.ceil(SAMPLE_MS * runs / elapsed));
}
