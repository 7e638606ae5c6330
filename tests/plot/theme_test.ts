import { assert, assertEquals, assertGreater } from "@std/assert";
import fc from "fast-check";
import { methodStyle, methodStyles } from "../../lib/plot/mod.ts";
import { palette, translucent } from "../../lib/plot/theme.ts";

const ESTIMATORS = [
  ...["hesscale", "hesscale-rank1", "hesscale-rank2", "hesscale-full", "hesscale-gn", "bl89"],
  ...["hutchinson-1", "hutchinson-50", "ggn", "ggn-mc-1", "ggn-mc-50", "kfac-1", "kfac-50"],
  ...["squared-gradient", "zero", "hvp", "exact"],
];
const OPTIMIZERS = [
  "sgd",
  "adam",
  "adahesscale",
  "adahesscale-gn",
  "adahessian",
  "adabl89",
  "sophia",
];

/** Relative luminance of WCAG 2. */
function luminance(color: string): number {
  const [red, green, blue] = [1, 3, 5]
    .map((start) => Number.parseInt(color.slice(start, start + 2), 16) / 255)
    .map((value) => value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

Deno.test("methods that stand in the same figure have different colours and labels", () => {
  for (const group of [ESTIMATORS, OPTIMIZERS]) {
    const styles = group.map(methodStyle);
    assertEquals(new Set(styles.map(({ color }) => color)).size, group.length);
    assertEquals(new Set(styles.map(({ label }) => label)).size, group.length);
  }
});

Deno.test("an optimizer looks like the estimator that feeds it", () => {
  assertEquals(methodStyle("adahesscale").color, methodStyle("hesscale").color);
  assertEquals(methodStyle("adahessian").color, methodStyle("hutchinson-1").color);
  assertEquals(methodStyle("adam").color, methodStyle("squared-gradient").color);
  assertEquals(methodStyle("sgd").color, methodStyle("gradient").color);
  assertEquals(methodStyle("exact-diagonal").color, methodStyle("exact").color);
});

Deno.test("every colour stands out from white paper", () => {
  const methods = [...ESTIMATORS, ...OPTIMIZERS].map((name) => methodStyle(name).color);
  for (const color of [...methods, ...Object.values(palette)]) {
    assertGreater(1.05 / (luminance(color) + 0.05), 1.9, color);
  }
});

Deno.test("spelling does not matter", () => {
  assertEquals(methodStyle("GGN MC_50"), methodStyle("ggn-mc-50"));
});

Deno.test("unknown names keep their text, and their colours do not depend on the order of names", () => {
  assertEquals(methodStyle("mine").label, "mine");
  assertEquals(methodStyles(["mine"]).get("mine"), methodStyle("mine"));
  assertEquals(methodStyles(["adam", "mine"]).get("adam"), methodStyle("adam"));
  assertEquals(methodStyle("constructor").label, "constructor");
});

Deno.test("up to eight names have different colours, whatever they are called", () => {
  const names = fc.uniqueArray(fc.string({ minLength: 1 }), { maxLength: 8 });
  fc.assert(fc.property(names, (names) => {
    const unknown = names.map((name) => `my ${name}`);
    const colors = [...methodStyles(unknown).values()].map(({ color }) => color);
    assertEquals(new Set(colors).size, unknown.length);
  }));
  const [mine] = [...methodStyles(["hesscale", "sgd", "mine"]).values()].slice(2);
  assert(![methodStyle("hesscale").color, methodStyle("sgd").color].includes(mine.color));
});

Deno.test("a translucent colour is the same colour", () => {
  assertEquals(translucent("#0072b2", 0.25), "rgba(0, 114, 178, 0.25)");
});
