import { type Figure, heatMap } from "../../lib/plot/mod.ts";

/** More cells than these are too small for numbers. */
const MOST_WITH_NUMBERS = 20;

/** How often each class was taken for each, as a picture. */
export function confusionFigure(
  confusion: readonly (readonly number[])[],
  { title, names }: { readonly title: string; readonly names?: readonly string[] },
): Figure {
  const total = (row: readonly number[]) => row.reduce((sum, count) => sum + count, 0);
  const count = total(confusion.map(total));
  const right = total(confusion.map((row, label) => row[label]));
  return heatMap(confusion.map((row) => row.map((n) => 100 * n / Math.max(1, total(row)))), {
    title,
    caption: `${right} of ${count} test images are right, those on the diagonal. ` +
      "Numbers are images, colours shares of a row.",
    x: "answer",
    y: "class",
    color: { title: "share of the class (%)", range: [0, 100] },
    rowNames: names?.map((name, label) => `${name}, ${label}`),
    texts: confusion.length > MOST_WITH_NUMBERS
      ? undefined
      : confusion.map((row) => row.map((n) => n === 0 ? "" : String(n))),
  });
}
