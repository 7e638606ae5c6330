import { didYouMean } from "../../mod.ts";

/** Parts of an agent's configuration, by the names that `config.json` has for them. */
export type Settings = Readonly<Record<string, unknown>>;

/** Throws: what stands at a place is not what is expected there. */
export type Fail = (place: string, expected: string, found: unknown, hint?: string) => never;

/** Numbers for which null stands for the optimizer's own, although presets say one. */
const MAY_BE_NULL = ["epsilon"];

/**
 * Checks names and kinds of parts of a configuration, not yet their ranges.
 *
 * @param found What was given
 * @param examples A configuration that says what kind each part has
 * @param options.names Names that may be given; all of the examples by default
 * @param options.others Names that are known beside them, for the nearest one
 * @param options.place What messages call a part
 * @param options.fail Makes the error
 */
export function checkSettings(
  found: Settings,
  examples: Settings,
  { names = Object.keys(examples), others = [], place, fail }: {
    readonly names?: readonly string[];
    readonly others?: readonly string[];
    readonly place: (name: string) => string;
    readonly fail: Fail;
  },
): void {
  for (const [name, value] of Object.entries(found)) {
    if (!names.includes(name)) {
      const hint = didYouMean(name, [...others, ...names]);
      fail(place(name), "left out, as nothing is called so", value, hint);
    }
    const expected = expectedKind(name, value, examples[name]);
    if (expected !== undefined) fail(place(name), expected, value);
  }
}

/** Whether a value is a number other than infinities and NaN. */
export function isNumber(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value);
}

/** What a value should have been; undefined if it is. */
function expectedKind(name: string, value: unknown, example: unknown): string | undefined {
  if (name === "rank") {
    return value === null || value === "full" || isNumber(value) ? undefined : "0 to 8 or full";
  }
  if (Array.isArray(example)) {
    const fits = Array.isArray(value) && value.every(isNumber);
    return fits ? undefined : "a list of numbers";
  }
  if (example === null || MAY_BE_NULL.includes(name)) {
    return value === null || isNumber(value) ? undefined : "a number or null";
  }
  if (typeof example === "number") return isNumber(value) ? undefined : "a number";
  if (typeof value === typeof example) return undefined;
  return typeof example === "boolean" ? "true or false" : "a text";
}
