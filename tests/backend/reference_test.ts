import { assert, assertEquals, assertThrows } from "@std/assert";
import type { Tensor } from "../../lib/backend/backend.ts";
import { reference } from "../../lib/backend/reference/mod.ts";
import { testConformance } from "./conformance.ts";
import { cases } from "./conformance/cases.ts";
import { lengths, type Plain } from "./conformance/plain.ts";

testConformance(reference, 1e-14);

Deno.test("every operation of a backend has cases, or is what cases are made with", () => {
  const operations = Object.entries(reference)
    .filter(([, value]) => typeof value === "function").map(([name]) => name);
  assertEquals(operations.filter((name) => !cases.has(name)).sort(), ["free", "scope"]);
});

Deno.test("every operation has cases of all lengths, empty ones, and numbers that are not finite", () => {
  for (const [operation, group] of cases) {
    const arrays = group.flatMap(({ operands, expected }) => [...operands, expected].flat())
      .filter((one): one is Plain => typeof one === "object");
    const found = new Set(arrays.flatMap(({ shape }) => shape));
    assertEquals(lengths.filter((length) => !found.has(length)), [], operation);
    assert(found.has(0), `${operation}: expected cases of empty tensors, found none`);
    // These take no numbers to let through.
    if (["unitRows", "oneHot", "random"].includes(operation)) continue;
    const notFinite = arrays.some(({ data }) => !data.every(Number.isFinite));
    assert(notFinite, `${operation}: expected cases with numbers that are not finite, found none`);
  }
});

Deno.test("reference: a tensor used after its scope is an error, not stale numbers", () => {
  const escaped: Tensor[] = [];
  const kept = reference.scope(() => {
    escaped.push(reference.fill([1, 2], 1));
    escaped.push(reference.scope(() => reference.scale(escaped[0], 2)));
    return reference.add(escaped[0], escaped[1]);
  });
  assertEquals([...reference.read(kept)], [3, 3]);
  for (const tensor of escaped) {
    assertThrows(() => reference.read(tensor), TypeError, "found one of shape [1, 2] whose scope");
    assertThrows(() => reference.add(kept, tensor), TypeError, "whose scope has ended");
  }
});

Deno.test("reference: what a scope that failed had made is freed", () => {
  const escaped: Tensor[] = [];
  assertThrows(() =>
    reference.scope(() => {
      escaped.push(reference.fill([1], 1));
      throw new Error("stop");
    })
  );
  assertThrows(() => reference.read(escaped[0]), TypeError, "whose scope has ended");
});
