import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { saveHtml, saveSvg, toSvg, type TraceType } from "../../lib/plot/mod.ts";
import { TemporaryFolder } from "../support/temporary_folder.ts";
import { examples } from "./support/examples.ts";

async function namesIn(folder: string): Promise<string[]> {
  return (await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name).sort();
}

Deno.test("an SVG file holds the figure, replaces an older file, and stands alone", async () => {
  await using folder = await TemporaryFolder.create({ "curve.svg": "old" });
  await saveSvg(examples.lines, join(folder.path, "curve.svg"));
  const text = await Deno.readTextFile(join(folder.path, "curve.svg"));
  assertEquals(text, `${await toSvg(examples.lines)}\n`);
  assertEquals(await namesIn(folder.path), ["curve.svg"]);
});

Deno.test("missing folders are made, and URLs are paths too", async () => {
  await using folder = await TemporaryFolder.create();
  const path = join(folder.path, "a b", "c", "page.html");
  await saveHtml([examples.bars, examples.lines], pathToFileURL(path), { title: "Two" });
  assertStringIncludes(await Deno.readTextFile(path), "<h1>Two</h1>");
  assertEquals(await namesIn(join(folder.path, "a b", "c")), ["page.html"]);
});

Deno.test("a failed save leaves nothing behind", async () => {
  await using folder = await TemporaryFolder.create();
  const taken = join(folder.path, "taken.svg");
  await Deno.mkdir(taken);
  await assertRejects(() => saveSvg(examples.lines, taken));
  assertEquals(await namesIn(folder.path), ["taken.svg"]);
  assertEquals(await namesIn(taken), []);
});

Deno.test("a figure that cannot be drawn leaves the older file as it is", async () => {
  await using folder = await TemporaryFolder.create({ "figure.svg": "old" });
  const figure = { ...examples.lines, data: [{ type: "heatmapgl" as TraceType }] };
  await assertRejects(() => saveSvg(figure, join(folder.path, "figure.svg")), TypeError);
  assertEquals(await Deno.readTextFile(join(folder.path, "figure.svg")), "old");
});
