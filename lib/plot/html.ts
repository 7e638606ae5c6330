import type { Figure } from "./figure.ts";
import { plotlySource } from "./library.ts";
import { drawElement, escapeHtml, libraryElement } from "./markup.ts";
import { toSvg } from "./svg.ts";

/** A table of a page. */
export interface PageTable {
  /** The heading above it. */
  readonly title: string;
  /** Its columns; numbers are easier to compare on the right. */
  readonly columns: readonly { readonly title: string; readonly align?: "left" | "right" }[];
  /** `[row, column]`: texts. */
  readonly rows: readonly (readonly string[])[];
  /** Text below it. */
  readonly note?: string;
}

/** What surrounds the figures of a page. */
export interface PageOptions {
  /** The heading, and the title of the browser's tab. */
  readonly title: string;
  /** Text under the heading; an empty line begins a new paragraph. */
  readonly description?: string;
  /** Tables below the figures. */
  readonly tables?: readonly PageTable[];
}

const STYLE =
  `body { margin: 2rem auto; max-width: 1120px; padding: 0 1rem; background: #fff; color: #222;
  font: 16px/1.5 Arial, Helvetica, "Liberation Sans", sans-serif; }
h1 { font-size: 1.5rem; font-weight: normal; }
h2 { font-size: 1.15rem; font-weight: normal; margin-top: 2rem; }
table { border-collapse: collapse; font-size: 0.9rem; }
th, td { padding: 0.25rem 0.75rem; border-bottom: 1px solid #ddd; text-align: left; }
th { font-weight: bold; vertical-align: bottom; }
td.right { white-space: nowrap; }
.right { text-align: right; font-variant-numeric: tabular-nums; }
p { max-width: 46rem; }
figure { margin: 2rem 0; overflow-x: auto; }`;

/**
 * One HTML page that shows figures without a network. It holds Plotly's library once (1.5 MB) and
 * each figure as SVG, which stays where scripts do not run and gives way to the interactive figure
 * where they do.
 *
 * @param figures One figure or several, shown one below the other.
 * @param options Title and description.
 * @returns The text of the page.
 * @throws {TypeError} If a figure cannot be drawn as SVG; see {@linkcode toSvg}.
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 * import { lines, toHtml } from "@hesscale/hesscale/plot";
 *
 * const figure = lines([{ name: "adam", x: [0, 1], y: [2, 1] }], { x: { title: "epoch" }, y: { title: "loss" } });
 * const page = await toHtml(figure, { title: "Training", description: "One run." });
 * assert(page.includes("<h1>Training</h1>"));
 * ```
 */
export async function toHtml(
  figures: Figure | readonly Figure[],
  { title, description = "", tables = [] }: PageOptions,
): Promise<string> {
  const all: readonly Figure[] = "data" in figures ? [figures] : figures;
  const [source, ...drawings] = await Promise.all([plotlySource(), ...all.map(toSvg)]);
  const paragraphs = description.split(/\n\s*\n/).filter((text) => text.trim() !== "");
  const ids = all.map((_, index) => `figure-${index + 1}`);
  return [
    "<!doctype html>",
    `<html lang="en">`,
    "<head>",
    `<meta charset="utf-8">`,
    `<meta name="viewport" content="width=device-width, initial-scale=1">`,
    `<title>${escapeHtml(title)}</title>`,
    `<style>${STYLE}</style>`,
    "</head>",
    "<body>",
    `<h1>${escapeHtml(title)}</h1>`,
    ...paragraphs.map((text) => `<p>${escapeHtml(text)}</p>`),
    ...drawings.map((svg, index) => `<figure><div id="${ids[index]}">${svg}</div></figure>`),
    ...tables.map(tableElement),
    libraryElement(source),
    drawElement(Object.fromEntries(all.map((figure, index) => [ids[index], figure]))),
    "</body>",
    "</html>",
    "",
  ].join("\n");
}

function tableElement({ title, columns, rows, note }: PageTable): string {
  const row = (cells: readonly string[], tag: "th" | "td") => {
    const elements = cells.map((cell, index) => {
      const side = columns[index].align === "right" ? ` class="right"` : "";
      return `<${tag}${side}>${escapeHtml(cell)}</${tag}>`;
    });
    return `<tr>${elements.join("")}</tr>`;
  };
  return [
    `<h2>${escapeHtml(title)}</h2>`,
    `<table><thead>${row(columns.map((column) => column.title), "th")}</thead>`,
    `<tbody>${rows.map((cells) => row(cells, "td")).join("\n")}</tbody></table>`,
    ...(note === undefined ? [] : [`<p>${escapeHtml(note)}</p>`]),
  ].join("\n");
}
