/**
 * Advance widths of ASCII 32–126 in Helvetica and its metric twins Arial and Liberation Sans, in
 * 1/1000 em.
 */
// deno-fmt-ignore
const ASCII = [
  278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, // space … /
  556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, // 0 … ?
  1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778, // @ … O
  667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, // P … _
  333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, // ` … o
  556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584, // p … ~
];

/** Widths of the other characters that scientific labels use, in 1/1000 em. */
const OTHERS: Readonly<Record<string, number>> = {
  "\u200b": 0,
  "\u00a0": 278,
  "±": 549,
  "×": 584,
  "÷": 549,
  "−": 584,
  "·": 333,
  "°": 400,
  "²": 333,
  "³": 333,
  "¹": 333,
  "–": 556,
  "—": 1000,
  "…": 1000,
  "∂": 494,
  "∞": 713,
  "≤": 549,
  "≥": 549,
};

/** Letters outside the tables, Greek ones for instance, are about this wide. */
const TYPICAL = 590;

/** Bold faces of Helvetica are wider than regular ones by about this factor. */
const BOLD = 1.06;

/** Distance between the baselines of two lines, in units of the font size; Plotly's own value. */
export const lineSpacing = 1.3;

/** How {@linkcode textWidth} reads its text. */
export interface TextStyle {
  /** Whether the text is set in bold. */
  readonly bold?: boolean;
}

/**
 * The width of one line of plain text in Helvetica, Arial or Liberation Sans.
 *
 * @param text The line, without markup.
 * @param fontSize In pixels.
 * @returns The width in pixels.
 */
export function textWidth(
  text: string,
  fontSize: number,
  { bold = false }: TextStyle = {},
): number {
  let thousandths = 0;
  for (const character of text) {
    const width = ASCII[character.charCodeAt(0) - 32];
    thousandths += width ?? OTHERS[character] ?? TYPICAL;
  }
  return thousandths / 1000 * fontSize * (bold ? BOLD : 1);
}

/**
 * The width of the widest line of a text with Plotly's markup (`<br>`, `<sup>`, `<b>`, …).
 * Superscripts count as if they were full size, so the result is never too small.
 *
 * @param markup The text.
 * @param fontSize In pixels.
 * @returns The width in pixels.
 */
export function markupWidth(markup: string, fontSize: number): number {
  const lines = markup.split(/<br\s*\/?>/i).map((line) => line.replaceAll(/<[^>]*>/g, ""));
  return Math.max(0, ...lines.map((line) => textWidth(line, fontSize)));
}

/**
 * Breaks a text into lines that are not wider than `width`, with `<br>` between them.
 * A word that is wider than that stands alone on its line.
 *
 * @param text The text; breaks that it has already are kept.
 * @param width In pixels.
 * @param fontSize In pixels.
 * @returns The lines, joined by `<br>`.
 */
export function wrapText(text: string, width: number, fontSize: number): string {
  return text.split("<br>").map((paragraph) => {
    const lines: string[] = [];
    for (const word of paragraph.split(/[ \n\t]+/).filter((word) => word !== "")) {
      const longer = lines.length === 0 ? word : `${lines.at(-1)} ${word}`;
      if (lines.length > 0 && markupWidth(longer, fontSize) <= width) {
        lines[lines.length - 1] = longer;
      } else lines.push(word);
    }
    return lines.join("<br>");
  }).join("<br>");
}

/**
 * The number of lines of a text.
 *
 * @param markup The text; `<br>` separates lines.
 * @returns 0 for an empty text.
 */
export function lineCount(markup: string): number {
  return markup === "" ? 0 : markup.split("<br>").length;
}
