import { assertEquals } from "@std/assert";
import { openWindow } from "../../lib/plot/dom/window.ts";
import { examples } from "./support/examples.ts";

/** Attributes that are right but have no effect in a figure, a grid that is not shown for instance. */
const HARMLESS = /did not get coerced$/;
/** Plotly's check does not know the names of shared colour axes. */
const MISTAKEN = /key coloraxis is set to an invalid value \(coloraxis\)$/;

for (const [name, { data, layout }] of Object.entries(examples)) {
  Deno.test(`Plotly knows every attribute of ${name}`, async () => {
    const { Plotly } = await openWindow();
    const complaints = Array.from(Plotly.validate(data, layout) ?? [], ({ msg }) => msg);
    assertEquals(complaints.filter((msg) => !HARMLESS.test(msg) && !MISTAKEN.test(msg)), []);
  });
}

Deno.test("Plotly's check finds wrong attributes", async () => {
  const { Plotly } = await openWindow();
  const found = Plotly.validate([{ type: "scatter", mode: "sparkles", y: [1] }], { weight: 3 });
  assertEquals(Array.from(found ?? [], ({ msg }) => msg), [
    "In data trace 0, key mode is set to an invalid value (sparkles)",
    "In layout, key weight is not part of the schema",
  ]);
});
