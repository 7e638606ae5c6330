import { assertEquals } from "./values.ts";

/** Asserts that `actual` deeply equals `expected` in all that `expected` holds; it may hold more. */
export function assertObjectMatch(
  // deno-lint-ignore no-explicit-any
  actual: Record<PropertyKey, any>,
  expected: Record<PropertyKey, unknown>,
  msg?: string,
): void {
  assertEquals(project(actual, expected, new Map()), project(expected, expected, new Map()), msg);
}

type Loose = Record<PropertyKey, unknown>;

/** The part of `value` that `pattern` speaks about, as plain objects, so that only content is compared. */
function project(value: unknown, pattern: unknown, seen: Map<unknown, Loose>): unknown {
  if (value instanceof Set && pattern instanceof Set) {
    return new Set([...value].filter((one) => pattern.has(one)));
  }
  if (value instanceof Map && pattern instanceof Map) {
    const shared = [...value].filter(([key]) => pattern.has(key));
    return new Map(shared.map(([key, one]) => [key, project(one, pattern.get(key), seen)]));
  }
  if (!isNested(value) || !isNested(pattern)) return value;
  const known = seen.get(value);
  if (known) return known;
  const part: Loose = {};
  seen.set(value, part);
  for (const key of Reflect.ownKeys(value)) {
    if (key in pattern) part[key] = project(value[key], pattern[key], seen);
  }
  return part;
}

function isNested(value: unknown): value is Loose {
  return typeof value === "object" && value !== null && !(value instanceof RegExp) &&
    !(value instanceof Date) && !ArrayBuffer.isView(value);
}
