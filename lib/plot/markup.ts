import type { Attributes, Figure } from "./figure.ts";
import { textNames } from "./texts.ts";

/**
 * Writes text so that HTML shows it as it is.
 *
 * @param text Any text.
 * @returns Text for HTML elements and attributes.
 */
export function escapeHtml(text: string): string {
  const names: Readonly<Record<string, string>> = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
  };
  return text.replaceAll(/[&<>"]/g, (character) => names[character]);
}

/**
 * Writes data so that a script inside of HTML can hold it.
 *
 * @param value Plain data.
 * @returns A JavaScript expression without `<`.
 */
export function scriptValue(value: unknown): string {
  return JSON.stringify(value).replaceAll("<", "\\u003c");
}

/**
 * A script element that loads Plotly from its source, unless the page has it already.
 *
 * @param source Plotly's bundle.
 * @returns HTML.
 */
export function libraryElement(source: string): string {
  const safe = source.replaceAll(/<(?=\/script|!--)/gi, "\\x3C");
  // Module loaders that a page may have would keep the bundle from setting window.Plotly.
  return `<script>if (!window.Plotly) (function (module, exports, define) {${safe}\n}).call(window);</script>`;
}

/**
 * A script element that draws figures with Plotly into elements of the page, in place of what they
 * hold. Without Plotly everything stays as it is.
 *
 * @param figures The figures, by the `id` of their elements.
 * @returns HTML.
 */
export function drawElement(figures: Readonly<Record<string, Figure>>): string {
  return `<script>(function () {
  if (!window.Plotly) return;
  const figures = ${scriptValue(figures)};
  for (const [id, figure] of Object.entries(figures)) {
    const element = document.getElementById(id);
    element.replaceChildren();
    window.Plotly.newPlot(element, figure.data, figure.layout, figure.config);
  }
})();</script>`;
}

/**
 * What a figure shows, for those who cannot see it.
 *
 * @param figure The figure.
 * @returns Its title and its caption, without markup.
 */
export function describeFigure({ layout }: Figure): string {
  const texts = (layout.annotations ?? []) as readonly Attributes[];
  const title = (layout.title as Attributes | undefined)?.text;
  const caption = texts.find(({ name }) => name === textNames.caption)?.text;
  const plain = [title, caption].filter((text) => typeof text === "string").map((text) =>
    text.replaceAll(/<[^>]*>/g, " ")
  );
  return plain.length > 0 ? plain.join(". ") : "Figure";
}
