import { optimizerNames } from "../../mod.ts";
import {
  a2cConfiguration,
  type AgentConfiguration,
  ppoConfiguration,
  presetNames,
} from "../../lib/rl/mod.ts";
import { checkSettings, type Fail, type Settings } from "./settings.ts";
import type { OptionTable, OptionValues } from "../command.ts";
import { UsageError } from "../command.ts";
import { flagOf } from "../support/options.ts";

/** Which algorithm. */
export type Algorithm = "ppo" | "a2c";

/** The optimizers as they are written on the command line. */
const optimizers = optimizerNames.map((name) => name.toLowerCase());

/** The options of `deno task ppo` and `deno task a2c`. */
export const options = {
  env: { kind: "string", placeholder: "ID", description: "Environment, such as HalfCheetah-v5" },
  optimizer: { kind: "choice", choices: optimizers, description: "Optimizer of each network" },
  rank: {
    kind: "choice",
    choices: ["0", "1", "2", "3", "4", "5", "6", "7", "8", "full"],
    description: "Columns of the loss Hessian that HesScale carries exactly",
  },
  stepSize: { kind: "number", above: 0, description: "Step size" },
  valueStepSize: { kind: "number", above: 0, description: "Step size of the value network" },
  delta: {
    kind: "number",
    above: 0,
    description: "Step-size scaling: the largest predicted change of a loss; none if absent",
  },
  steps: { kind: "integer", min: 1, description: "Steps in all environments together" },
  seed: { kind: "integer", min: 0, description: "Determines everything that is drawn" },
  preset: {
    kind: "choice",
    choices: presetNames,
    description: "Where all that is not given comes from",
  },
  envs: { kind: "integer", min: 1, description: "Environments side by side" },
  researchCode: {
    kind: "boolean",
    description: "Loss curvature as the research code published it, wrong as it is",
  },
  set: {
    kind: "list",
    of: { kind: "string" },
    // Lists of layer widths are torn apart at their commas first.
    repeats: true,
    placeholder: "NAME=VALUE,…",
    description: "Any other part of the configuration, such as lambda=0.9 or hidden=[32]",
  },
  out: { kind: "string", placeholder: "DIR", description: "The run's folder; named after it" },
  resume: {
    kind: "boolean",
    description: "Continue the run in --out where its last checkpoint is, with its options",
  },
  checkpointEvery: {
    kind: "integer",
    min: 1,
    default: 20_000,
    description: "Steps between two checkpoints",
  },
  overlap: {
    kind: "boolean",
    description: "PPO: the value network learns on a second core, with the same bits",
  },
  tensorboard: { kind: "boolean", description: "Also write event files for TensorBoard" },
} as const satisfies OptionTable;

/** Values of {@linkcode options}. */
export type Values = OptionValues<typeof options>;

/** What a run is: what `config.json` keeps as its options. */
export interface RunOptions extends AgentConfiguration {
  readonly algorithm: Algorithm;
  readonly environment: string;
}

/** What flags are called in the configuration, where they differ. */
const renamed: Readonly<Record<string, string>> = { envs: "environments", env: "environment" };

/** The flag of an option of a run, for messages. */
export function flagOfOption(name: string): string {
  const flag = Object.entries(renamed).find(([, option]) => option === name)?.[0] ?? name;
  return Object.hasOwn(options, flag) ? flagOf(flag) : `--set ${name}`;
}

/**
 * What a run is to be: what the command line says, on top of what an earlier start of it said.
 *
 * @throws {UsageError} If something is missing or wrong
 */
export function runOptions(
  algorithm: Algorithm,
  values: Values,
  before: Partial<RunOptions> = {},
): RunOptions {
  const { env, optimizer, rank, envs, researchCode, set = [], preset } = values;
  const environment = env ?? before.environment;
  if (environment === undefined) {
    throw new UsageError("--env ID is required and must be an environment's name, found nothing");
  }
  const { algorithm: earlier = algorithm, environment: _, ...kept } = before;
  if (earlier !== algorithm) {
    throw new UsageError(`--out must be a run of ${algorithm}, found one of ${earlier}`);
  }
  const configure = algorithm === "ppo" ? ppoConfiguration : a2cConfiguration;
  const given = {
    ...kept,
    ...settings(set as readonly string[], { ...configure() }),
    preset,
    environments: envs,
    optimizer: optimizerNames.find((name) => name.toLowerCase() === optimizer),
    rank: rank === undefined || rank === "full" ? rank : Number(rank),
    stepSize: values.stepSize,
    valueStepSize: values.valueStepSize,
    delta: values.delta,
    steps: values.steps,
    seed: values.seed,
    researchCode: researchCode || undefined,
  };
  const present = Object.fromEntries(
    Object.entries(given).filter(([, value]) => value !== undefined),
  );
  try {
    return { algorithm, environment, ...configure({ ...kept, ...present }) };
  } catch (error) {
    throw new UsageError((error as Error).message.replace(/^E/, "e"));
  }
}

/**
 * `NAME=VALUE` as parts of a configuration; a value is JSON, or a text.
 *
 * @param examples A configuration that says what kind each part has
 */
function settings(texts: readonly string[], examples: Settings): Settings {
  const fail: Fail = (place, expected, found, hint = "") => {
    throw new UsageError(`${place} must be ${expected}, found ${JSON.stringify(found)}${hint}`);
  };
  const found = Object.fromEntries(
    joinLists(texts).map((text) => {
      const [, name, value] = /^(\w+)=(.+)$/.exec(text) ?? [];
      if (name === undefined) throw new UsageError(`--set must be NAME=VALUE, found "${text}"`);
      const flag = Object.hasOwn(options, name) ? flagOf(name) : flagOfOption(name);
      if (!flag.startsWith("--set ")) {
        throw new UsageError(`--set must not name ${name}, which has a flag of its own, ${flag}`);
      }
      return [name, parseValue(value)];
    }),
  );
  const names = Object.keys(examples).filter((name) => flagOfOption(name).startsWith("--set "));
  checkSettings(found, examples, { names, place: (name) => `--set ${name}`, fail });
  return found;
}

function parseValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Puts together again what commas inside brackets have torn apart. */
function joinLists(texts: readonly string[]): string[] {
  const joined: string[] = [];
  for (const text of texts) {
    const last = joined.at(-1);
    if (last?.includes("[") && !last.includes("]")) joined.splice(-1, 1, `${last},${text}`);
    else joined.push(text);
  }
  return joined;
}
