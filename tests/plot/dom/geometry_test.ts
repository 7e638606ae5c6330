import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { JSDOM } from "jsdom";
import { installGeometry } from "../../../lib/plot/dom/geometry.ts";
import { textWidth } from "../../../lib/plot/text_metrics.ts";

interface Rect {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly width: number;
  readonly height: number;
}

/** Where a browser would find the element with the name `it`. */
function measure(svg: string): Rect {
  const { window } = new JSDOM(`<!doctype html><svg>${svg}</svg>`);
  installGeometry(window);
  return window.document.getElementById("it").getBoundingClientRect();
}

const width = textWidth("loss", 20);

Deno.test("a text stands on its baseline, anchored as its style says", () => {
  const start = measure(`<text id="it" x="100" y="50" style="font-size: 20px">loss</text>`);
  assertAlmostEquals(start.left, 100);
  assertAlmostEquals(start.width, width);
  assert(start.top < 50 && 50 < start.bottom);
  const middle = measure(
    `<g style="text-anchor: middle; font-size: 20px"><text id="it" x="100" y="50">loss</text></g>`,
  );
  assertAlmostEquals((middle.left + middle.right) / 2, 100);
  const end = measure(`<text id="it" x="100" y="50" font-size="20" text-anchor="end">loss</text>`);
  assertAlmostEquals(end.right, 100);
});

Deno.test("superscripts are smaller, bold text is wider, and lines add to the height", () => {
  const power = measure(
    `<text id="it" style="font-size: 20px">10<tspan style="font-size: 70%">5</tspan></text>`,
  );
  assertAlmostEquals(power.width, textWidth("10", 20) + textWidth("5", 14));
  const bold = measure(`<text id="it" style="font-size: 20px; font-weight: bold">loss</text>`);
  assert(bold.width > width);
  const lines = `<tspan class="line">loss</tspan><tspan class="line">l</tspan>`;
  const two = measure(`<text id="it" style="font-size: 20px">${lines}</text>`);
  assertAlmostEquals(two.width, width);
  assertAlmostEquals(
    two.height,
    measure(`<text id="it" style="font-size: 20px">loss</text>`).height + 26,
  );
});

Deno.test("transforms of all ancestors count", () => {
  const text = `<text id="it" style="font-size: 20px" transform="rotate(-90)">loss</text>`;
  const turned = measure(`<g transform="translate(30,40)">${text}</g>`);
  assertAlmostEquals(turned.height, width);
  assertAlmostEquals(turned.bottom, 40);
  assert(turned.left < 30 && 30 < turned.right);
});

Deno.test("a group is as large as what it contains, and empty things have no size", () => {
  const group = measure(
    `<g id="it"><rect x="5" y="6" width="10" height="20"/><g transform="translate(100,0)"><rect width="1" height="1"/></g><path d="M0,0H999"/></g>`,
  );
  assertEquals([group.left, group.right, group.top, group.bottom], [5, 101, 0, 26]);
  assertEquals(measure(`<g id="it"></g>`).width, 0);
});
