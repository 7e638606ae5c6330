import html from "./page/page.html" with { type: "text" };
import style from "./page/style.css" with { type: "text" };
import { collectModules } from "./modules.ts";
import type { Film } from "./rows.ts";

/**
 * The page that shows episodes: one file that needs no network, three.js included.
 *
 * @param film An episode to show; without it the page asks the server that it is from
 */
export async function makePage(film?: Film): Promise<string> {
  const modules = await collectModules(
    "watch/page/main.ts",
    new URL("./page/main.ts", import.meta.url),
  );
  const payload = await compress(JSON.stringify({ modules, film }));
  // A function, for a text might hold what `replace` takes for a pattern.
  return html
    .replace("/* style */", () => style)
    .replace("<title>", () => film ? `<title>${film.header.environment} – ` : "<title>")
    .replace("<!-- payload -->", () => payload);
}

/** In base64. */
async function compress(text: string): Promise<string> {
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer()).toBase64();
}
