import { distance } from "fastest-levenshtein";

/**
 * The candidate that a misspelt name most likely means: the one with the fewest insertions, deletions and
 * replacements of letters (Levenshtein distance), ignoring case.
 *
 * @param name What was written
 * @param candidates The names there are
 * @returns The first of the nearest candidates, or `undefined` if more than two letters and more than a third of
 * the longer name differ in all of them
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { nearest } from "@hesscale/hesscale";
 *
 * assertEquals(nearest("hesscal", ["hesscale", "hutchinson"]), "hesscale");
 * assertEquals(nearest("adam", ["hesscale", "hutchinson"]), undefined);
 * ```
 */
export function nearest(name: string, candidates: Iterable<string>): string | undefined {
  const wanted = name.toLowerCase();
  let best: string | undefined;
  let fewest = Infinity;
  for (const candidate of candidates) {
    const edits = distance(wanted, candidate.toLowerCase());
    // With no letter in common even a short name is another one.
    const alike = edits < Math.max(name.length, candidate.length) &&
      edits <= Math.max(2, Math.max(name.length, candidate.length) / 3);
    if (alike && edits < fewest) [best, fewest] = [candidate, edits];
  }
  return best;
}

/**
 * The end of an error message about a name that does not exist: `, did you mean "hesscale"?`, or
 * nothing if no candidate is near.
 *
 * @param name What was written
 * @param candidates The names there are
 */
export function didYouMean(name: string, candidates: Iterable<string>): string {
  const candidate = nearest(name, candidates);
  return candidate === undefined ? "" : `, did you mean "${candidate}"?`;
}
