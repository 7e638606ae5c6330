import {
  describeKind,
  flagOf,
  formatDefault,
  type Option,
  type OptionTable,
  type ValuedOption,
} from "./options.ts";

/** A command line and what it does. */
export interface Example {
  /** What stands after the command's name. */
  readonly arguments: string;
  readonly description: string;
}

/** What the help text is about. */
export interface UsageSource {
  readonly name: string;
  readonly summary: string;
  readonly options: OptionTable;
  readonly examples?: readonly Example[];
}

const LINE_WIDTH = 100;
const WIDEST_FLAG = 30;

const PLACEHOLDERS: Record<Exclude<Option["kind"], "boolean">, string> = {
  string: "TEXT",
  integer: "N",
  number: "X",
  choice: "NAME",
  list: "LIST",
  widths: "WIDTHS",
  files: "FILE",
};

/** What `--help` prints. */
export function usage({ name, summary, options, examples = [] }: UsageSource): string {
  const entries = Object.entries(options);
  const files = entries.map(([, option]) => option).find((option) => option.kind === "files");
  const rows = entries.filter(([, option]) => option.kind !== "files")
    .map(([key, option]) => [signature(flagOf(key), option), explain(option)]);
  rows.push(["--verbose", "Print the whole stack of an error"], ["--help", "Print this text"]);
  const sections = [
    `Usage: deno task ${name} [options]${files ? " " + operands(files) : ""}`,
    wrap(summary, LINE_WIDTH).join("\n"),
  ];
  if (files) sections.push(columns([[placeholder(files), explain(files)]]));
  sections.push(`Options:\n${columns(rows)}`);
  if (examples.length > 0) {
    const lines = examples.flatMap((example) => [
      `  deno task ${name} ${example.arguments}`.trimEnd(),
      ...wrap(example.description, LINE_WIDTH - 6).map((line) => `      ${line}`),
    ]);
    sections.push(`Examples:\n${lines.join("\n")}`);
  }
  return sections.join("\n\n");
}

/** An option's placeholder: its own, or its kind's. */
export function placeholder(option: Exclude<Option, { kind: "boolean" }>): string {
  return option.placeholder ?? PLACEHOLDERS[option.kind];
}

function operands(option: Option & { kind: "files" }): string {
  const name = placeholder(option);
  return option.required ? `${name}…` : `[${name}…]`;
}

function signature(flag: string, option: Option): string {
  if (option.kind === "boolean") return option.default ? flag.replace("--", "--no-") : flag;
  return `${flag} ${placeholder(option)}`;
}

function explain(option: Option): string {
  if (option.kind === "boolean" || option.kind === "files") return option.description;
  const notes = [
    tellsMore(option) && describeKind(option),
    option.required && "required",
    option.default !== undefined && `default ${formatDefault(option)}`,
  ].filter((note) => note);
  return notes.length === 0 ? option.description : `${option.description} (${notes.join("; ")})`;
}

/** Whether what the value must be is worth saying. */
function tellsMore(option: ValuedOption): boolean {
  return option.kind === "list" ? option.of.kind !== "string" : option.kind !== "string";
}

function columns(rows: readonly string[][]): string {
  const fitting = rows.map(([left]) => left.length).filter((length) => length <= WIDEST_FLAG);
  const width = Math.max(0, ...fitting) + 4;
  return rows.flatMap(([left, right]) => {
    const [first, ...more] = wrap(right, LINE_WIDTH - width);
    const head = `  ${left}`.padEnd(width);
    const lines = left.length > WIDEST_FLAG ? [head, " ".repeat(width) + first] : [head + first];
    return [...lines, ...more.map((line) => " ".repeat(width) + line)];
  }).join("\n");
}

function wrap(text: string, width: number): string[] {
  const lines: string[] = [""];
  for (const word of text.split(/\s+/)) {
    const last = lines.at(-1)!;
    if (last === "") lines[lines.length - 1] = word;
    else if (last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
