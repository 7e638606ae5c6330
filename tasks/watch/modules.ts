import { stripTypeScriptTypes } from "node:module";
import { posix } from "node:path";

/** Modules for a page by their names, none of which is relative. */
export type Modules = Readonly<Record<string, string>>;

const IMPORT = /(\bfrom\s*|\bimport\s*)(["'])([^"'\n]+)\2/g;

/**
 * A module and all that it imports, as JavaScript that a browser takes: without types, and with names in place
 * of relative paths, for what is in a page by itself has no path.
 *
 * @param name What the module shall be called
 * @param url Where it is
 */
export async function collectModules(name: string, url: URL): Promise<Modules> {
  const modules: Record<string, string> = {};
  const visit = async (name: string, url: URL): Promise<void> => {
    if (name in modules) return;
    // Before anything else, so that modules which import each other come to an end.
    modules[name] = "";
    const source = await Deno.readTextFile(url);
    const script = url.pathname.endsWith(".ts") ? stripTypeScriptTypes(source) : source;
    const imports = new Map<string, URL>();
    modules[name] = script.replaceAll(IMPORT, (whole, before, quote, specifier) => {
      if (/^(node|npm|data|https?):/.test(specifier)) return whole;
      const relative = specifier.startsWith(".");
      const full = relative ? posix.join(posix.dirname(name), specifier) : specifier;
      imports.set(full, relative ? new URL(specifier, url) : new URL(import.meta.resolve(full)));
      return before + quote + full + quote;
    });
    for (const [name, url] of imports) await visit(name, url);
  };
  await visit(name, url);
  return modules;
}
