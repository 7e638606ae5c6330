import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import fc from "fast-check";
import { lineCount, markupWidth, textWidth, wrapText } from "../../lib/plot/text_metrics.ts";

Deno.test("widths are Helvetica's", () => {
  // From Adobe's font metrics: H 722, e 556, s 500, S 667, c 500, a 556, l 222 thousandths.
  assertAlmostEquals(textWidth("HesScale", 10), 7.22 + 5.56 + 5 + 6.67 + 5 + 5.56 + 2.22 + 5.56);
  assertAlmostEquals(textWidth("0123456789", 20), 10 * 0.556 * 20);
  assertAlmostEquals(textWidth("~", 10), 5.84);
});

Deno.test("markup has no width, and the widest line counts", () => {
  assertAlmostEquals(markupWidth("<b>ab</b><br>a", 13), textWidth("ab", 13));
  assertAlmostEquals(textWidth("10\u200b", 13), textWidth("10", 13));
});

const word = fc.string({ minLength: 1, maxLength: 12, unit: fc.constantFrom(..."abcWM1.,") });

Deno.test("wrapped lines fit, lose no word, and are as few as the order of words allows", () => {
  fc.assert(fc.property(fc.array(word), fc.integer({ min: 20, max: 300 }), (words, width) => {
    const lines = wrapText(words.join(" "), width, 13).split("<br>");
    assertEquals(lines.join(" "), words.join(" "));
    for (const line of lines) assert(textWidth(line, 13) <= width || !line.includes(" "));
    for (let index = 1; index < lines.length; index++) {
      const next = lines[index].split(" ")[0];
      assert(textWidth(`${lines[index - 1]} ${next}`, 13) > width);
    }
  }));
});

Deno.test("breaks are kept, and no line is broken at a hard space", () => {
  assertEquals(wrapText("a<br>b", 1000, 13), "a<br>b");
  assertEquals(wrapText("mean, 40\u00a0seeds", 50, 13), "mean,<br>40\u00a0seeds");
  assertEquals(["", "a", "a<br>b"].map(lineCount), [0, 1, 2]);
});
