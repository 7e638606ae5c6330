/**
 * What the command-line tasks stand on: a command is a table of options, and a function of their values.
 *
 * @module
 */

import { parseArguments } from "./support/arguments.ts";
import type { OptionTable, OptionValues } from "./support/options.ts";
import { type Example, usage } from "./support/usage.ts";
import { UsageError } from "./support/usage_error.ts";

export type { Example, OptionTable, OptionValues };
export { UsageError };

/** A command: its name after `deno task`, and what may stand after that. */
export interface Command<Table extends OptionTable> {
  readonly name: string;
  /** What it does, in a sentence or two. */
  readonly summary: string;
  /** The options by their names; `--help` and `--verbose` need no entry. */
  readonly options: Table;
  readonly examples?: readonly Example[];
}

/** What a running command may want to know beside the values of its options. */
export interface CommandContext {
  /** Aborts at Ctrl-C: the command stops what it has begun, and throws the signal's reason. */
  readonly signal: AbortSignal;
  /** The names of the options that the command line gives a value; the others have their defaults. */
  readonly given: ReadonlySet<string>;
}

/** The exit codes of commands. */
export const EXIT_CODES = { success: 0, failure: 1, usage: 2, interrupted: 130 } as const;

/** How long an interrupted command may tidy up, in milliseconds. */
const TIDY_TIME_MS = 5_000;

/**
 * Makes a command; the types of its values follow from the table.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { defineCommand, runCommand } from "./command.ts";
 *
 * const command = defineCommand({
 *   name: "greet",
 *   summary: "Greets a number of times.",
 *   options: {
 *     times: { kind: "integer", min: 1, default: 1, description: "How often" },
 *     tone: { kind: "choice", choices: ["warm", "cool"], default: "warm", description: "How" },
 *   },
 *   examples: [{ arguments: "--times 2", description: "Greets twice" }],
 * });
 * let greeting = "";
 * const code = await runCommand(command, ["--times", "2"], ({ times, tone }) => {
 *   greeting = (tone === "warm" ? "Hello! " : "Hello. ").repeat(times);
 * });
 * assertEquals([code, greeting], [0, "Hello! Hello! "]);
 * ```
 */
export function defineCommand<const Table extends OptionTable>(
  command: Command<Table>,
): Command<Table> {
  return command;
}

/**
 * Runs a command, and reports on one line of the standard error stream what is wrong with its arguments or
 * stopped it: with the stack only after `--verbose`.
 *
 * Ctrl-C (or SIGTERM) aborts the context's signal; a second one, or five seconds, end the process at once.
 *
 * @param command What the arguments may be
 * @param args The arguments, `Deno.args`
 * @param main What to do with their values
 * @returns The exit code, one of {@linkcode EXIT_CODES}
 */
export async function runCommand<Table extends OptionTable>(
  command: Command<Table>,
  args: readonly string[],
  main: (values: OptionValues<Table>, context: CommandContext) => Promise<void> | void,
): Promise<number> {
  const interruption = new Interruption();
  let verbose = false;
  try {
    const parsed = parseArguments(command.options, args);
    if (parsed === "help") {
      console.log(usage(command));
      return EXIT_CODES.success;
    }
    verbose = parsed.verbose;
    await main(parsed.values, { signal: interruption.signal, given: parsed.given });
    return EXIT_CODES.success;
  } catch (error) {
    if (interruption.signal.aborted) {
      console.error(`${command.name}: interrupted`);
      return EXIT_CODES.interrupted;
    }
    console.error(`${command.name}: ${oneLine(error)}`);
    if (verbose) console.error(error);
    return error instanceof UsageError ? EXIT_CODES.usage : EXIT_CODES.failure;
  } finally {
    interruption[Symbol.dispose]();
  }
}

/** Turns the signals that end a process into an abort signal. */
class Interruption implements Disposable {
  readonly #controller = new AbortController();
  #deadline: ReturnType<typeof setTimeout> | undefined;
  // Windows knows no SIGTERM.
  readonly #signals: readonly Deno.Signal[] = Deno.build.os === "windows"
    ? ["SIGINT"]
    : ["SIGINT", "SIGTERM"];
  readonly #interrupt = () => {
    if (this.signal.aborted) Deno.exit(EXIT_CODES.interrupted);
    this.#deadline = setTimeout(() => Deno.exit(EXIT_CODES.interrupted), TIDY_TIME_MS);
    this.#controller.abort();
  };

  constructor() {
    for (const signal of this.#signals) Deno.addSignalListener(signal, this.#interrupt);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#deadline);
    for (const signal of this.#signals) Deno.removeSignalListener(signal, this.#interrupt);
  }
}

function oneLine(error: unknown): string {
  const text = error instanceof Error ? error.message || error.name : String(error);
  return text.trim().replaceAll(/\s*\n\s*/g, " ");
}
