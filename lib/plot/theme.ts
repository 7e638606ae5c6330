/**
 * Fonts that have the same widths everywhere, so that static figures fit however they are shown.
 */
export const fontFamily = "Arial, Helvetica, Liberation Sans, sans-serif";

/** Font sizes in pixels. */
export const fontSizes = {
  title: 17,
  panel: 14,
  axis: 14,
  tick: 13,
  legend: 13,
  caption: 12.5,
} as const;

/** Sizes in pixels unless told: the width of a page on GitHub, the height of a plotting area. */
export const sizes = { width: 860, panelHeight: 340 } as const;

/** Colours of everything that is not data. White paper keeps figures readable on dark pages. */
export const ink = {
  paper: "#ffffff",
  text: "#222222",
  faint: "#555555",
  axis: "#888888",
  grid: "#e4e4e4",
} as const;

/** Okabe and Ito's colours (2008), without the yellow that is too pale for lines on white. */
export const palette = {
  blue: "#0072b2",
  skyBlue: "#56b4e9",
  green: "#009e73",
  orange: "#e69f00",
  vermillion: "#d55e00",
  purple: "#cc79a7",
  black: "#111111",
  grey: "#8a8a8a",
} as const;

/** How a method looks in every figure. */
export interface MethodStyle {
  /** What readers see. */
  readonly label: string;
  /** Hexadecimal colour, `#rrggbb`. */
  readonly color: string;
  /** Plotly's dash style of its lines; tells relatives of the same hue apart. */
  readonly dash: "solid" | "dash" | "dot" | "dashdot";
}

function style(label: string, color: string, dash: MethodStyle["dash"] = "solid"): MethodStyle {
  return { label, color, dash };
}

/**
 * Hues go by family, shades and dashes by member; an optimizer looks like the estimator that feeds
 * it.
 */
const METHODS: ReadonlyMap<string, MethodStyle> = new Map(Object.entries({
  "hesscale": style("HesScale", palette.blue),
  "hesscale-rank1": style("HesScale, rank 1", "#004c80", "dash"),
  "hesscale-rank2": style("HesScale, rank 2", "#3b52a3", "dot"),
  "hesscale-full": style("HesScale, full rank", "#1b2a5c", "dashdot"),
  "hesscale-rank1-cross": style("rank 1, cross terms", "#00798c", "dash"),
  "hesscale-full-cross": style("full rank, cross terms", "#0b4f4a", "dashdot"),
  "hesscale-gn": style("HesScaleGN", palette.skyBlue),
  "hesscale,-research-code": style("HesScale, research code", palette.vermillion),
  "research-code": style("research code", palette.vermillion),
  "bl89": style("BL89", palette.orange),
  "hutchinson-1": style("Hutchinson, 1 sample", palette.purple),
  "hutchinson-50": style("Hutchinson, 50 samples", "#8f3f73", "dash"),
  "ggn": style("GGN", palette.green),
  "ggn-mc-1": style("GGN-MC, 1 sample", "#5cbf9f", "dot"),
  "ggn-mc-50": style("GGN-MC, 50 samples", "#00664a", "dash"),
  "kfac-1": style("K-FAC, 1 sample", "#f08a4b", "dot"),
  "kfac-50": style("K-FAC, 50 samples", palette.vermillion),
  "squared-gradient": style("squared gradient", palette.black),
  "empirical-fisher": style("empirical Fisher", palette.black, "dash"),
  "hvp": style("Hessian-vector product", "#5f2a4d", "dot"),
  "exact": style("exact", "#7a1f00"),
  "zero": style("zero", palette.grey),
  "gradient": style("gradient", palette.grey),
  "sgd": style("SGD", palette.grey),
  "sgd-momentum": style("SGD, momentum", palette.grey, "dot"),
  "rmsprop": style("RMSProp", palette.black, "dot"),
  "adam": style("Adam", palette.black),
  "adamw": style("AdamW", palette.black, "dashdot"),
  "adahesscale": style("AdaHesScale", palette.blue),
  "adahesscale-rank1": style("AdaHesScale, rank 1", "#004c80", "dash"),
  "adahesscale-full": style("AdaHesScale, full rank", "#1b2a5c", "dashdot"),
  "adahesscale-gn": style("AdaHesScaleGN", palette.skyBlue),
  "adahesscale,-research-code": style("AdaHesScale, research code", palette.vermillion),
  "adahessian": style("AdaHessian", palette.purple),
  "adabl89": style("AdaBL89", palette.orange),
  "adaggnmc": style("AdaGGN-MC", palette.green),
  "adakfac": style("AdaK-FAC", palette.vermillion),
  "adafisher": style("AdaFisher", palette.black, "dash"),
  "sophia": style("Sophia", "#7f6a00"),
  "exact-diagonal": style("AdaExact", "#7a1f00"),
  "sgd-scaled": style("SGD, scaled", palette.grey, "dash"),
  "adam-scaled": style("Adam, scaled", palette.black, "dash"),
  "adahesscale-scaled": style("AdaHesScale, scaled", palette.blue, "dash"),
}));

/**
 * Colours for names that are no method's; the first that is free, beginning where the name's hash
 * points.
 */
const FALLBACK = [
  palette.vermillion,
  palette.green,
  palette.purple,
  palette.orange,
  palette.blue,
  palette.skyBlue,
  palette.black,
  palette.grey,
];

function keyOf(name: string): string {
  return name.toLowerCase().replaceAll(/[\s_]+/g, "-");
}

function hash(text: string): number {
  let value = 0;
  for (const character of text) value = (value * 31 + character.codePointAt(0)!) >>> 0;
  return value;
}

/**
 * Whether the theme has a style for a name.
 *
 * @param name For instance `hesscale`.
 * @returns Whether it is a known method's.
 */
export function isMethod(name: string): boolean {
  return METHODS.has(keyOf(name));
}

/**
 * How a method is drawn. Names are compared without regard to case, spaces and underscores. A name
 * that the theme does not know keeps its own text and gets a colour that depends on nothing but the
 * name.
 *
 * @param name For instance `hesscale` or `ggn-mc-50`.
 * @returns Label, colour and dash.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { methodStyle } from "@hesscale/hesscale/plot";
 *
 * assertEquals(methodStyle("hesscale"), { label: "HesScale", color: "#0072b2", dash: "solid" });
 * assertEquals(methodStyle("my-method"), methodStyle("my-method"));
 * ```
 */
export function methodStyle(name: string): MethodStyle {
  return METHODS.get(keyOf(name)) ?? style(name, FALLBACK[hash(name) % FALLBACK.length]);
}

/**
 * Styles for names that appear in the same figure. Known methods look as {@linkcode methodStyle}
 * says; unknown names avoid each other's and the known methods' colours as long as there are free
 * ones.
 *
 * @param names The names, in any order; repeated ones count once.
 * @returns The style of every name.
 */
export function methodStyles(names: Iterable<string>): Map<string, MethodStyle> {
  const unique = [...new Set(names)];
  const known = unique.filter(isMethod);
  const taken = new Set(known.map((name) => methodStyle(name).color));
  const styles = new Map<string, MethodStyle>();
  for (const name of unique) {
    if (isMethod(name)) {
      styles.set(name, methodStyle(name));
      continue;
    }
    const start = hash(name) % FALLBACK.length;
    const rotated = FALLBACK.map((_, i) => FALLBACK[(start + i) % FALLBACK.length]);
    const color = rotated.find((candidate) => !taken.has(candidate)) ?? rotated[0];
    taken.add(color);
    styles.set(name, style(name, color));
  }
  return styles;
}

/**
 * A colour with transparency.
 *
 * @param color `#rrggbb`.
 * @param opacity From 0, invisible, to 1.
 * @returns The CSS colour `rgba(…)`.
 */
export function translucent(color: string, opacity: number): string {
  const value = Number.parseInt(color.slice(1), 16);
  return `rgba(${value >> 16}, ${value >> 8 & 255}, ${value & 255}, ${opacity})`;
}
