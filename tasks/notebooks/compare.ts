import { joinLines, type MultilineText, type Output, sortKeys } from "./notebook.ts";

const LONGEST_EXCERPT = 160;

/**
 * How the outputs of a run differ from those in the file; error outputs are compared without their traces.
 *
 * @param committed The outputs in the file
 * @param fresh The outputs of the run
 * @param options `kinds`: whether to compare only which kinds of outputs there are
 * @returns The first difference in words, or `undefined` if there is none
 */
export function describeDifference(
  committed: readonly Output[],
  fresh: readonly Output[],
  { kinds }: { kinds: boolean },
): string | undefined {
  if (committed.length === 0 && fresh.length > 0) {
    return `Expected outputs in the file, found none where the run gives ${listKinds(fresh)}`;
  }
  if (listKinds(committed) !== listKinds(fresh)) {
    return `Expected ${listKinds(committed) || "no outputs"} as in the file, ` +
      `found ${listKinds(fresh) || "none"}`;
  }
  if (kinds) return undefined;
  for (const [index, output] of fresh.entries()) {
    const [before, now] = [contentsOf(committed[index]), contentsOf(output)];
    for (const [kind, text] of now) {
      const old = before.get(kind) ?? "";
      if (text !== old) return `Expected the ${kind} in the file: ${firstDifference(old, text)}`;
    }
  }
  return undefined;
}

function listKinds(outputs: readonly Output[]): string {
  return outputs.map((output) => [...contentsOf(output).keys()].join(" + ")).join(", ");
}

/** What an output shows, by kind. */
function contentsOf(output: Output): Map<string, string> {
  switch (output.output_type) {
    case "stream":
      return new Map([[output.name, joinLines(output.text)]]);
    case "error":
      return new Map([["error", `${output.ename}: ${output.evalue}`]]);
    default: {
      const kinds = Object.entries(output.data).sort(([a], [b]) => a < b ? -1 : 1);
      const label = output.output_type === "execute_result" ? "result" : "display";
      return new Map(
        kinds.map(([type, value]) => [`${label} ${type}`, textOf(value as MultilineText)]),
      );
    }
  }
}

function textOf(value: unknown): string {
  if (typeof value === "string") return value;
  const lines = Array.isArray(value) && value.every((line) => typeof line === "string");
  return lines ? value.join("") : JSON.stringify(sortKeys(value), null, 1);
}

function firstDifference(committed: string, fresh: string): string {
  const [before, now] = [committed.split("\n"), fresh.split("\n")];
  const line = now.findIndex((text, index) => text !== before[index]);
  const index = line < 0 ? now.length : line;
  return `line ${index + 1} ${excerpt(before[index])}, found ${excerpt(now[index])}`;
}

function excerpt(line: string | undefined): string {
  if (line === undefined) return "the end";
  const short = line.length > LONGEST_EXCERPT ? `${line.slice(0, LONGEST_EXCERPT)}…` : line;
  return JSON.stringify(short);
}
