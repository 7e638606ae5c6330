import { assertEquals, assertStringIncludes } from "@std/assert";
import { confusionFigure } from "../../../tasks/classify/confusion.ts";
import { toSvg } from "../../../lib/plot/mod.ts";
import { readSvg } from "../../plot/support/svg_reader.ts";

/** A picture where of each class one image is right and `class` others are taken for the next. */
async function textsOf(classes: number): Promise<readonly string[]> {
  const confusion = Array.from(
    { length: classes },
    (_, label) =>
      Array.from(
        { length: classes },
        (_, answer) => answer === label ? 1 : answer === label + 1 ? label : 0,
      ),
  );
  const names = Array.from({ length: classes }, (_, label) => `kind ${label}`);
  const figure = confusionFigure(confusion, { title: "Answers", names });
  return readSvg(await toSvg(figure)).texts;
}

Deno.test("confusion: names and numbers of few classes, and none of a hundred, where they would overlap", async () => {
  const few = await textsOf(12);
  assertStringIncludes(few.join("\n"), "12 of 67 test images are right");
  assertStringIncludes(few.join("\n"), "Numbers are images");
  assertEquals([few.includes("kind 3, 3"), few.includes("7")], [true, true]);
  const many = await textsOf(100);
  assertStringIncludes(many.join("\n"), "100 of 4951 test images are right");
  assertEquals(many.some((text) => /kind|Numbers/.test(text)), false);
});
