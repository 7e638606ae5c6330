import { assert, assertEquals, assertFalse, assertStringIncludes } from "@std/assert";
import { toHtml, toSvg } from "../../lib/plot/mod.ts";
import { plotlySource } from "../../lib/plot/library.ts";
import { examples } from "./support/examples.ts";

const NAMESPACES = ["http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"];
const figures = Object.values(examples);
const page = toHtml(figures, { title: "All figures" });

Deno.test("a page needs no network: outside of the library there is no address", async () => {
  const own = (await page).replace(await plotlySource(), "");
  assert(own.length < (await page).length, "the library is in the page");
  const addresses = [
    ...own.matchAll(/\b(?:https?|ftp|wss?):\/\/[^\s"'<>]*|(?:src|href)="\/\/[^"]*/g),
  ];
  assertEquals(addresses.map(([url]) => url).filter((url) => !NAMESPACES.includes(url)), []);
  assertFalse(/<(?:script|link|img|iframe)\b[^>]*\b(?:src|href)=/.test(own));
});

Deno.test("a page holds the library once, and each figure as SVG and as data", async () => {
  const text = await page;
  assertEquals(text.split("plotly.js (cartesian - minified)").length, 2);
  for (const [index, figure] of figures.entries()) {
    assertStringIncludes(text, `<div id="figure-${index + 1}">${await toSvg(figure)}</div>`);
  }
  const [, data] = /const figures = (.*);\n/.exec(text)!;
  const expected = figures.map((figure, index) => [`figure-${index + 1}`, figure]);
  assertEquals(JSON.parse(data), JSON.parse(JSON.stringify(Object.fromEntries(expected))));
});

Deno.test("no text ends an element of the page before its time", async () => {
  const evil = `</script><b>&"`;
  const figure = {
    ...examples.lines,
    layout: { ...examples.lines.layout, meta: evil },
  };
  const page = await toHtml(figure, { title: evil, description: `${evil}\n\nSecond <i>` });
  assertEquals(page.split(/<\/script/i).length, 3, "two scripts end");
  assertEquals(page.split(/<script/i).length, 3, "two scripts begin");
  assertStringIncludes(page, "<h1>&lt;/script&gt;&lt;b&gt;&amp;&quot;</h1>");
  assertStringIncludes(page, "<p>Second &lt;i&gt;</p>");
});

Deno.test("tables stand below the figures, their texts are escaped and numbers keep to the right", async () => {
  const table = {
    title: "Final & last",
    columns: [{ title: "method" }, { title: "mean", align: "right" }],
    rows: [["a < b", "1.5"]],
    note: "Means.",
  } as const;
  const text = await toHtml(figures[0], { title: "Page", tables: [table] });
  assertStringIncludes(text, "<h2>Final &amp; last</h2>");
  assertStringIncludes(text, `<tr><td>a &lt; b</td><td class="right">1.5</td></tr>`);
  assertStringIncludes(text, "<p>Means.</p>");
});
