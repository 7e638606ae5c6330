import { SaxesParser } from "saxes";

/** What a reader sees and what an SVG refers to. */
export interface SvgContents {
  /** The texts, each as one string without markup. */
  readonly texts: readonly string[];
  /** How many elements there are of each name. */
  readonly counts: ReadonlyMap<string, number>;
  /** Values of attributes that refer to something. */
  readonly references: readonly string[];
  /** The names that references inside of the SVG can have. */
  readonly ids: readonly string[];
}

/**
 * Reads an SVG.
 *
 * @param svg The document
 * @throws {Error} If it is no well-formed XML
 */
export function readSvg(svg: string): SvgContents {
  const texts: string[] = [], references: string[] = [], ids: string[] = [];
  const counts = new Map<string, number>();
  let depth = 0;
  const parser = new SaxesParser();
  parser.on("error", (error) => {
    throw error;
  });
  parser.on("opentag", ({ name, attributes }) => {
    counts.set(name, (counts.get(name) ?? 0) + 1);
    if (name === "text" && depth++ === 0) texts.push("");
    for (const [key, value] of Object.entries(attributes as Record<string, string>)) {
      if (key === "id") ids.push(value);
      if (/href$|^src$/.test(key)) references.push(value);
      for (const [, url] of value.matchAll(/url\(["']?([^"')]*)/g)) references.push(url);
    }
  });
  parser.on("text", (text) => {
    // Plotly puts spaces without width around superscripts.
    if (depth > 0) texts[texts.length - 1] += text.replaceAll("\u200b", "");
  });
  parser.on("closetag", ({ name }) => {
    if (name === "text") depth--;
  });
  parser.write(svg).close();
  return { texts, counts, references, ids };
}
