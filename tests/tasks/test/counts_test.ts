import { assertEquals } from "@std/assert";
import {
  addOutcomes,
  describeFailures,
  failure,
  formatCounts,
} from "../../../tasks/test/counts.ts";

Deno.test("outcomes add up and read as a line", () => {
  const sum = addOutcomes({ ...failure("a", "No"), passed: 1, skipped: 3 }, {
    ...failure("b", "Neither"),
    passed: 10,
    skipped: 30,
  });
  assertEquals(sum.failures.map(({ name }) => name), ["a", "b"]);
  assertEquals(formatCounts(sum), "11 passed, 2 failed, 33 skipped");
});

Deno.test("a failure is shown with the first lines of its message", () => {
  const message = ["Error: No", "", ..."abcdefgh"].join("\n");
  assertEquals(
    describeFailures([{ name: "t.ts:1 a", message }, { name: "t.ts:2 b", message: "" }]),
    [
      "t.ts:1 a",
      ...["Error: No", ..."abcde"].map((line) => `    ${line}`),
      "t.ts:2 b",
    ].join("\n"),
  );
});

Deno.test("many failures are all named, with one line each", () => {
  const many = Array.from(
    { length: 300 },
    (_, i) => ({ name: `t.ts:${i} a`, message: "No\nNever" }),
  );
  const lines = describeFailures(many).split("\n");
  assertEquals(lines.length, 600);
  assertEquals(lines.slice(-2), ["t.ts:299 a", "    No"]);
});
