import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { optimizerNames } from "../../mod.ts";
import costs from "../../notebooks/results/optimizer_costs.json" with { type: "json" };

const rows = costs.rows.filter((row) => row.case === "mlp-17-64-64-6-b64");

/** The time of an optimizer's update as a multiple of Adam's, as the README writes it. */
function costOf(method: string): string {
  const [own, adam] = [method, "adam"].map((name) => {
    const row = rows.find((row) => row.method === name);
    assert(row, `Expected ${name} among the costs of optimizers`);
    return row.median_us;
  });
  const ratio = own / adam;
  return ratio.toFixed(ratio < 10 ? 2 : 0);
}

/** The bench calls the yardstick by its curvature. */
const methodOf = (name: string) =>
  name === "adaExact" ? "exact-diagonal" : name.toLowerCase().replace(/gn$/, "-gn");

Deno.test("the README's table of optimizers names all, with the costs that the bench found", async () => {
  const readme = await Deno.readTextFile(new URL("../../README.md", import.meta.url));
  const [, header, body] = /^(\| name .*cost ÷ Adam.*)\n.*\n((?:\|.*\n)+)/m.exec(readme)!;
  // A magnitude, `\|Hv\|`, is no border.
  const cells = (line: string) => line.split(/(?<!\\)\|/).slice(1, -1).map((cell) => cell.trim());
  const column = cells(header).indexOf("cost ÷ Adam");
  assertEquals(
    body.trim().split("\n").map(cells).map((row) => [row[0], row[column]]),
    optimizerNames.map((name) => [`\`${name}\``, costOf(methodOf(name))]),
  );
  const text = readme.replaceAll(/\s+/g, " ");
  assertStringIncludes(text, `_Cost made by_ \`${costs.command}\``);
  assertStringIncludes(text, `(one more average, and ${costOf("adam-scaled")} × Adam's time)`);
});
