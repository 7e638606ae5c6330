import { type Backend, didYouMean } from "../../mod.ts";
import {
  buildBatch,
  buildNetwork,
  checkParts,
  isListOfObjects,
  isObject,
  type OracleCase,
  type Part,
} from "./case.ts";
import { type Check, relativeError } from "./checks.ts";
import { optimizerOf, type Run, runNames } from "./optimizers.ts";

/** A case of runs of optimizers, of the schema in `tests/data/oracle/README.md`. */
export interface OptimizerCase extends Pick<OracleCase, "name" | "arch" | "params" | "loss"> {
  readonly steps: number;
  /** For each step the input and the data of the loss. */
  readonly batches: readonly (Pick<OracleCase, "input"> & Readonly<Record<string, unknown>>)[];
  readonly runs: Readonly<Record<string, Run>>;
}

const parts: Readonly<Record<string, Part>> = {
  name: { what: "a text", holds: (part) => typeof part === "string" },
  arch: { what: "a list of layers", holds: isListOfObjects },
  params: { what: "a list of arrays", holds: isListOfObjects },
  loss: { what: "an object", holds: isObject },
  batches: { what: "a list of objects", holds: isListOfObjects },
  runs: { what: "runs by name", holds: isRuns },
};

function isRuns(value: unknown): boolean {
  if (!isObject(value)) return false;
  const runs = Object.values(value as Record<string, Partial<Run> | null>);
  return runs.length > 0 &&
    runs.every((run) =>
      isObject(run?.hyper) && Array.isArray(run?.losses) && isObject(run?.params_after) &&
      Object.keys(run.params_after!).length > 0
    );
}

/** Whether parsed JSON claims to hold runs of optimizers. */
export function holdsRuns(value: unknown): boolean {
  return isObject(value) && Object.hasOwn(value as object, "runs");
}

/**
 * Checks that parsed JSON is a case of runs.
 *
 * @throws TypeError naming the first key that is missing or of another kind.
 */
export function asOptimizerCase(value: unknown, source: string): OptimizerCase {
  checkParts(value, source, "a case of optimizers", parts);
  return value as OptimizerCase;
}

/** Compares every run's losses and parameters with those of the library's optimizer; see {@linkcode Check}. */
export function checkRuns(oracle: OptimizerCase, backend: Backend): Check[] {
  return Object.entries(oracle.runs).flatMap(([name, run]) => {
    if (!runNames.includes(name)) {
      const failure = `unknown optimizer "${name}"${didYouMean(name, runNames)}`;
      return [{ quantity: name, error: Infinity, failure }];
    }
    try {
      return checkRun(oracle, name, run, backend);
    } catch (error) {
      return [{ quantity: name, error: Infinity, failure: (error as Error).message }];
    }
  });
}

function checkRun(oracle: OptimizerCase, name: string, run: Run, backend: Backend): Check[] {
  const network = buildNetwork(oracle, backend);
  const optimizer = optimizerOf(name, run, network);
  const losses: number[] = [];
  const checks: Check[] = [];
  for (const { input, ...data } of oracle.batches) {
    const batch = buildBatch({ input, loss: { ...oracle.loss, ...data } }, backend);
    const { step, loss } = optimizer.step(batch.input, batch.loss);
    losses.push(loss);
    const expected = run.params_after[step];
    if (!expected) continue;
    const found = Object.values(network.read()).flatMap((numbers) => [...numbers]);
    const error = relativeError(found, expected.flat());
    checks.push({ quantity: `${name}: parameters after step ${step}`, error });
  }
  const recorded = Object.keys(run.params_after).length;
  if (checks.length !== recorded) {
    throw new RangeError(`expected parameters after ${recorded} steps, found ${checks.length}`);
  }
  const error = relativeError(losses, run.losses);
  return [...checks, { quantity: `${name}: losses before each step`, error }];
}
