import { findEntry } from "./import_rules.ts";
import type { Config } from "./project.ts";
import type { Source } from "./source.ts";

/**
 * Which dependencies nobody imports.
 *
 * @param sources All modules of the project
 * @param config Its `deno.json`
 * @returns One sentence for each
 */
export function findUnusedDependencies(sources: readonly Source[], config: Config): string[] {
  const used = new Set(
    sources
      .flatMap(({ imports }) => imports)
      .map(({ specifier }) => findEntry(specifier, config.imports)),
  );
  return Object.keys(config.imports)
    .filter((name) => !used.has(name))
    .map((name) => `Expected some module to import ${name}, found none`);
}

/**
 * Which dependencies are not of exactly one version.
 *
 * @param config The project's `deno.json`
 * @returns One sentence for each
 */
export function findLooseVersions(config: Config): string[] {
  return Object.entries(config.imports)
    .filter(([, target]) =>
      !/^\.{1,2}\/|^npm:\/?(@[\w.-]+\/)?[\w.-]+@\d+\.\d+\.\d+(\/.*)?$/.test(target)
    )
    .map(([name, target]) => `Expected an exact version of ${name} from npm, found ${target}`);
}

/**
 * Which dependencies `CONTRIBUTING.md` does not explain.
 *
 * @param contributing Its text
 * @param config The project's `deno.json`
 * @returns One sentence for each
 */
export function findUnexplainedDependencies(contributing: string, config: Config): string[] {
  return Object.keys(config.imports)
    .map((name) => name.replace(/\/$/, ""))
    .filter((name) => !mentions(contributing, name))
    .map((name) => `Expected CONTRIBUTING.md to say why ${name} is there, found no mention`);
}

/**
 * Which tasks `README.md` does not name, and which it names that there are not.
 *
 * @param readme Its text
 * @param config The project's `deno.json`
 * @returns One sentence for each
 */
export function findTaskOffences(readme: string, config: Config): string[] {
  const tasks = Object.keys(config.tasks);
  const named = new Set(
    [...readme.matchAll(/deno(?:@[\d.]+)? task ([a-z][\w:-]*)/g)].map(([, name]) => name),
  );
  return [
    ...tasks.filter((name) => !mentions(readme, name))
      .map((name) => `Expected README.md to name the task ${name}, found no mention`),
    ...[...named].filter((name) => !tasks.includes(name))
      .map((name) => `Expected a task ${name}, as README.md names it, found none`),
  ];
}

/** Whether a name stands in the text as code: between backticks, or as the task of a command. */
function mentions(text: string, name: string): boolean {
  const quoted = name.replaceAll(/[.*+?^${}()|[\]\\/]/g, "\\$&");
  return new RegExp(`\`${quoted}\`|\\btask ${quoted}(?![\\w:-])`).test(text);
}
