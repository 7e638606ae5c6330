import configuration from "../../deno.json" with { type: "json" };

/** What made a result: versions of this project and of what runs it. */
export function versions(): Readonly<Record<string, string>> {
  return { hesscale: configuration.version, deno: Deno.version.deno, v8: Deno.version.v8 };
}
