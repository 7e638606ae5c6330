import { assertEquals, assertStringIncludes } from "@std/assert";
import { describeDifference } from "../../../tasks/notebooks/compare.ts";
import type { Output } from "../../../tasks/notebooks/notebook.ts";

const printed = (text: string | string[], name: "stdout" | "stderr" = "stdout"): Output => ({
  output_type: "stream",
  name,
  text,
});
const shown = (data: Record<string, unknown>): Output => ({
  output_type: "display_data",
  data,
  metadata: {},
});
const failed = (evalue: string, traceback: string[] = []): Output => ({
  output_type: "error",
  ename: "Error",
  evalue,
  traceback,
});
const strict = { kinds: false };

Deno.test("outputs of the same content are equal, however they are kept", () => {
  const pairs: [Output[], Output[]][] = [
    [[], []],
    [[printed("a\nb\n")], [printed(["a\n", "b\n"])]],
    [[shown({ "text/plain": "x", "text/html": "y" })], [
      shown({ "text/html": ["y"], "text/plain": ["x"] }),
    ]],
    [[shown({ "application/json": { a: 1, b: [2] } })], [
      shown({ "application/json": { b: [2], a: 1 } }),
    ]],
    [[failed("lost", ["at here"])], [failed("lost", ["at there"])]],
  ];
  for (const [committed, fresh] of pairs) {
    assertEquals(describeDifference(committed, fresh, strict), undefined);
  }
});

Deno.test("a difference is described by its place, before and after", () => {
  const cases: [committed: Output[], fresh: Output[], words: string[]][] = [
    [[], [printed("a")], ["Expected outputs in the file", "stdout"]],
    [[printed("a")], [], ["Expected stdout", "found none"]],
    [[printed("a")], [printed("a", "stderr")], ["Expected stdout", "found stderr"]],
    [[printed("a\nb\nc\n")], [printed("a\nB\nc\n")], ["stdout", "line 2", '"b"', '"B"']],
    [[printed("a\nb")], [printed("a")], ["line 2", '"b"', "the end"]],
    [[printed("a")], [printed("a\nb")], ["line 2", "the end", '"b"']],
    [[shown({ "image/svg+xml": "<svg/>" })], [shown({ "text/plain": "x" })], [
      "display image/svg+xml",
      "display text/plain",
    ]],
    [[shown({ "application/json": { loss: [0.5] } })], [
      shown({ "application/json": { loss: [0.25] } }),
    ], ["0.5", "0.25"]],
    [[failed("lost")], [failed("found")], ["Error: lost", "Error: found"]],
  ];
  for (const [committed, fresh, words] of cases) {
    const description = describeDifference(committed, fresh, strict) ?? "no difference";
    for (const word of words) assertStringIncludes(description, word);
  }
});

Deno.test("if only kinds count, content may differ and kinds may not", () => {
  const kinds = { kinds: true };
  assertEquals(describeDifference([printed("1 ms")], [printed("2 ms")], kinds), undefined);
  const other = describeDifference([printed("1 ms")], [shown({ "text/plain": "2 ms" })], kinds);
  assertStringIncludes(other ?? "", "found display text/plain");
});
