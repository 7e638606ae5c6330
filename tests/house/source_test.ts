import { assertEquals, assertThrows } from "@std/assert";
import { parseSource } from "./source.ts";

const TEXT = `// A comment
import { a, type B } from "./a.ts";
import type { C } from "./c.ts";
import { type D, type E } from "./d.ts";
import * as f from "./f.ts";
import "./g.ts";
export { h } from "./h.ts";
export { type I } from "./i.ts";
export type { J } from "./j.ts";
export * from "./k.ts";
type L = import("./l.ts").L;
const m = await import("./m.ts");
const n = import.meta.resolve("n/data.json");
/* import "./not.ts"; Deno.cwd() as any */
const o = "Deno.cwd() as any";
const p = a as any;
const q = Deno.cwd();
const r: typeof Deno | undefined = globalThis.Deno;
`;

Deno.test("imports are found in all their forms", () => {
  assertEquals(
    parseSource("x.ts", TEXT).imports
      .map(({ specifier, line, typeOnly }) => [specifier, line, typeOnly ? "type" : "value"]),
    [
      ["./a.ts", 2, "value"],
      ["./c.ts", 3, "type"],
      ["./d.ts", 4, "type"],
      ["./f.ts", 5, "value"],
      ["./g.ts", 6, "value"],
      ["./h.ts", 7, "value"],
      ["./i.ts", 8, "type"],
      ["./j.ts", 9, "type"],
      ["./k.ts", 10, "value"],
      ["./l.ts", 11, "type"],
      ["./m.ts", 12, "value"],
      ["n/data.json", 13, "value"],
    ],
  );
});

Deno.test("where the types of an import are is an import of types", () => {
  const text = `// @ts-types="@types/a"\nimport * as a from "a";`;
  assertEquals(parseSource("x.ts", text).imports, [
    { specifier: "@types/a", line: 1, typeOnly: true },
    { specifier: "a", line: 2, typeOnly: false },
  ]);
});

Deno.test("code is told from comments and strings", () => {
  const { comments, denoLines, anyLines, logicLines } = parseSource("x.ts", TEXT);
  assertEquals(comments.map(({ line }) => line), [1, 14]);
  assertEquals(denoLines, [17, 18, 18]);
  assertEquals(anyLines, [16]);
  assertEquals(logicLines, [2, 3, 4, 5, 6, 11, 12, 13, 15, 16, 17, 18]);
});

Deno.test("what cannot be parsed is refused", () => {
  assertThrows(() => parseSource("x.ts", "const a = ;"), Error);
});
