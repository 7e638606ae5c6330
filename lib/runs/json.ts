/** Characters that a line of JSON may have, but for lists of numbers and long texts. */
const LINE_WIDTH = 100;

/**
 * A value as JSON text: on one line where it fits, and lists of numbers always.
 *
 * @throws {TypeError} If JSON would change the value: `NaN`, infinities, typed arrays, dates, …
 */
export function formatJson(value: unknown): string {
  check(value, "the value");
  return format(value, "", 0);
}

/** `taken`: characters that stand before and after the value on its line, `indent` aside. */
function format(value: unknown, indent: string, taken: number): string {
  const line = onOneLine(value);
  if (Array.isArray(value) && value.every((part) => typeof part === "number")) return line;
  if (indent.length + taken + line.length <= LINE_WIDTH) return line;
  const deeper = `${indent}  `;
  if (Array.isArray(value)) {
    const parts = value.map((part) => deeper + format(part, deeper, 1));
    return `[\n${parts.join(",\n")}\n${indent}]`;
  }
  if (!isRecord(value)) return line;
  const parts = entriesOf(value).map(([name, part]) => {
    const key = `${JSON.stringify(name)}: `;
    return deeper + key + format(part, deeper, key.length + 1);
  });
  return `{\n${parts.join(",\n")}\n${indent}}`;
}

function onOneLine(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(onOneLine).join(", ")}]`;
  if (!isRecord(value)) return JSON.stringify(value);
  const parts = entriesOf(value).map(([name, part]) =>
    `${JSON.stringify(name)}: ${onOneLine(part)}`
  );
  return parts.length > 0 ? `{ ${parts.join(", ")} }` : "{}";
}

function entriesOf(value: Record<string, unknown>): [string, unknown][] {
  return Object.entries(value).filter(([, part]) => part !== undefined);
}

/**
 * The value of a JSON text.
 *
 * @param text The text
 * @param name What errors call it, for instance its file
 * @throws {SyntaxError} If it is not JSON
 */
export function parseJson(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new SyntaxError(
      `Expected JSON in ${name}, found ${text.length} characters that are not: ` +
        (cause as Error).message,
      { cause },
    );
  }
}

/** JSON with sorted names, on one line: equal values have equal texts. */
export function canonicalJson(value: unknown): string {
  check(value, "the value");
  return JSON.stringify(
    value,
    (_, part) => isRecord(part) ? Object.fromEntries(Object.entries(part).sort()) : part,
  );
}

/** All that differs between two values, with both sides: `seeds: 20 instead of 5`. */
export function differences(found: unknown, expected: unknown, path = ""): string[] {
  if (isRecord(found) && isRecord(expected)) {
    const names = new Set([...Object.keys(expected), ...Object.keys(found)]);
    return [...names].flatMap((name) =>
      differences(found[name], expected[name], path ? `${path}.${name}` : name)
    );
  }
  const [a, b] = [found, expected].map((value) =>
    value === undefined ? "nothing" : canonicalJson(value)
  );
  return a === b ? [] : [`${path || "value"}: ${a} instead of ${b}`];
}

/** @throws {TypeError} At the first part of the value that JSON would change */
function check(value: unknown, path: string): void {
  if (value === null || typeof value === "string" || typeof value === "boolean") return;
  if (typeof value === "number") {
    if (Number.isFinite(value)) return;
    throw new TypeError(`Expected finite numbers for JSON, found ${value} at ${path}`);
  }
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index++) check(value[index], `${path}[${index}]`);
    return;
  }
  if (!isRecord(value)) {
    const kind = typeof value === "object" ? value!.constructor.name : typeof value;
    throw new TypeError(`Expected plain values for JSON, found ${kind} at ${path}`);
  }
  for (const [name, part] of Object.entries(value)) {
    if (part !== undefined) check(part, `${path}.${name}`);
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null &&
    [Object.prototype, null].includes(Object.getPrototypeOf(value));
}
