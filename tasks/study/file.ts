import { parse } from "yaml";
import { a2cConfiguration, ppoConfiguration } from "../../lib/rl/mod.ts";
import { checkSettings, type Fail, isNumber, type Settings } from "../agent/settings.ts";
import { UsageError } from "../command.ts";

export type { Settings };

/** One value of an axis of the grid, and what else it brings with it. */
export interface Entry {
  /** An environment, an algorithm or an optimizer. */
  readonly name: string;
  /** What tables and folders call an optimizer with its settings. */
  readonly label?: string;
  /** Step sizes of an optimizer, in place of the grid's. */
  readonly stepSizes?: readonly number[];
  /** Other settings. */
  readonly settings: Settings;
}

/** All combinations of some environments, algorithms, optimizers, step sizes and seeds. */
export interface Grid {
  readonly environments: readonly Entry[];
  readonly algorithms: readonly Entry[];
  readonly optimizers: readonly Entry[];
  /** None for the step size that the settings say. */
  readonly stepSizes: readonly number[] | undefined;
  readonly seeds: readonly number[];
  /** What all of them have in common. */
  readonly settings: Settings;
}

const AXES = ["environments", "algorithms", "optimizers", "stepSizes", "seeds"];

/** The configuration that says what types settings have; the axes have names of their own. */
const examples: Settings = {
  ...a2cConfiguration(),
  ...ppoConfiguration(),
};
/** How a grid's runs are computed, which is no part of what they are: their bits are the same. */
const execution: Settings = { overlap: false };

const settingNames = Object.keys(examples).filter((name) => !["seed", "optimizer"].includes(name));

/**
 * Reads a study: a grid, or `grids` that each say what differs from what stands beside them.
 *
 * @param text YAML, hence JSON as well
 * @param file What errors call it
 * @throws {UsageError} If it says something that is not known, of another type, or twice
 */
export function readStudy(text: string, file: string): Grid[] {
  const fail = (path: string, expected: string, found: unknown, hint = ""): never => {
    const shown = found === undefined ? "nothing" : JSON.stringify(found);
    throw new UsageError(`${file}: ${path} must be ${expected}, found ${shown}${hint}`);
  };
  const { grids = [{}], ...common } = record(parseYaml(text, file), "the study", fail);
  return list(grids, "grids", fail).map((grid, index) => {
    const place = `grids[${index}]`;
    const own = record(grid, place, fail);
    const failThere: Fail = (path, ...what) => {
      const isOwn = Object.hasOwn(own, path.split(/[.[]/)[0]);
      return fail(isOwn ? `${place}.${path}` : path, ...what);
    };
    return readGrid({ ...common, ...own }, failThere);
  });
}

function parseYaml(text: string, file: string): unknown {
  try {
    return parse(text, { uniqueKeys: true, prettyErrors: true });
  } catch (error) {
    const [first] = (error as Error).message.split("\n");
    throw new UsageError(`${file} must be YAML, found ${first.replace(/:$/, "")}`);
  }
}

function readGrid(found: Record<string, unknown>, fail: Fail): Grid {
  const { environments, algorithms = ["ppo"], optimizers = ["adam"], stepSizes, ...others } = found;
  const { seeds = 1, ...settings } = others;
  return {
    environments: entries(environments, "environments", [], fail),
    algorithms: entries(algorithms, "algorithms", [], fail),
    optimizers: entries(optimizers, "optimizers", ["label", "stepSizes"], fail),
    stepSizes: stepSizes === undefined ? undefined : readStepSizes(stepSizes, "stepSizes", fail),
    seeds: readSeeds(seeds, fail),
    settings: readSettings(settings, "", [...AXES, "grids"], fail, execution),
  };
}

/** Names, or records with a name and settings. */
function entries(found: unknown, path: string, extra: readonly string[], fail: Fail): Entry[] {
  const values = list(found, path, fail).map((value, index): Entry => {
    const place = `${path}[${index}]`;
    if (typeof value === "string") return { name: value, settings: {} };
    const { name, ...others } = record(value, place, fail);
    if (typeof name !== "string") return fail(`${place}.name`, "a text", name);
    const own = Object.fromEntries(
      Object.entries(others).filter(([key]) => extra.includes(key)),
    );
    const settings = Object.fromEntries(
      Object.entries(others).filter(([key]) => !extra.includes(key)),
    );
    const { label, stepSizes } = own;
    if (label !== undefined && typeof label !== "string") fail(`${place}.label`, "a text", label);
    return {
      name,
      ...(label === undefined ? {} : { label: label as string }),
      ...(stepSizes === undefined
        ? {}
        : { stepSizes: readStepSizes(stepSizes, `${place}.stepSizes`, fail) }),
      settings: readSettings(settings, `${place}.`, ["name", ...extra], fail),
    };
  });
  refuseTwice(values.map((value) => JSON.stringify(value)), path, fail);
  return values;
}

function readSettings(
  found: Settings,
  path: string,
  others: readonly string[],
  fail: Fail,
  more: Settings = {},
): Settings {
  const place = (name: string) => `${path}${name}`;
  const names = [...settingNames, ...Object.keys(more)];
  checkSettings(found, { ...examples, ...more }, { names, others, place, fail });
  return found;
}

function readStepSizes(found: unknown, path: string, fail: Fail): number[] {
  const sizes = list(found, path, fail).map((value, index) =>
    isNumber(value) && value > 0 ? value : fail(`${path}[${index}]`, "a number above 0", value)
  );
  refuseTwice(sizes.map(String), path, fail);
  return sizes;
}

/** A number of seeds, or the seeds. */
function readSeeds(found: unknown, fail: Fail): number[] {
  const isWhole = (value: unknown, min: number): value is number =>
    Number.isSafeInteger(value) && value as number >= min;
  if (!Array.isArray(found)) {
    const count = isWhole(found, 1) ? found : fail("seeds", "a list or a number of them", found);
    return Array.from({ length: count }, (_, seed) => seed);
  }
  const seeds = list(found, "seeds", fail).map((value, index) =>
    isWhole(value, 0) ? value : fail(`seeds[${index}]`, "a whole number of at least 0", value)
  );
  refuseTwice(seeds.map(String), "seeds", fail);
  return seeds;
}

function refuseTwice(texts: readonly string[], path: string, fail: Fail): void {
  const twice = texts.findIndex((text, index) => texts.indexOf(text) < index);
  if (twice >= 0) fail(path, "a list of different values", texts[twice], " twice");
}

function list(found: unknown, path: string, fail: Fail): unknown[] {
  const isList = Array.isArray(found) && found.length > 0;
  return isList ? found : fail(path, "a list that is not empty", found);
}

function record(found: unknown, path: string, fail: Fail): Record<string, unknown> {
  const isRecord = typeof found === "object" && found !== null && !Array.isArray(found);
  return isRecord ? found as Record<string, unknown> : fail(path, "values by name", found);
}
