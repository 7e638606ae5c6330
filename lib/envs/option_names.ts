import { didYouMean } from "../backend/nearest.ts";

/**
 * Refuses options that a task does not have.
 *
 * @param id The environment's, for the message
 * @param options The options by their names
 * @param names The names there are
 * @param further Names that are suggested as well
 * @throws RangeError for the first unknown name; it suggests the nearest one.
 */
export function checkOptionNames(
  id: string,
  options: Readonly<Record<string, unknown>>,
  names: readonly string[],
  further: readonly string[] = [],
): void {
  for (const name of Object.keys(options)) {
    if (names.includes(name)) continue;
    const known = [...names, ...further];
    const list = known.length === 0 ? "no options" : `an option among ${known.join(", ")}`;
    throw new RangeError(`${id}: expected ${list}, found "${name}"${didYouMean(name, known)}`);
  }
}
