import { didYouMean } from "../../mod.ts";
import { UsageError } from "./usage_error.ts";

/** What {@linkcode parseWidths} reads, after "must be". */
const WIDTHS = "two or more layer widths of at least 1, such as 784-64-10";

/** What {@linkcode parseNetwork} reads, after "must be". */
export function describeWidths(names: readonly string[] = []): string {
  return [names.join(", "), WIDTHS].filter((part) => part !== "").join(" or ");
}

/**
 * Reads the widths of a network's layers, from input to output: `784-64-64-10`.
 *
 * @param flag What errors call the text
 * @param text At least two whole numbers of at least 1
 * @throws {UsageError} If the text says anything else
 */
export function parseWidths(flag: string, text: string): readonly number[] {
  return parse(flag, text, []);
}

/**
 * Reads the name of a network, in capitals or not, or widths.
 *
 * @throws {UsageError} If the text is neither, with the nearest name
 */
export function parseNetwork(
  flag: string,
  text: string,
  names: readonly string[] = [],
): readonly number[] | string {
  const name = names.find((one) => one.toLowerCase() === text.toLowerCase());
  return name ?? parse(flag, text, names);
}

function parse(flag: string, text: string, names: readonly string[]): readonly number[] {
  const parts = text.split("-");
  const widths = parts.map((part) => (/^\d+$/.test(part) ? Number(part) : NaN));
  const wrong = widths.findIndex((width) => !Number.isSafeInteger(width) || width < 1);
  if (wrong < 0 && widths.length >= 2) return widths;
  const place = parts.length < 2 ? "" : ` with "${parts[wrong]}" as width ${wrong + 1}`;
  const hint = didYouMean(text, names) || place;
  throw new UsageError(`${flag} must be ${describeWidths(names)}, found "${text}"${hint}`);
}

/** Widths, or a name, as they are read. */
export function formatWidths(network: readonly number[] | string): string {
  return typeof network === "string" ? network : network.join("-");
}
