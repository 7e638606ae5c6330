import { parseArgs } from "node:util";
import { nearest } from "../../mod.ts";
import {
  describeKind,
  flagOf,
  type Option,
  type OptionTable,
  type OptionValues,
  parseOption,
  type ValuedOption,
} from "./options.ts";
import { placeholder } from "./usage.ts";
import { UsageError } from "./usage_error.ts";

/** A command line, understood. */
export interface ParsedArguments<Table extends OptionTable> {
  /** The value of every option, by its name. */
  readonly values: OptionValues<Table>;
  /** The names of the options that the command line gives a value. */
  readonly given: ReadonlySet<string>;
  /** Whether to print the whole stack of an error. */
  readonly verbose: boolean;
}

/** What a flag does: it sets a switch, or it has a value after it. */
type Flag =
  | { readonly name: string; readonly sets: boolean }
  | { readonly name: string; readonly sets?: undefined; readonly option: ValuedOption };

/**
 * Reads a command line.
 *
 * @param table The options there are, beside `--help` and `--verbose`
 * @param args The words after the command's name
 * @returns The values, or `"help"` if the command line asks for it, whatever else it says
 * @throws {UsageError} If it says something that the table does not know
 */
export function parseArguments<Table extends OptionTable>(
  table: Table,
  args: readonly string[],
): ParsedArguments<Table> | "help" {
  if (args.includes("--help") || args.includes("-h")) return "help";
  const flags = flagsOf(table);
  const switches = new Map<string, boolean>();
  const texts = new Map<string, string[]>();
  const operands: string[] = [];
  const valued = [...flags].filter(([, flag]) => flag.sets === undefined);
  const { tokens } = parseArgs({
    args: [...args],
    options: Object.fromEntries(valued.map(([flag]) => [flag.slice(2), { type: "string" }])),
    strict: false, // the messages are ours
    tokens: true,
  });
  for (const token of tokens) {
    if (token.kind === "positional") operands.push(token.value);
    if (token.kind !== "option") continue;
    const { rawName, value, inlineValue } = token;
    const flag = flags.get(rawName);
    if (!flag) throw unknown(`flag ${rawName}`, rawName, flags);
    if (flag.sets === undefined) {
      const text = inlineValue ? value : nextValue(rawName, flag.option, value);
      texts.set(flag.name, [...texts.get(flag.name) ?? [], text]);
    } else if (inlineValue) {
      throw new UsageError(`${rawName} takes no value, found "${value}"`);
    } else {
      switches.set(flag.name, flag.sets);
    }
  }
  const files = Object.values(table).find(({ kind }) => kind === "files");
  if (!files && operands.length > 0) {
    throw unknown(`argument "${operands[0]}"`, `--${operands[0]}`, flags);
  }
  const values = Object.entries(table).map(([name, option]) => {
    if (option.kind === "files") return [name, checkFiles(option, operands)];
    if (option.kind === "boolean") return [name, switches.get(name) ?? option.default ?? false];
    return [name, settle(flagOf(name), option, texts.get(name))];
  });
  return {
    values: Object.fromEntries(values) as OptionValues<Table>,
    given: new Set([...switches.keys(), ...texts.keys()]),
    verbose: switches.get("verbose") ?? false,
  };
}

function flagsOf(table: OptionTable): Map<string, Flag> {
  const flags = new Map<string, Flag>([
    ["--verbose", { name: "verbose", sets: true }],
    ["--help", { name: "help", sets: true }],
  ]);
  for (const [name, option] of Object.entries(table)) {
    const flag = flagOf(name);
    if (option.kind === "boolean") {
      flags.set(flag, { name, sets: true });
      flags.set(flag.replace("--", "--no-"), { name, sets: false });
    } else if (option.kind !== "files") {
      flags.set(flag, { name, option });
    }
  }
  return flags;
}

/** The word after a flag, which may be a negative number but no other flag. */
function nextValue(flag: string, option: ValuedOption, word: string | undefined): string {
  const isFlag = word !== undefined && /^-[-a-z]/i.test(word);
  if (word !== undefined && !isFlag) return word;
  const found = isFlag ? `the flag ${word}` : "nothing";
  throw new UsageError(`${flag} must be ${describeKind(option)}, found ${found}`);
}

function settle(flag: string, option: ValuedOption, texts: readonly string[] | undefined): unknown {
  if (texts) return parseOption(flag, option, texts);
  if (option.required) {
    throw new UsageError(
      `${flag} ${placeholder(option)} is required and must be ${
        describeKind(option)
      }, found nothing`,
    );
  }
  return option.default;
}

function checkFiles(
  option: Option & { kind: "files" },
  operands: readonly string[],
): readonly string[] {
  if (option.required && operands.length === 0) {
    throw new UsageError(`expected at least 1 ${placeholder(option)}, found 0`);
  }
  return operands;
}

function unknown(what: string, flag: string, flags: ReadonlyMap<string, Flag>): UsageError {
  const known = nearest(flag, flags.keys());
  return new UsageError(`unknown ${what}${known ? `, did you mean ${known}?` : ", see --help"}`);
}
