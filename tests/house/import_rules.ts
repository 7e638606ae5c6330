import { posix } from "node:path";
import type { Import, Source } from "./source.ts";

/** The folders of `lib` that build on one another, in rows of those that know nothing of each other. */
const LAYERS = [
  ["backend"],
  ["layers", "losses"],
  ["curvature"],
  ["optim"],
  ["train"],
  ["rl"],
  ["experiments"],
];

/** The folders that stand beside and import at most the backend. */
const BESIDE = ["data", "envs", "runs"];

/** The folders that may use those beside: what comes before is to be imported without them. */
const MAY_USE_BESIDE = ["train", "rl", "experiments"];

/** Ways to and from another framework: each builds on these folders, and nothing else in `lib` builds on it. */
const BRIDGES: Readonly<Record<string, readonly string[]>> = { tfjs: ["backend", "layers"] };

/** The backends that need another framework: only its bridge may load them, never the core. */
const BRIDGED = /^lib\/backend\/(tfjs)\//;

/** The only folder that may draw: its results are what figures are for, and none is written twice. */
const MAY_PLOT = ["experiments"];

/** The only modules outside data, environments and runs that may touch the machine. */
const OUTPUT = /^lib\/plot\/(file|files|save|show|notebook|write)\w*\.ts$/;

/** The parts of `lib` where `Deno` may be used. */
const MAY_USE_DENO = [/^lib\/data\//, /^lib\/envs\/mujoco\//, /^lib\/runs\//, OUTPUT];

/**
 * Which imports a module should not have, and what `lib` and `mod.ts` should not do.
 *
 * @param source A module of the project
 * @param importMap The imports of `deno.json`
 * @returns One sentence for each offence, with its place
 */
export function findImportOffences(
  source: Source,
  importMap: Readonly<Record<string, string>>,
): string[] {
  const { path } = source;
  const offences = source.imports.flatMap((one) => {
    const problem = judgeImport(path, one, importMap);
    return problem ? [`${path}:${one.line}: ${problem}`] : [];
  });
  if (path === "mod.ts") {
    for (const line of source.logicLines) {
      offences.push(`${path}:${line}: Expected only re-exports, found another statement`);
    }
  }
  if (path.startsWith("lib/") && !MAY_USE_DENO.some((allowed) => allowed.test(path))) {
    for (const line of source.denoLines) {
      offences.push(`${path}:${line}: Expected code for every runtime, found Deno`);
    }
  }
  return offences;
}

function judgeImport(
  from: string,
  { specifier, typeOnly }: Import,
  importMap: Readonly<Record<string, string>>,
): string | undefined {
  if (specifier.startsWith("node:")) return undefined;
  if (!/^\.\.?\//.test(specifier)) {
    return findEntry(specifier, importMap) === undefined
      ? `Expected a relative path or an entry of the import map, found "${specifier}"`
      : undefined;
  }
  const to = posix.join(posix.dirname(from), specifier);
  if (isAllowed(from, to, typeOnly)) return undefined;
  return `Expected no import of ${to} here${typeOnly ? ", not even of its types" : ""}`;
}

/** The key of the import map that a specifier resolves by. */
export function findEntry(
  specifier: string,
  importMap: Readonly<Record<string, string>>,
): string | undefined {
  return Object.keys(importMap).find((key) =>
    key === specifier || key.endsWith("/") && specifier.startsWith(key) ||
    importMap[key].startsWith("npm:") && specifier.startsWith(`${key}/`)
  );
}

function isAllowed(from: string, to: string, typeOnly: boolean): boolean {
  const [top, folder] = from.split("/");
  const bridge = BRIDGED.exec(to)?.[1];
  if (bridge && top !== "tests" && folder !== bridge && BRIDGED.exec(from)?.[1] !== bridge) {
    return false;
  }
  switch (top) {
    case "tests":
      return true;
    case "mod.ts":
      return to.startsWith("lib/");
    case "tasks":
      return to.startsWith("tasks/") || to === "deno.json" || isEntryPoint(to);
    case "notebooks":
      return isEntryPoint(to);
    case "lib":
      return isAllowedInLib(folder, to, typeOnly);
    default:
      return false;
  }
}

function isEntryPoint(path: string): boolean {
  return path === "mod.ts" || /^lib\/\w+\/mod\.ts$/.test(path);
}

function isAllowedInLib(from: string, path: string, typeOnly: boolean): boolean {
  const [top, to] = path.split("/");
  if (top !== "lib") return false;
  if (to === from) return true;
  if (from === "plot") return typeOnly;
  if (Object.hasOwn(BRIDGES, from)) return BRIDGES[from].includes(to);
  if (to === "plot") return MAY_PLOT.includes(from);
  if (BESIDE.includes(from)) return to === "backend";
  if (BESIDE.includes(to)) return MAY_USE_BESIDE.includes(from);
  const [own, other] = [from, to].map((folder) => LAYERS.findIndex((row) => row.includes(folder)));
  return other >= 0 && other < own;
}
