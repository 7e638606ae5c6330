import * as alias from "@std/assert";
import {
  assert,
  assertAlmostEquals,
  assertArrayIncludes,
  assertEquals,
  assertExists,
  assertFalse,
  assertGreater,
  assertGreaterOrEqual,
  assertInstanceOf,
  AssertionError,
  assertIsError,
  assertLess,
  assertLessOrEqual,
  assertMatch,
  assertNotEquals,
  assertNotInstanceOf,
  assertNotMatch,
  assertNotStrictEquals,
  assertObjectMatch,
  assertRejects,
  assertStrictEquals,
  assertStringIncludes,
  assertThrows,
  equal,
  fail,
  unimplemented,
  unreachable,
} from "./assert.ts";
import nodeAssert from "node:assert";
import { stripVTControlCharacters } from "node:util";

/** Judges by `node:assert`, so that this module is not its own judge. */
function rejects(assertion: () => unknown, message: RegExp): void {
  nodeAssert.throws(assertion, (error: unknown) => {
    nodeAssert.ok(error instanceof AssertionError, `not an AssertionError: ${error}`);
    nodeAssert.match(stripVTControlCharacters(error.message), message);
    return true;
  });
}

Deno.test("the import map's @std/assert exports what the original exports", () => {
  nodeAssert.deepStrictEqual(
    Object.keys(alias).sort(),
    // The exports of @std/assert 1.0.
    `AssertionError assert assertAlmostEquals assertArrayIncludes assertEquals assertExists
      assertFalse assertGreater assertGreaterOrEqual assertInstanceOf assertIsError assertLess
      assertLessOrEqual assertMatch assertNotEquals assertNotInstanceOf assertNotMatch
      assertNotStrictEquals assertObjectMatch assertRejects assertStrictEquals
      assertStringIncludes assertThrows equal fail unimplemented unreachable`.split(/\s+/).sort(),
  );
});

class Point {
  #norm: number;
  constructor(readonly x: number, readonly y: number) {
    this.#norm = Math.hypot(x, y);
  }
  get norm(): number {
    return this.#norm;
  }
}
class Sealed {
  #secret: number;
  constructor(secret: number) {
    this.#secret = secret;
  }
  get secret(): number {
    return this.#secret;
  }
}
const circle = (value: number) => {
  const node: Record<string, unknown> = { value };
  node.self = node;
  return node;
};
const symbol = Symbol("key");

const equalPairs: Record<string, [unknown, unknown]> = {
  "zero and minus zero": [0, -0],
  "not a number": [NaN, NaN],
  "nested plain data": [{ a: [1, { b: 2 }] }, { a: [1, { b: 2 }] }],
  "keys in another order": [{ a: 1, b: 2 }, { b: 2, a: 1 }],
  "an object without prototype": [Object.assign(Object.create(null), { a: 1 }), { a: 1 }],
  "symbol keys": [{ [symbol]: 1 }, { [symbol]: 1 }],
  "dates": [new Date(5), new Date(5)],
  "invalid dates": [new Date(NaN), new Date(NaN)],
  "regular expressions": [/a+/g, /a+/g],
  "addresses": [new URL("file:///a"), new URL("file:///a")],
  "typed arrays": [new Float32Array([0, NaN]), new Float32Array([-0, NaN])],
  "buffers": [new Uint8Array([1, 2]).buffer, new Uint8Array([1, 2]).buffer],
  "sets of objects in another order": [
    new Set([{ a: 1 }, { a: 2 }]),
    new Set([{ a: 2 }, { a: 1 }]),
  ],
  "maps with object keys": [new Map([[{ k: 1 }, [1]]]), new Map([[{ k: 1 }, [1]]])],
  "instances": [new Point(1, 2), new Point(1, 2)],
  "circular structures": [circle(1), circle(1)],
  "weak references": [new WeakRef({ a: 1 }), new WeakRef({ a: 1 })],
};

const unequalPairs: Record<string, [unknown, unknown]> = {
  "numbers": [1, 2],
  "a number and its text": [1, "1"],
  "null and undefined": [null, undefined],
  "a missing and an undefined key": [{ a: undefined }, {}],
  "keys of the same number": [{ a: undefined }, { b: undefined }],
  "array lengths": [[1], [1, undefined]],
  "an array and its likeness": [[1], { 0: 1 }],
  "symbol keys": [{ [symbol]: 1 }, { [symbol]: 2 }],
  "dates": [new Date(5), new Date(6)],
  "regular expression flags": [/a/g, /a/],
  "addresses": [new URL("file:///a"), new URL("file:///b")],
  "typed arrays": [new Float64Array([1, 2]), new Float64Array([1, 3])],
  "kinds of typed arrays": [new Float64Array([1]), new Float32Array([1])],
  "buffers": [new Uint8Array([1]).buffer, new Uint8Array([2]).buffer],
  "sets": [new Set([1, 2]), new Set([1, 3])],
  "sets whose elements repeat": [new Set([{ a: 1 }, { a: 1 }]), new Set([{ a: 1 }, { a: 2 }])],
  "map values": [new Map([["a", 1]]), new Map([["a", 2]])],
  "map keys": [new Map([["a", 1]]), new Map([["b", 1]])],
  "a set and a map": [new Set([1]), new Map([[1, 1]])],
  "classes": [new Point(1, 2), { x: 1, y: 2 }],
  "what a getter tells": [new Sealed(1), new Sealed(2)],
  "circular structures": [circle(1), circle(2)],
  "messages of errors": [new Error("a"), new Error("b")],
};

for (const [name, [a, b]] of Object.entries(equalPairs)) {
  Deno.test(`equal: ${name}`, () => {
    nodeAssert.ok(equal(a, b) && equal(b, a));
    assertEquals(a, b);
    rejects(() => assertNotEquals(a, b), /^Expected actual: .* not to be/s);
  });
}

for (const [name, [a, b]] of Object.entries(unequalPairs)) {
  Deno.test(`not equal: ${name}`, () => {
    nodeAssert.ok(!equal(a, b) && !equal(b, a));
    assertNotEquals(a, b);
    rejects(() => assertEquals(a, b, "in words"), /^Values are not equal: in words\n./s);
  });
}

Deno.test("equal refuses what it cannot look into", () => {
  nodeAssert.throws(() => equal(new WeakMap(), new WeakMap()), TypeError);
  nodeAssert.throws(() => equal(new WeakSet(), new WeakSet()), TypeError);
});

Deno.test("assertEquals shows where values differ", () => {
  rejects(() => assertEquals({ a: 1, b: 2 }, { a: 1, b: 3 }), /\+\s+b: 2\n-\s+b: 3/);
});

Deno.test("assertEquals tells where long sequences differ, and is quick about it", () => {
  const actual = Float64Array.from({ length: 100_000 }, (_, index) => index);
  const expected = actual.map((value) => value % 3 === 2 ? value + 0.5 : value);
  rejects(() => assertEquals(actual, expected), /33333 of 100000 .* first .* 2: 2 .* 2\.5/);
  rejects(() => assertEquals([...actual], [0, 1]), /99998 of 100000 .* first .* 2: 2 .* undefined/);
});

/** One row: what holds, what does not, and what is then said. */
const table: [name: string, holds: () => unknown, broken: () => unknown, message: RegExp][] = [
  ["assert", () => assert(1), () => assert("", "no text"), /^no text$/],
  ["assertFalse", () => assertFalse(0), () => assertFalse(1, "is one"), /^is one$/],
  ["assertStrictEquals", () => assertStrictEquals(NaN, NaN), () => assertStrictEquals(0, -0), /^V/],
  [
    "assertStrictEquals of objects",
    () => {
      const same = {};
      assertStrictEquals(same, same);
    },
    () => assertStrictEquals({}, {}, "twins"),
    /^Values are not strictly equal: twins\n/,
  ],
  [
    "assertNotStrictEquals",
    () => {
      assertNotStrictEquals({}, {});
      assertNotStrictEquals(0, -0);
    },
    () => assertNotStrictEquals(NaN, NaN),
    /not be strictly equal to: NaN/,
  ],
  [
    "assertAlmostEquals",
    () => {
      assertAlmostEquals(1e8, 1e8 + 9);
      assertAlmostEquals(1, 1.5, 0.5);
      assertAlmostEquals(Infinity, Infinity);
      assertAlmostEquals(NaN, NaN);
    },
    () => assertAlmostEquals(1, 1 + 2e-7),
    /delta ".*" is greater than "1\.0*\d*e-7"/,
  ],
  ["assertAlmostEquals near zero", () => assertAlmostEquals(1e-9, 0, 1e-8), () => {
    assertAlmostEquals(1e-9, 0);
  }, /close to "0"/],
  ["assertAlmostEquals of NaN", () => assertAlmostEquals(1, 1), () => {
    assertAlmostEquals(NaN, 1, Infinity, "diverged");
  }, /: diverged$/],
  ["assertGreater", () => assertGreater(2, 1), () => assertGreater(1, 1), /^Expect 1 > 1$/],
  ["assertGreaterOrEqual", () => assertGreaterOrEqual(1, 1), () => {
    assertGreaterOrEqual(NaN, 1);
  }, /^Expect NaN >= 1$/],
  ["assertLess", () => assertLess(1n, 2n), () => assertLess(1, 1, "too much"), /^too much$/],
  ["assertLessOrEqual", () => assertLessOrEqual(1, 1), () => assertLessOrEqual(2, 1), /2 <= 1/],
  ["assertExists", () => assertExists(0), () => assertExists(null), /"null" to not be null/],
  ["assertExists of undefined", () => assertExists(""), () => assertExists(undefined), /undefined/],
  ["assertInstanceOf", () => assertInstanceOf(new TypeError(), Error), () => {
    assertInstanceOf([], Map);
  }, /instance of "Map" but was "Array"\.$/],
  ["assertNotInstanceOf", () => assertNotInstanceOf([], Map), () => {
    assertNotInstanceOf(new Map(), Map);
  }, /not be an instance of "Map"/],
  [
    "assertMatch",
    () => assertMatch("abc", /b/),
    () => assertMatch("abc", /d/),
    /to match: "\/d\/"/,
  ],
  [
    "assertNotMatch",
    () => assertNotMatch("abc", /d/),
    () => assertNotMatch("abc", /b/),
    /not match/,
  ],
  ["assertStringIncludes", () => assertStringIncludes("abc", "bc"), () => {
    assertStringIncludes("abc", "cb");
  }, /"abc" to contain: "cb"/],
  ["assertArrayIncludes", () => assertArrayIncludes([{ a: 1 }, { a: 2 }], [{ a: 2 }]), () => {
    assertArrayIncludes([1, 2, 3], [3, 4]);
  }, /missing: \[ 4 \]/],
  [
    "assertObjectMatch",
    () => {
      assertObjectMatch({ a: 1, b: { c: [1, 2], d: 3 } }, { b: { c: [1, 2] } });
      assertObjectMatch({ m: new Map([["k", { a: 1, b: 2 }]]) }, { m: new Map([["k", { a: 1 }]]) });
    },
    () => assertObjectMatch({ a: { b: 1 } }, { a: { b: 1, c: undefined } }),
    /not equal/,
  ],
  ["assertObjectMatch of circles", () => assertObjectMatch(circle(1), circle(1)), () => {
    assertObjectMatch(circle(1), circle(2));
  }, /not equal/],
  ["fail", () => {}, () => fail("here"), /^Failed assertion: here$/],
  ["unimplemented", () => {}, () => unimplemented(), /^Unimplemented\.$/],
  ["unreachable", () => {}, () => unreachable("there"), /^Unreachable: there$/],
];

for (const [name, holds, broken, message] of table) {
  Deno.test(`${name} holds where it should and only there`, () => {
    holds();
    rejects(broken, message);
  });
}

Deno.test("assertIsError checks class and message", () => {
  const error: unknown = new RangeError("Expected 3, found 4");
  assertIsError(error);
  assertIsError(error, Error, "found 4");
  assertIsError(error, RangeError, /\d, found/);
  assertIsError(new Error("\x1b[31mred\x1b[39m text"), Error, "red text");
  rejects(() => assertIsError("no error"), /to be an Error object/);
  rejects(() => assertIsError(error, TypeError), /instance of "TypeError", but was "RangeError"/);
  rejects(
    () => assertIsError(error, RangeError, "found 5", "shape"),
    /include "found 5".*: shape$/,
  );
  rejects(() => assertIsError(error, RangeError, /found 5/), /include \/found 5\//);
});

Deno.test("assertThrows returns what was thrown", () => {
  const error = new RangeError("Out of range");
  const boom = () => {
    throw error;
  };
  nodeAssert.strictEqual(assertThrows(boom), error);
  nodeAssert.strictEqual(assertThrows(boom, "words"), error);
  const typed: RangeError = assertThrows(boom, RangeError, "of range");
  nodeAssert.strictEqual(typed, error);
  rejects(() => assertThrows(() => {}), /^Expected function to throw\.$/);
  rejects(() => assertThrows(() => {}, "words"), /to throw: words$/);
  rejects(() => assertThrows(() => {}, Error, "", "words"), /to throw: words$/);
  rejects(() => assertThrows(boom, TypeError), /instance of "TypeError"/);
  rejects(() => assertThrows(boom, RangeError, "in range"), /include "in range"/);
});

Deno.test("assertThrows accepts a thrown value that is no error, unless a class is asked for", () => {
  const boom = () => {
    // deno-lint-ignore no-throw-literal
    throw "text";
  };
  nodeAssert.strictEqual(assertThrows(boom), "text");
  rejects(() => assertThrows(boom, Error), /A non-Error object was thrown/);
});

Deno.test("assertRejects returns the reason of the rejection", async () => {
  const error = new RangeError("Out of range");
  const boom = () => Promise.reject(error);
  nodeAssert.strictEqual(await assertRejects(boom), error);
  const typed: RangeError = await assertRejects(boom, RangeError, "of range");
  nodeAssert.strictEqual(typed, error);
  const broken: [() => Promise<unknown>, RegExp][] = [
    [
      () => assertRejects(() => Promise.resolve(1), "words"),
      /^Expected function to reject: words$/,
    ],
    [() => assertRejects(boom, TypeError), /instance of "TypeError"/],
    [() => assertRejects(boom, RangeError, "in range"), /include "in range"/],
    [() => assertRejects(() => Promise.reject("text"), Error), /A non-Error object was rejected/],
    [
      () =>
        assertRejects(() => {
          throw error;
        }),
      /Function throws when expected to reject/,
    ],
  ];
  for (const [assertion, message] of broken) {
    const reason = await assertion().then(() => undefined, (reason) => reason);
    rejects(() => {
      if (reason) throw reason;
    }, message);
  }
});
