import { assertEquals, assertThrows } from "@std/assert";
import { formatTable } from "../../../tasks/support/table.ts";

Deno.test("formatTable aligns its columns", () => {
  assertEquals(
    formatTable(
      [{ title: "Method" }, { title: "Error", align: "right" }],
      [["hesscale", "0.012"], ["bl89", "10.3"]],
    ),
    `| Method   | Error |
| :------- | ----: |
| hesscale | 0.012 |
| bl89     |  10.3 |`,
  );
});

Deno.test("formatTable refuses rows of another length", () => {
  assertThrows(
    () => formatTable([{ title: "a" }, { title: "b" }], [["1", "2"], ["3"]]),
    TypeError,
    "Expected 2 cells in row 1 of the table, found 1",
  );
});
