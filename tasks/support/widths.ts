import { UsageError } from "./usage_error.ts";

/** What {@linkcode parseWidths} reads, after "must be". */
export const WIDTHS = "two or more layer widths of at least 1, such as 784-64-10";

/**
 * Reads the widths of a network's layers, from input to output: `784-64-64-10`.
 *
 * @param flag What errors call the text
 * @param text At least two whole numbers of at least 1
 * @throws {UsageError} If the text says anything else
 */
export function parseWidths(flag: string, text: string): number[] {
  const parts = text.split("-");
  const widths = parts.map((part) => (/^\d+$/.test(part) ? Number(part) : NaN));
  const wrong = widths.findIndex((width) => !Number.isSafeInteger(width) || width < 1);
  if (wrong < 0 && widths.length >= 2) return widths;
  const place = parts.length < 2 ? "" : ` with "${parts[wrong]}" as width ${wrong + 1}`;
  throw new UsageError(`${flag} must be ${WIDTHS}, found "${text}"${place}`);
}

/** The widths as {@linkcode parseWidths} reads them. */
export function formatWidths(widths: readonly number[]): string {
  return widths.join("-");
}
