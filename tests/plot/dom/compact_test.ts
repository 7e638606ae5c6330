import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { compactSvg } from "../../../lib/plot/dom/compact.ts";

const point = (x: number, look: string) =>
  `<path class="point" transform="translate(${x},2.5)" ${look}/>`;
const svg = (content: string) => `<svg><defs id="d"></defs>${content}</svg>`;

Deno.test("coordinates in tags lose digits, texts do not", () => {
  const compact = compactSvg(svg(`<g x="1.23456" y="-0.0001"><text>1.23456</text></g>`), "p");
  assertEquals(compact, svg(`<g x="1.23" y="0"><text>1.23456</text></g>`));
});

Deno.test("attributes for scripts go", () => {
  assertEquals(
    compactSvg(svg(`<text data-unformatted="a &lt; b" x="1">a</text>`), "p"),
    svg(`<text x="1">a</text>`),
  );
});

Deno.test("equal points become references to one shape", () => {
  const circle = `style="fill: red;" d="M1,0Z"`, square = `style="fill: red;" d="M2,0Z"`;
  const points = [1, 2, 3, 4].map((x) => point(x, circle)).join("") + point(9, square);
  const compact = compactSvg(svg(points), "p");
  assertStringIncludes(compact, `<defs id="d"><path id="p-0" ${circle}/></defs>`);
  for (const x of [1, 2, 3, 4]) {
    assertStringIncludes(compact, `<use xlink:href="#p-0" x="${x}" y="2.5"/>`);
  }
  assertStringIncludes(compact, point(9, square));
});

Deno.test("few points stay as they are", () => {
  const few = svg([1, 2].map((x) => point(x, `d="M1,0Z"`)).join(""));
  assertEquals(compactSvg(few, "p"), few);
  assert(!compactSvg(few, "p").includes("<use"));
});
