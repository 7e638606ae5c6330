import { lineSpacing, textWidth } from "../text_metrics.ts";
import { type Matrix, multiply, parseTransform, transformBox } from "./transform.ts";
import type { Rectangle } from "./transform.ts";

/** What is read from an element of jsdom. */
interface Measured {
  readonly tagName: string;
  readonly textContent: string | null;
  readonly children: Iterable<Measured>;
  readonly childNodes: Iterable<{ readonly nodeType: number; readonly textContent: string | null }>;
  readonly parentElement: Measured | null;
  readonly style?: { readonly getPropertyValue: (name: string) => string };
  getAttribute(name: string): string | null;
}

const TEXT_NODE = 3;
const ASCENT = 0.905;
const DESCENT = 0.212;
const DEFAULT_FONT_SIZE = 12;

/**
 * Gives jsdom's elements sizes, which it does not compute: Plotly measures texts to place titles,
 * labels and legends. Texts are measured with Helvetica's widths, groups are as large as what they
 * contain, and other shapes count as points, for Plotly does not ask for their sizes.
 *
 * @param window jsdom's window.
 */
export function installGeometry(
  window: { readonly Element: { readonly prototype: object } },
): void {
  Object.assign(window.Element.prototype, {
    getBoundingClientRect(this: Measured) {
      return withEdges(transformBox(localBox(this), matrixToRoot(this)));
    },
    getBBox(this: Measured) {
      return withEdges(localBox(this));
    },
    getComputedTextLength(this: Measured) {
      return lineWidth(this);
    },
  });
}

function withEdges(
  { x, y, width, height }: Rectangle,
): Rectangle & Record<"left" | "top" | "right" | "bottom", number> {
  return { x, y, width, height, left: x, top: y, right: x + width, bottom: y + height };
}

/** The box of an element in the coordinates inside its own `transform`. */
function localBox(element: Measured): Rectangle {
  switch (element.tagName.toLowerCase()) {
    case "text":
      return textBox(element);
    case "tspan":
      return lineBox(element, element, number(element, "y"));
    case "g":
    case "a":
      return unite(
        [...element.children].map((child) => transformBox(localBox(child), ownMatrix(child))),
      );
    case "svg":
    case "image":
    case "rect":
      return {
        x: number(element, "x"),
        y: number(element, "y"),
        width: number(element, "width"),
        height: number(element, "height"),
      };
    case "div":
      return { x: 0, y: 0, width: pixels(element, "width"), height: pixels(element, "height") };
    default:
      return { x: 0, y: 0, width: 0, height: 0 };
  }
}

/** Plotly breaks texts into one `tspan.line` for each line, each `dy` em below the first. */
function textBox(element: Measured): Rectangle {
  const lines = [...element.children].filter((child) => child.getAttribute("class") === "line");
  const y = number(element, "y");
  if (lines.length === 0) return lineBox(element, element, y);
  return unite(
    lines.map((line, index) => lineBox(line, element, y + index * lineSpacing * fontSize(element))),
  );
}

function lineBox(line: Measured, text: Measured, baseline: number): Rectangle {
  const width = lineWidth(line), size = fontSize(text);
  const anchor = inherited(text, "text-anchor");
  const x = number(text, "x");
  const left = anchor === "middle" ? x - width / 2 : anchor === "end" ? x - width : x;
  return { x: left, y: baseline - ASCENT * size, width, height: (ASCENT + DESCENT) * size };
}

/** The width of a line, each part in its own size and weight. */
function lineWidth(element: Measured): number {
  const bold = /^(bold|[6-9]00)$/.test(inherited(element, "font-weight"));
  let width = 0;
  for (const node of element.childNodes) {
    if (node.nodeType === TEXT_NODE) {
      width += textWidth(node.textContent ?? "", fontSize(element), { bold });
    }
  }
  for (const child of element.children) width += lineWidth(child);
  return width;
}

function fontSize(element: Measured): number {
  const text = element.style?.getPropertyValue("font-size") || element.getAttribute("font-size") ||
    "";
  const value = Number.parseFloat(text);
  const parent = element.parentElement;
  if (!(value > 0)) return parent ? fontSize(parent) : DEFAULT_FONT_SIZE;
  if (text.endsWith("%")) return value / 100 * (parent ? fontSize(parent) : DEFAULT_FONT_SIZE);
  return text.endsWith("em") ? value * (parent ? fontSize(parent) : DEFAULT_FONT_SIZE) : value;
}

function inherited(element: Measured, property: string): string {
  for (let each: Measured | null = element; each; each = each.parentElement) {
    const value = each.style?.getPropertyValue(property) || each.getAttribute(property);
    if (value) return value;
  }
  return "";
}

function number(element: Measured, attribute: string): number {
  return Number.parseFloat(element.getAttribute(attribute) ?? "") || 0;
}

function pixels(element: Measured, property: string): number {
  return Number.parseFloat(element.style?.getPropertyValue(property) ?? "") || 0;
}

function ownMatrix(element: Measured): Matrix {
  return parseTransform(element.getAttribute("transform") ?? "");
}

function matrixToRoot(element: Measured): Matrix {
  const own = ownMatrix(element);
  return element.parentElement ? multiply(matrixToRoot(element.parentElement), own) : own;
}

/** The smallest box around all that are not empty. */
function unite(boxes: readonly Rectangle[]): Rectangle {
  const filled = boxes.filter(({ width, height }) => width > 0 || height > 0);
  if (filled.length === 0) return boxes[0] ?? { x: 0, y: 0, width: 0, height: 0 };
  const x = Math.min(...filled.map((box) => box.x)), y = Math.min(...filled.map((box) => box.y));
  const right = Math.max(...filled.map((box) => box.x + box.width));
  const bottom = Math.max(...filled.map((box) => box.y + box.height));
  return { x, y, width: right - x, height: bottom - y };
}
