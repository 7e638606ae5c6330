import { type Figure, heatMap } from "../../lib/plot/mod.ts";

/** Cells of more classes are too small for numbers, and rows for names. */
const MOST_WITH_TEXT = 20;

/** How often each class was taken for each, as a picture. */
export function confusionFigure(
  confusion: readonly (readonly number[])[],
  { title, names }: { readonly title: string; readonly names?: readonly string[] },
): Figure {
  const total = (row: readonly number[]) => row.reduce((sum, count) => sum + count, 0);
  const count = total(confusion.map(total));
  const withText = confusion.length <= MOST_WITH_TEXT;
  const right = total(confusion.map((row, label) => row[label]));
  return heatMap(confusion.map((row) => row.map((n) => 100 * n / Math.max(1, total(row)))), {
    title,
    caption: `${right} of ${count} test images are right, those on the diagonal. ` +
      (withText ? "Numbers are images, colours shares of a row." : "Colours are shares of a row."),
    x: "answer",
    y: "class",
    color: { title: "share of the class (%)", range: [0, 100] },
    rowNames: withText ? names?.map((name, label) => `${name}, ${label}`) : undefined,
    texts: withText ? confusion.map((row) => row.map((n) => n === 0 ? "" : String(n))) : undefined,
  });
}
