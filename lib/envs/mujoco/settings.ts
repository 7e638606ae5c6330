import { didYouMean } from "../../backend/nearest.ts";

/** An option of a task: its default, and what else it may be. */
export interface Setting<T> {
  readonly default: T;
  /** What is expected, for the message that refuses a value. */
  readonly expected: string;
  readonly accepts: (value: unknown) => boolean;
}

/** Options of a task by their names. */
export type Settings = Readonly<Record<string, Setting<unknown>>>;

/** The values of options. */
export type SettingValues<S extends Settings> = {
  readonly [Name in keyof S]: S[Name] extends Setting<infer T> ? T : never;
};

/** The settings that a task's options have: one for each. */
export type SettingsOf<Options> = {
  readonly [Name in keyof Options]-?: Setting<Exclude<Options[Name], undefined>>;
};

/** A finite number, by default not below 0. */
export function number(value: number, { least = 0 }: { least?: number } = {}): Setting<number> {
  return {
    default: value,
    expected: least === -Infinity ? "a finite number" : `a finite number of at least ${least}`,
    accepts: (value) => Number.isFinite(value) && (value as number) >= least,
  };
}

/** A whole number that is at least 1. */
export function count(value: number): Setting<number> {
  return {
    default: value,
    expected: "a whole number of at least 1",
    accepts: (value) => Number.isSafeInteger(value) && (value as number) >= 1,
  };
}

/** Yes or no. */
export function flag(value: boolean): Setting<boolean> {
  return {
    default: value,
    expected: "true or false",
    accepts: (value) => typeof value === "boolean",
  };
}

/** A lower and an upper bound; either may be infinite. */
export function range(low: number, high: number): Setting<readonly [number, number]> {
  return {
    default: [low, high],
    expected: "two numbers, the lower one first",
    accepts: (value) => Array.isArray(value) && value.length === 2 && value[0] <= value[1],
  };
}

/** One of some words. */
export function choice<T extends string>(value: T, words: readonly T[]): Setting<T> {
  return {
    default: value,
    expected: `one of ${words.join(", ")}`,
    accepts: (value) => words.includes(value as T),
  };
}

/** Some text; by default none. */
export function text(): Setting<string> {
  return { default: "", expected: "a text", accepts: (value) => typeof value === "string" };
}

/** A name, or a number counted from 0. */
export function nameOrIndex(value: string | number): Setting<string | number> {
  return {
    default: value,
    expected: "a name or a number from 0",
    accepts: (value) =>
      typeof value === "string" || Number.isSafeInteger(value) && (value as number) >= 0,
  };
}

/**
 * The value of each option: the given one, or its default. An option that is `undefined` is not given.
 *
 * @param id Of the task, for messages
 * @throws RangeError for an option that the task does not have, with the nearest that it has, and for a value that is
 * not allowed
 */
export function readSettings<S extends Settings>(
  id: string,
  settings: S,
  given: Readonly<Record<string, unknown>>,
): SettingValues<S> {
  for (const [name, value] of Object.entries(given)) {
    if (!Object.hasOwn(settings, name)) {
      const names = Object.keys(settings);
      throw new RangeError(
        `${id}: expected an option among ${names.join(", ")}, found "${name}"${
          didYouMean(name, names)
        }`,
      );
    }
    const { accepts, expected } = settings[name];
    if (value !== undefined && !accepts(value)) {
      throw new RangeError(`${id}: expected ${name} to be ${expected}, found ${show(value)}`);
    }
  }
  return Object.fromEntries(
    Object.entries(settings).map(([name, setting]) => [name, given[name] ?? setting.default]),
  ) as SettingValues<S>;
}

function show(value: unknown): string {
  return typeof value === "number" ? String(value) : JSON.stringify(value) ?? typeof value;
}
