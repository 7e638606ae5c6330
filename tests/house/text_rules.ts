import type { TextFile } from "./project.ts";
import type { Source } from "./source.ts";

/** A longer file is two files. */
const MOST_LINES = 400;

/** Words that put work off; each is spelled in parts, so that this file does not find itself. */
const POSTPONED = new RegExp(
  `\\b(${["TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK"].join("|")})\\b`,
);

/** Comments that switch the type checker off. */
const SILENCED = /@ts-(ignore|nocheck)/;

/** Folders of the machine on which something was written. */
const MACHINE_PATHS = /(?<![\w.~-])\/(work|root)\/[\w.]*/;

/** Folders that mean nothing to a reader, whatever the machine; code may need them. */
const LOCAL_PATHS = /(?<![\w.~-])\/(tmp|home|Users)\/[\w.]*/;

/** Hosts that serve packages. */
const REGISTRIES =
  /\b(registry\.[\w-]+\.\w+|npm\.jsr\.io|[\w-]*(artifactory|verdaccio|nexus)[\w-]*\.[\w.]+)/i;

/**
 * What the text of a file should not hold: machine paths and package registries; in prose also words that
 * put work off, and local paths; too many lines, if it is code.
 *
 * @returns One sentence for each offence, with its place
 */
export function findTextOffences({ path, text }: TextFile): string[] {
  const offences: string[] = [];
  const lines = text.split("\n");
  const prose = /\.(md|ipynb|cff)$|^[A-Z]+$/.test(path);
  for (const [index, line] of lines.entries()) {
    const complain = (rule: RegExp, what: string) => {
      const [found] = rule.exec(line) ?? [];
      if (found) offences.push(`${path}:${index + 1}: Expected no ${what}, found ${found}`);
    };
    complain(MACHINE_PATHS, "path of one machine");
    complain(REGISTRIES, "package registry");
    if (prose) complain(LOCAL_PATHS, "local path");
    if (prose) complain(POSTPONED, "work that is put off");
  }
  if (path === "deno.lock" && text.includes("://")) {
    offences.push(`${path}: Expected hashes only, found an address`);
  }
  const length = lines.at(-1) === "" ? lines.length - 1 : lines.length;
  if (/\.[cm]?[jt]s$/.test(path) && length > MOST_LINES) {
    offences.push(`${path}: Expected at most ${MOST_LINES} lines, found ${length}`);
  }
  return offences;
}

/**
 * What the code and comments of a module should not hold: work that is put off, a silenced type checker.
 *
 * @returns One sentence for each offence, with its place
 */
export function findCodeOffences({ path, comments, anyLines }: Source): string[] {
  const offences = anyLines.map((line) => `${path}:${line}: Expected a type, found a cast to any`);
  for (const { text, line } of comments) {
    for (const rule of [POSTPONED, SILENCED, LOCAL_PATHS]) {
      const [found] = rule.exec(text) ?? [];
      if (found) offences.push(`${path}:${line}: Expected no such comment, found ${found}`);
    }
  }
  return offences;
}
