import type { Figure } from "./figure.ts";
import { plotlySource } from "./library.ts";
import { describeFigure, drawElement, escapeHtml, libraryElement } from "./markup.ts";
import { toSvg } from "./svg.ts";

/** How a figure is shown in a notebook. */
export interface ShowOptions {
  /** Names the output, so that a later call can replace it. */
  readonly id?: string;
  /** Whether the output that `id` names is replaced, instead of adding a new one. */
  readonly update?: boolean;
  /**
   * Whether the output has a static picture; yes unless told. Drawing it takes a tenth of a second:
   * leave it out of the passing frames of a live plot, but not out of the last.
   */
  readonly svg?: boolean;
}

/** The part of `Deno.jupyter` that is used here. */
interface Kernel {
  display(
    bundle: Readonly<Record<string, unknown>>,
    options: { readonly raw: true; readonly display_id?: string; readonly update?: boolean },
  ): Promise<void>;
}

/** With this environment variable set to 1, outputs hold no scripts. */
const STATIC = "HESSCALE_STATIC_FIGURES";

let libraryShown = false;

/**
 * Shows a figure as the output of a notebook's cell: interactive in VS Code and JupyterLab, as a
 * picture on GitHub and elsewhere.
 *
 * The first call of a kernel session adds an output of its own that holds Plotly's library (1.5
 * MB), so that replacing a figure does not lose it. With the environment variable
 * `HESSCALE_STATIC_FIGURES` set to `1` neither the library nor any other script is put out, and
 * JupyterLab shows the picture.
 *
 * @param figure The figure.
 * @param options How it is shown.
 * @throws {Error} Outside of a Jupyter kernel.
 * @throws {TypeError} If an output shall be replaced and no `id` names it, or the figure cannot be
 * drawn as SVG.
 */
export async function show(
  figure: Figure,
  { id, update = false, svg = true }: ShowOptions = {},
): Promise<void> {
  if (update && id === undefined) {
    throw new TypeError("Expected an `id` to name the output to replace, found none");
  }
  const kernel = currentKernel();
  const isStatic = Deno.env.get(STATIC) === "1";
  const picture = svg ? await toSvg(figure) : undefined;
  if (!isStatic && !libraryShown) {
    libraryShown = true;
    await kernel.display({ "text/html": libraryElement(await plotlySource()), "text/plain": "" }, {
      raw: true,
    });
  }
  await kernel.display(bundleOf(figure, picture, isStatic), {
    raw: true,
    ...(id !== undefined && { display_id: id }),
    ...(update && { update }),
  });
  // Otherwise the kernel may announce the end of the cell before it has published the output.
  await new Promise((resolve) => setTimeout(resolve, 0));
}

function currentKernel(): Kernel {
  try {
    return (Deno as unknown as { readonly jupyter: Kernel }).jupyter;
  } catch (cause) {
    throw new Error(
      "Expected a Jupyter kernel to show the figure, found none: use saveHtml or saveSvg instead",
      { cause },
    );
  }
}

/** One output in every form that front ends ask for. */
function bundleOf(
  figure: Figure,
  svg: string | undefined,
  isStatic: boolean,
): Record<string, unknown> {
  const { data, layout, config = {} } = figure;
  const description = describeFigure(figure);
  const image = svg === undefined ? "" : imageElement(svg, description);
  const element = `figure-${crypto.randomUUID()}`;
  const interactive = `<div id="${element}" style="height: ${layout.height}px">${image}</div>${
    drawElement({ [element]: figure })
  }`;
  return {
    "application/vnd.plotly.v1+json": { data, layout, config },
    ...(!isStatic && { "text/html": interactive }),
    ...(isStatic && svg !== undefined && { "text/html": image }),
    ...(svg !== undefined && { "image/svg+xml": svg }),
    "text/plain": `[figure: ${description}]`,
  };
}

/** GitHub shows images inside of HTML outputs, but no SVG elements. */
function imageElement(svg: string, description: string): string {
  const encoded = new TextEncoder().encode(svg).toBase64();
  return `<img alt="${escapeHtml(description)}" src="data:image/svg+xml;base64,${encoded}">`;
}
