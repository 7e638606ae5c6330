/** The reader of the reference files took these four letters for the name of what has none. */
const UNNAMED = "emsc";

/**
 * Where a found structure differs from an expected one, a line each: the path with the names of bodies, joints
 * and geoms on it, what was expected and what was found. Numbers differ beyond `tolerance`, relative to what is
 * larger than 1. Of the structures only what both have to have is listed: a key that only `found` has is one too many.
 */
export function differences(
  expected: unknown,
  found: unknown,
  tolerance: number,
  path = "",
): string[] {
  if (typeof expected === "number" && typeof found === "number") {
    const distance = Math.abs(expected - found);
    return distance <= tolerance * Math.max(1, Math.abs(expected)) ? [] : [line()];
  }
  if (Array.isArray(expected) && Array.isArray(found)) {
    return expected.length === found.length
      ? expected.flatMap((one, i) =>
        differences(one, found[i], tolerance, `${path}[${label(one, i)}]`)
      )
      : [`${path}: expected ${expected.length} items, found ${found.length}`];
  }
  if (isObject(expected) && isObject(found)) {
    const keys = new Set([...Object.keys(expected), ...Object.keys(found)]);
    return [...keys].flatMap((key) =>
      differences(expected[key], found[key], tolerance, path === "" ? key : `${path}.${key}`)
    );
  }
  return expected === found || expected === UNNAMED ? [] : [line()];

  function line(): string {
    return `${path}: expected ${JSON.stringify(expected)}, found ${JSON.stringify(found)}`;
  }
}

function label(item: unknown, index: number): string {
  const name = isObject(item) ? item.name : undefined;
  return typeof name === "string" && name !== UNNAMED ? `${index} ${name}` : String(index);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
