import { assertEquals } from "@std/assert";
import { didYouMean, nearest } from "../../lib/backend/nearest.ts";

const METHODS = ["hesscale", "hesscale-gn", "bl89", "hutchinson", "ggn-mc", "kfac", "fisher"];

for (
  const [name, expected] of [
    ["hescale", "hesscale"],
    ["HessScale", "hesscale"],
    ["hesscalegn", "hesscale-gn"],
    ["hutchison", "hutchinson"],
    ["kfca", "kfac"],
    ["bl98", "bl89"],
    ["fischer", "fisher"],
    ["adam", undefined],
    ["xy", undefined],
    ["", undefined],
    ["completely-different", undefined],
  ] as const
) {
  Deno.test(`nearest to "${name}" is ${expected ?? "nothing"}`, () => {
    assertEquals(nearest(name, METHODS), expected);
  });
}

Deno.test("nearest takes the first of equally near candidates, and never one with no letter in common", () => {
  assertEquals(nearest("tan", ["tanh", "tang"]), "tanh");
  assertEquals(nearest("a", ["b"]), undefined);
  assertEquals(nearest("x", []), undefined);
});

Deno.test("didYouMean ends a sentence or says nothing", () => {
  assertEquals(didYouMean("tnah", ["tanh"]), `, did you mean "tanh"?`);
  assertEquals(didYouMean("relu", ["tanh"]), "");
});
