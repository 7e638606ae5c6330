import { assertEquals, assertThrows } from "@std/assert";
import { UsageError } from "../../../tasks/support/usage_error.ts";
import { formatWidths, parseNetwork, parseWidths } from "../../../tasks/support/widths.ts";

const NAMES = ["2c2d-small", "lenet"];

Deno.test("a network is widths or a name, in capitals or not, and is written as it is read", () => {
  for (const text of ["784-64-10", "2-1", "2c2d-small", "lenet"]) {
    assertEquals(formatWidths(parseNetwork("--network", text, NAMES)), text);
  }
  assertEquals(parseNetwork("--network", "2C2D-Small", NAMES), "2c2d-small");
});

Deno.test("what is neither is refused, with the nearest name or the width that is wrong", () => {
  const widths = "two or more layer widths of at least 1, such as 784-64-10";
  const refused: [string, string][] = [
    ["2c2d-smal", 'found "2c2d-smal", did you mean "2c2d-small"?'],
    ["784-ten", 'found "784-ten" with "ten" as width 2'],
    ["784-0-10", 'found "784-0-10" with "0" as width 2'],
    ["784", 'found "784"'],
  ];
  for (const [text, found] of refused) {
    const message = `--network must be 2c2d-small, lenet or ${widths}, ${found}`;
    assertThrows(() => parseNetwork("--network", text, NAMES), UsageError, message);
  }
  const message = `--network must be ${widths}, found "lenet"`;
  assertThrows(() => parseWidths("--network", "lenet"), UsageError, message);
});
