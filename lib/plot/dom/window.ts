import { plotlySource } from "../library.ts";
import type { Attributes, Trace } from "../figure.ts";
import { installCanvas } from "./canvas.ts";
import { installGeometry } from "./geometry.ts";

/** The part of Plotly that drawing without a browser needs. */
export interface Plotly {
  /** Draws a figure and returns it as SVG. */
  toImage(
    figure: {
      readonly data: readonly Trace[];
      readonly layout: Attributes;
      readonly config?: Attributes;
    },
    options: {
      readonly format: "svg";
      readonly imageDataOnly: true;
      readonly width: number;
      readonly height: number;
    },
  ): Promise<string>;
  /** What is wrong with a figure according to Plotly's schema; `undefined` if all is well. */
  validate(
    data: readonly Trace[],
    layout: Attributes,
  ): readonly { readonly msg: string }[] | undefined;
}

/** The part of jsdom's window that is used here. */
export interface DomWindow {
  /** The window's own `Math`. */
  readonly Math: { random: () => number };
  /** Runs a script in the window. */
  eval(script: string): unknown;
  /** Where the script leaves Plotly. */
  readonly Plotly: Plotly;
  /** For methods that jsdom does not have. */
  readonly Element: { readonly prototype: object };
  /** For methods that jsdom does not have. */
  readonly HTMLCanvasElement: { readonly prototype: object };
  /** For functions that jsdom does not have. */
  readonly URL: object;
}

/** The part of jsdom that is used here; the package has no types of its own. */
interface Jsdom {
  readonly JSDOM: new (
    html: string,
    options: Readonly<Record<string, unknown>>,
  ) => { readonly window: DomWindow };
}

let opened: Promise<DomWindow> | undefined;

/**
 * A window without a screen in which Plotly runs. jsdom and Plotly are loaded when it is asked for
 * the first time; the script runs in the window's own realm and leaves the program's globals alone.
 *
 * @returns The same window every time.
 */
export function openWindow(): Promise<DomWindow> {
  opened ??= createWindow();
  return opened;
}

async function createWindow(): Promise<DomWindow> {
  const [{ JSDOM }, source]: [Jsdom, string] = await Promise.all([import("jsdom"), plotlySource()]);
  const { window } = new JSDOM("<!doctype html><body></body>", {
    runScripts: "outside-only",
  });
  installGeometry(window);
  installCanvas(window);
  // Plotly asks for object URLs while it loads, for features that static images do not use.
  Object.assign(window.URL, { createObjectURL: () => "blob:none", revokeObjectURL: () => {} });
  // With pixelated images it draws heat maps with one pixel for each cell.
  Object.assign(window, { CSS: { supports: () => true } });
  window.eval(source);
  return window;
}
