import { basename, dirname } from "node:path";
import { exists, readJson } from "./files.ts";
import { canonicalJson, differences } from "./json.ts";

/** What a run was made with: its `config.json`. */
export interface RunConfiguration {
  /** All that its results depend on, the seed among them; what JSON can hold. */
  readonly options: Readonly<Record<string, unknown>>;
  /** The command that began it. */
  readonly command?: string;
  /** Versions of the library and of what runs it. */
  readonly versions?: Readonly<Record<string, string>>;
}

/**
 * Reads the `config.json` of a run.
 *
 * @throws Error if there is none or it cannot be read, SyntaxError if it is not JSON, TypeError if it is not a run's.
 */
export async function readConfiguration(path: string): Promise<RunConfiguration> {
  if (!await exists(path)) {
    throw new Error(`Expected a run in ${dirname(path)}, found no ${basename(path)}`);
  }
  const found = await readJson(path);
  const { options, versions = {} } = (found ?? {}) as Partial<RunConfiguration>;
  for (const [name, part] of Object.entries({ options, versions })) {
    if (typeof part === "object" && part !== null && !Array.isArray(part)) continue;
    throw new TypeError(
      `Expected "${name}" by name in ${path}, the configuration of a run, found ${
        JSON.stringify(part) ?? "none"
      }`,
    );
  }
  return found as RunConfiguration;
}

/**
 * Compares the configuration of a run with the one that it is to continue with.
 *
 * @returns Whether options that may change are others, and what a user should know.
 * @throws Error with every other option's name and both values.
 */
export function checkSameOptions(
  path: string,
  before: RunConfiguration,
  now: RunConfiguration,
  { mayChange, nameOf }: {
    readonly mayChange: readonly string[];
    readonly nameOf: (option: string) => string;
  },
): { readonly changed: boolean; readonly notes: string[] } {
  const names = new Set([...Object.keys(before.options), ...Object.keys(now.options)]);
  const others = [...names].flatMap((name) => {
    if (mayChange.includes(name)) return [];
    return differences(now.options[name], before.options[name], nameOf(name));
  });
  if (others.length > 0) {
    throw new Error(
      `Expected the options of the run in ${path}, found others (${others.join("; ")}): ` +
        "resume it with those it began with, or choose another folder",
    );
  }
  const versions = differences(now.versions, before.versions).map((difference) =>
    `bits may differ from those of an uninterrupted run: ${difference}`
  );
  const changed = canonicalJson(now.options) !== canonicalJson(before.options);
  return { changed, notes: versions };
}
