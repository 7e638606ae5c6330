import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { binReturns, finalReturn } from "../../lib/experiments/mod.ts";

Deno.test("binReturns: by hand, borders belong to the part before them, empty parts repeat", () => {
  const episodes = [
    { step: 1, return: 10 },
    { step: 25, return: 20 },
    { step: 26, return: 5 },
    { step: 100, return: 7 },
  ];
  assertEquals(binReturns(episodes, 100, 4), [15, 5, 5, 7]);
  assertEquals(binReturns(episodes.slice(2), 100, 4), [undefined, 5, 5, 7]);
  assertEquals(binReturns([], 100, 2), [undefined, undefined]);
  assertThrows(
    () => binReturns(episodes, 99),
    RangeError,
    "within 99 steps, found one ending at 100",
  );
});

Deno.test("binReturns: with as many parts as steps, each step has its own", () => {
  fc.assert(fc.property(fc.integer({ min: 1, max: 3000 }), (steps) => {
    const episodes = Array.from({ length: steps }, (_, i) => ({ step: i + 1, return: i }));
    assertEquals(binReturns(episodes, steps, steps), episodes.map((it) => it.return));
  }));
});

Deno.test("finalReturn: the last tenth of the steps, or the last episode before", () => {
  const episodes = [{ step: 50, return: 1 }, { step: 90, return: 3 }];
  assertEquals(finalReturn(episodes, 100), 3);
  const more = [...episodes, { step: 91, return: 4 }, { step: 100, return: 9 }];
  assertAlmostEquals(finalReturn(more, 100)!, 6.5);
  assertEquals(finalReturn([], 100), undefined);
});
