import { markdownTable } from "markdown-table";

/** How one column is laid out. */
export interface Column {
  readonly title: string;
  /** Which side its cells keep to: numbers are easier to compare on the right; `"left"` by default. */
  readonly align?: "left" | "right";
}

/**
 * Rows of text as an aligned table, which is Markdown as well.
 *
 * @throws {TypeError} If a row has not one cell for each column
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { formatTable } from "./table.ts";
 *
 * const columns = [{ title: "Method" }, { title: "Error", align: "right" }] as const;
 * const lines = formatTable(columns, [["hesscale", "0.012"], ["bl89", "0.3"]]).split("\n");
 * assertEquals(lines[3], "| bl89     |   0.3 |");
 * ```
 */
export function formatTable(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
): string {
  for (const [index, row] of rows.entries()) {
    if (row.length !== columns.length) {
      throw new TypeError(
        `Expected ${columns.length} cells in row ${index} of the table, found ${row.length}`,
      );
    }
  }
  return markdownTable([columns.map(({ title }) => title), ...rows.map((row) => [...row])], {
    align: columns.map(({ align = "left" }) => align),
  });
}
