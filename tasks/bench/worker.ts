import { serve } from "../support/serve.ts";
import { casesOf, missing } from "./cases.ts";
import { measure, type Row } from "./measure.ts";

/** Which case to time. */
export interface BenchInput {
  readonly name: string;
  readonly quick: boolean;
  readonly samples: number;
}

/** What came of it. */
export interface BenchOutput {
  readonly rows: readonly Row[];
  /** Messages of backends that could not start. */
  readonly missing: readonly string[];
}

serve(async ({ name, quick, samples }: BenchInput): Promise<BenchOutput> => {
  const one = casesOf(quick).find((one) => one.name === name)!;
  // A sample of an agent takes as long as ten thousand updates of a small network.
  const rows = "measure" in one
    ? await one.measure(Math.ceil(samples / 5))
    : await measure(one, samples);
  return { rows, missing };
});
