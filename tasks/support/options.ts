import { didYouMean } from "../../mod.ts";
import { UsageError } from "./usage_error.ts";
import { describeWidths, formatWidths, parseNetwork } from "./widths.ts";

/** What one value of a flag may be. */
export type ItemKind = StringKind | IntegerKind | NumberKind | ChoiceKind;

/** Any text that is not empty. */
export interface StringKind {
  readonly kind: "string";
}

/** A whole number, `1e4` as well as `10000`. */
export interface IntegerKind {
  readonly kind: "integer";
  /** The least. */
  readonly min?: number;
  /** The greatest. */
  readonly max?: number;
}

/** A finite number. */
export interface NumberKind {
  readonly kind: "number";
  /** The least. */
  readonly min?: number;
  /** The greatest. */
  readonly max?: number;
  /** What it must exceed. */
  readonly above?: number;
  /** What it must stay under. */
  readonly below?: number;
}

/** One of several names, in capitals or not. */
export interface ChoiceKind {
  readonly kind: "choice";
  readonly choices: readonly string[];
}

/** Several values, different unless told, separated by commas or with the flag repeated. */
export interface ListKind {
  readonly kind: "list";
  /** What each of them is. */
  readonly of: ItemKind;
  /** Whether the same value may stand there twice. */
  readonly repeats?: true;
}

/** The widths of a network's layers, from input to output: `784-64-64-10`; or the name of a network. */
export interface WidthsKind {
  readonly kind: "widths";
  /** Networks that go by a name. */
  readonly names?: readonly string[];
}

/** A switch: `--name`, or `--no-name` where the default is `true`. */
export interface BooleanKind {
  readonly kind: "boolean";
  readonly default?: boolean;
}

/** All arguments that belong to no flag. */
export interface FilesKind {
  readonly kind: "files";
}

/** What the kinds of options have in common. */
export interface OptionText {
  /** What the option means, for the help text. */
  readonly description: string;
  /** What stands for the value in the help text. */
  readonly placeholder?: string;
}

/** What holds if the flag is absent: its default, or an error; with neither the value is `undefined`. */
export interface Presence<Value> {
  readonly default?: Value;
  readonly required?: true;
}

/** One entry of a command's table of options. */
export type Option =
  & OptionText
  & (
    | (StringKind & Presence<string>)
    | (IntegerKind & Presence<number>)
    | (NumberKind & Presence<number>)
    | (ChoiceKind & Presence<string>)
    | (ListKind & Presence<readonly (string | number)[]>)
    | (WidthsKind & Presence<string | readonly number[]>)
    | BooleanKind
    | (FilesKind & { readonly required?: true })
  );

/** An option with one value, or a list of values, after its flag. */
export type ValuedOption = Exclude<Option, { kind: "boolean" | "files" }>;

/** Options by their names in camel case; `stepSize` is the flag `--step-size`. */
export type OptionTable = Readonly<Record<string, Option>>;

/** The type of one value. */
export type ItemValue<Kind> = Kind extends { kind: "integer" | "number" } ? number
  : Kind extends { kind: "choice"; choices: readonly (infer Choice)[] } ? Choice
  : string;

/** The names that stand beside widths. */
export type NamesOf<Entry> = Entry extends { names: readonly (infer Name)[] } ? Name : never;

/** The type of an option's value where it is present. */
export type PresentValue<Entry> = Entry extends { kind: "boolean" } ? boolean
  : Entry extends { kind: "files" } ? readonly string[]
  : Entry extends { kind: "widths" } ? readonly number[] | NamesOf<Entry>
  : Entry extends { kind: "list"; of: infer Item } ? readonly ItemValue<Item>[]
  : ItemValue<Entry>;

/** What a command's options amount to. */
export type OptionValues<Table extends OptionTable> = {
  readonly [Name in keyof Table]:
    | PresentValue<Table[Name]>
    | (Table[Name] extends
      | { default: unknown }
      | { required: true }
      | { kind: "boolean" | "files" } ? never
      : undefined);
};

/** `--step-size` for `stepSize`. */
export function flagOf(name: string): string {
  return "--" + name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/**
 * The value of a flag.
 *
 * @param flag The flag as it is written
 * @param option What it takes
 * @param texts What was written after it, once for each time that it was
 * @throws {UsageError} If that is no such value
 */
export function parseOption(
  flag: string,
  option: ValuedOption,
  texts: readonly string[],
): unknown {
  if (option.kind === "list") return parseList(flag, option, texts);
  if (texts.length > 1) {
    throw new UsageError(
      `${flag} takes one value, found ${texts.map((text) => `"${text}"`).join(" and ")}`,
    );
  }
  return option.kind === "widths"
    ? parseNetwork(flag, texts[0], option.names)
    : parseItem(flag, option, texts[0]);
}

function parseList(
  flag: string,
  { of: kind, repeats }: ListKind,
  texts: readonly string[],
): unknown[] {
  const items: unknown[] = [];
  for (const text of texts.flatMap((some) => some.split(","))) {
    const item = parseItem(flag, kind, text.trim());
    if (!repeats && items.includes(item)) {
      throw new UsageError(`${flag} must name each value once, found "${text.trim()}" twice`);
    }
    items.push(item);
  }
  return items;
}

function parseItem(flag: string, kind: ItemKind, text: string): string | number {
  const refuse = (hint = "") => {
    throw new UsageError(`${flag} must be ${describeKind(kind)}, found "${text}"${hint}`);
  };
  switch (kind.kind) {
    case "string":
      return text || refuse();
    case "choice":
      return kind.choices.find((name) => name.toLowerCase() === text.toLowerCase()) ??
        refuse(didYouMean(text, kind.choices));
    case "integer":
    case "number": {
      const number = /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(text) ? Number(text) : NaN;
      return fits(kind, number) ? number : refuse();
    }
  }
}

function fits(kind: IntegerKind | NumberKind, value: number): boolean {
  const { min = -Infinity, max = Infinity } = kind;
  if (kind.kind === "integer") return Number.isSafeInteger(value) && value >= min && value <= max;
  const { above = -Infinity, below = Infinity } = kind;
  return Number.isFinite(value) && value >= min && value <= max && value > above && value < below;
}

/** What a value must be, after "must be". */
export function describeKind(kind: ItemKind | ListKind | WidthsKind): string {
  switch (kind.kind) {
    case "string":
      return "a text that is not empty";
    case "choice":
      return `one of ${kind.choices.join(", ")}`;
    case "integer":
      return `a whole number${describeRange(kind)}`;
    case "number":
      return `a number${describeRange(kind)}`;
    case "list":
      return `a list, each ${describeKind(kind.of)}`;
    case "widths":
      return describeWidths(kind.names);
  }
}

function describeRange({ min, max, above, below }: Omit<NumberKind, "kind">): string {
  if (min !== undefined && max !== undefined) return ` from ${min} to ${max}`;
  const bounds = [
    min !== undefined && `of at least ${min}`,
    above !== undefined && `above ${above}`,
    max !== undefined && `of at most ${max}`,
    below !== undefined && `below ${below}`,
  ].filter((bound) => bound !== false);
  return bounds.length === 0 ? "" : ` ${bounds.join(" and ")}`;
}

/** A default as one would write it after the flag. */
export function formatDefault(option: ValuedOption): string | undefined {
  if (option.default === undefined) return undefined;
  if (option.kind === "widths") return formatWidths(option.default);
  return String(option.default);
}
