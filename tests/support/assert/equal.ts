const TypedArray = Object.getPrototypeOf(Uint8Array) as new () => ArrayLike<unknown>;

/** Values whose text is their whole content. */
const comparedAsText = [RegExp, URL, URLSearchParams, Intl.Locale];

/** Objects whose content cannot be read, so that no answer would be right. */
const opaque = [WeakMap, WeakSet];

/**
 * Deep equality with the rules of `@std/assert`: `0` equals `-0`, `NaN` equals itself, an object without
 * a prototype equals a plain one, and otherwise prototypes must be the same.
 *
 * @param a The one value
 * @param b The other value
 * @returns Whether they are deeply equal
 * @throws {TypeError} If two weak maps or two weak sets are to be compared
 *
 * @example
 * ```ts
 * import { assert, equal } from "@std/assert";
 *
 * assert(equal({ shape: [2, 3] }, { shape: [2, 3] }));
 * assert(!equal([1, 2], [2, 1]));
 * ```
 */
export function equal(a: unknown, b: unknown): boolean {
  return compare(a, b, new Map());
}

/** `seen` holds the pairs under comparison, so that circular structures end. */
function compare(a: unknown, b: unknown, seen: Map<unknown, unknown>): boolean {
  if (a === b || Object.is(a, b)) return true;
  if (!isObject(a) || !isObject(b) || !samePrototype(a, b)) return false;
  for (const kind of opaque) {
    if (a instanceof kind) throw new TypeError(`Cannot compare ${kind.name} instances`);
  }
  if (a instanceof Date) return Object.is(a.getTime(), (b as Date).getTime());
  if (comparedAsText.some((kind) => a instanceof kind)) return String(a) === String(b);
  if (a instanceof TypedArray) return sameElements(a, b as ArrayLike<unknown>);
  if (a instanceof ArrayBuffer || a instanceof SharedArrayBuffer) {
    return sameElements(new Uint8Array(a), new Uint8Array(b as ArrayBuffer));
  }
  if (a instanceof WeakRef) {
    return compare(a.deref(), (b as WeakRef<WeakKey>).deref(), seen);
  }
  if (seen.get(a) === b) return true;
  seen.set(a, b);
  if (a instanceof Set) return sameEntries(a, b as Set<unknown>, seen);
  if (a instanceof Map) return sameEntries(a, b as Map<unknown, unknown>, seen);
  return sameProperties(a, b, seen);
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

function samePrototype(a: object, b: object): boolean {
  const [first, second] = [a, b].map((value) => Object.getPrototypeOf(value) ?? Object.prototype);
  return first === second;
}

function sameElements(a: ArrayLike<unknown>, b: ArrayLike<unknown>): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) {
    if (a[i] !== b[i] && !Object.is(a[i], b[i])) return false;
  }
  return true;
}

type Collection = Set<unknown> | Map<unknown, unknown>;

/** Each entry of `b` may be used once; keys that are objects match by content, not by identity. */
function sameEntries(a: Collection, b: Collection, seen: Map<unknown, unknown>): boolean {
  if (a.size !== b.size) return false;
  const remaining = new Map<unknown, unknown>(b.entries());
  for (const [key, value] of a.entries()) {
    const matches = ([otherKey, otherValue]: [unknown, unknown]) =>
      compare(key, otherKey, seen) && compare(value, otherValue, seen);
    const match = isObject(key)
      ? [...remaining].find(matches)
      : remaining.has(key) && matches([key, remaining.get(key)]) && [key];
    if (!match) return false;
    remaining.delete(match[0]);
  }
  return true;
}

function sameProperties(a: object, b: object, seen: Map<unknown, unknown>): boolean {
  const keys = comparedKeys(a).union(comparedKeys(b));
  for (const key of keys) {
    if (!(key in a) || !(key in b)) return false;
    if (!compare(Reflect.get(a, key), Reflect.get(b, key), seen)) return false;
  }
  return true;
}

/** Of plain objects and arrays what is enumerable; of instances also hidden properties and getters. */
function comparedKeys(value: object): Set<PropertyKey> {
  const base = [Object.prototype, Array.prototype, null];
  const prototype = Object.getPrototypeOf(value);
  if (base.includes(prototype)) {
    return new Set(
      Reflect.ownKeys(value).filter((key) =>
        Object.prototype.propertyIsEnumerable.call(value, key)
      ),
    );
  }
  const keys = new Set<PropertyKey>();
  for (let level = value; !base.includes(level); level = Object.getPrototypeOf(level)) {
    for (const key of Reflect.ownKeys(level)) keys.add(key);
  }
  return keys;
}
