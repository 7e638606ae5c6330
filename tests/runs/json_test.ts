import { assert, assertEquals, assertThrows } from "@std/assert";
import { canonicalJson, differences, formatJson, parseJson } from "../../lib/runs/mod.ts";

Deno.test("formatJson takes a line for what fits on it and for lists of numbers, and keeps every value", () => {
  const value = {
    name: "a [1,\n  2] b",
    losses: [...Array(30).fill(-0.125), 2.5e-300],
    nested: [[1, 2], [], [true, null], { x: "y" }],
    texts: Array(12).fill("a text, too"),
    deep: {
      none: {},
      sizes: Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`n${i}`, i])),
    },
  };
  const text = formatJson(value);
  assertEquals(JSON.parse(text), value);
  const lines = text.split("\n");
  assertEquals(lines.slice(0, 4), [
    "{",
    '  "name": "a [1,\\n  2] b",',
    `  "losses": [${value.losses.join(", ")}],`,
    '  "nested": [[1, 2], [], [true, null], { "x": "y" }],',
  ]);
  assertEquals(lines[4], '  "texts": [');
  assertEquals(lines[5], '    "a text, too",');
  assert(lines.includes('    "none": {},'));
  assertEquals(lines.filter((line) => line.length > 100), [lines[2]]);
});

Deno.test("formatJson leaves out what is undefined", () => {
  assertEquals(formatJson({ a: undefined, b: 1 }), '{ "b": 1 }');
});

const BAD: [unknown, string][] = [
  [NaN, "Expected finite numbers for JSON, found NaN at the value"],
  [{ a: [1, Infinity] }, "Expected finite numbers for JSON, found Infinity at the value.a[1]"],
  [{ a: { b: [{}, { c: -Infinity }] } }, "found -Infinity at the value.a.b[1].c"],
  [[new Float32Array(1)], "Expected plain values for JSON, found Float32Array at the value[0]"],
  [{ when: new Date(0) }, "Expected plain values for JSON, found Date at the value.when"],
  [new Map(), "Expected plain values for JSON, found Map at the value"],
  [[undefined], "Expected plain values for JSON, found undefined at the value[0]"],
  [{ f: () => 0 }, "Expected plain values for JSON, found function at the value.f"],
  [10n, "Expected plain values for JSON, found bigint at the value"],
];

for (const [value, message] of BAD) {
  Deno.test(`formatJson refuses: ${message}`, () => {
    assertThrows(() => formatJson(value), TypeError, message);
    assertThrows(() => canonicalJson(value), TypeError, message);
  });
}

Deno.test("parseJson names what is not JSON", () => {
  assertEquals(parseJson(`{"a": 1}`, "x"), { a: 1 });
  assertThrows(
    () => parseJson(`{"a": 1`, "results.json"),
    SyntaxError,
    "Expected JSON in results.json, found 7 characters that are not: ",
  );
});

Deno.test("canonicalJson does not depend on the order of names", () => {
  assertEquals(canonicalJson({ b: { d: 1, c: [2, 1] }, a: 0 }), `{"a":0,"b":{"c":[2,1],"d":1}}`);
});

Deno.test("differences names all that differs", () => {
  const a = { seed: 1, layers: { widths: [3, 2], bias: true }, same: { x: 1, y: 2 } };
  const b = { layers: { widths: [3, 4], bias: true, extra: "x" }, same: { y: 2, x: 1 }, seed: 1 };
  assertEquals(differences(a, a), []);
  assertEquals(differences(a, b), [
    "layers.widths: [3,2] instead of [3,4]",
    `layers.extra: nothing instead of "x"`,
  ]);
  assertEquals(differences([1], { a: 1 }), [`value: [1] instead of {"a":1}`]);
  assertEquals(differences({ a: undefined }, {}), []);
});
