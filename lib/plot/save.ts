import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Figure } from "./figure.ts";
import { type PageOptions, toHtml } from "./html.ts";
import { toSvg } from "./svg.ts";

/**
 * Writes a page that shows figures without a network; see {@linkcode toHtml}. The file appears
 * complete or not at all.
 *
 * @param figures One figure or several, shown one below the other.
 * @param path Where to; missing folders are made, a file that stands there is replaced.
 * @param options Title and description.
 * @throws {TypeError} If a figure cannot be drawn as SVG; see {@linkcode toSvg}.
 */
export async function saveHtml(
  figures: Figure | readonly Figure[],
  path: string | URL,
  options: PageOptions,
): Promise<void> {
  await writeWhole(path, await toHtml(figures, options));
}

/**
 * Writes a figure as an SVG file; see {@linkcode toSvg}. The file appears complete or not at all.
 *
 * @param figure The figure.
 * @param path Where to; missing folders are made, a file that stands there is replaced.
 * @throws {TypeError} If the figure cannot be drawn as SVG.
 */
export async function saveSvg(figure: Figure, path: string | URL): Promise<void> {
  await writeWhole(path, `${await toSvg(figure)}\n`);
}

async function writeWhole(path: string | URL, text: string): Promise<void> {
  const target = path instanceof URL ? fileURLToPath(path) : path;
  const folder = dirname(target);
  await Deno.mkdir(folder, { recursive: true });
  const temporary = join(folder, `.${basename(target)}.${crypto.randomUUID()}.tmp`);
  try {
    await Deno.writeTextFile(temporary, text);
    await Deno.rename(temporary, target);
  } catch (error) {
    await Deno.remove(temporary).catch(() => {});
    throw error;
  }
}
