import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { defineCommand, EXIT_CODES, runCommand, UsageError } from "../../tasks/command.ts";

const command = defineCommand({
  name: "quality",
  summary: "Measures how good approximations of the Hessian diagonal are.",
  options: {
    seeds: { kind: "integer", min: 1, default: 20, description: "How many runs" },
    level: { kind: "integer", min: 0, max: 9, description: "How hard to try" },
    stepSize: { kind: "number", above: 0, default: 0.01, description: "How far to step" },
    momentum: { kind: "number", min: 0, below: 1, default: 0.9, description: "What to keep" },
    activation: {
      kind: "choice",
      choices: ["tanh", "relu", "elu"],
      default: "tanh",
      description: "What bends",
    },
    methods: {
      kind: "list",
      of: { kind: "choice", choices: ["hesscale", "bl89", "kfac"] },
      default: ["hesscale", "bl89"],
      description: "What to compare",
    },
    sizes: { kind: "list", of: { kind: "integer", min: 1 }, description: "Batches to try" },
    network: { kind: "widths", default: [784, 64, 64, 10], description: "How wide the layers are" },
    out: { kind: "string", placeholder: "DIR", default: "results", description: "Where to save" },
    open: { kind: "boolean", default: true, description: "Do not open the figure" },
    quick: { kind: "boolean", description: "Do less" },
    files: { kind: "files", placeholder: "DATA", description: "What to read" },
  },
  examples: [
    { arguments: "--seeds 5 --quick", description: "A first look" },
    { arguments: "", description: "The whole" },
  ],
});

const DEFAULTS = {
  seeds: 20,
  level: undefined,
  stepSize: 0.01,
  momentum: 0.9,
  activation: "tanh",
  methods: ["hesscale", "bl89"],
  sizes: undefined,
  network: [784, 64, 64, 10],
  out: "results",
  open: true,
  quick: false,
  files: [],
};

/** What a command printed, and how it ended. */
interface Outcome {
  code: number;
  out: string;
  err: string;
}

/** Runs with the console caught. */
async function caught(act: () => Promise<number>): Promise<Outcome> {
  const { log, error } = console;
  const lines = { out: [] as unknown[], err: [] as unknown[] };
  console.log = (line) => lines.out.push(line);
  console.error = (line) => lines.err.push(line instanceof Error ? line.stack : line);
  try {
    const code = await act();
    return { code, out: lines.out.join("\n"), err: lines.err.join("\n") };
  } finally {
    Object.assign(console, { log, error });
  }
}

/** The values of a command line, or how it was refused. */
async function valuesOf(...args: string[]): Promise<[Record<string, unknown>, Outcome]> {
  let values = {};
  const outcome = await caught(() =>
    runCommand(command, args, (given) => {
      values = given;
    })
  );
  return [values, outcome];
}

const GOOD: [string[], Partial<Record<keyof typeof DEFAULTS, unknown>>][] = [
  [[], {}],
  [["--seeds", "3"], { seeds: 3 }],
  [["--seeds=3"], { seeds: 3 }],
  [["--seeds", "1e4"], { seeds: 10_000 }],
  [["--seeds", "2.0"], { seeds: 2 }],
  [["--seeds", "+7"], { seeds: 7 }],
  [["--level", "0"], { level: 0 }],
  [["--step-size", "1e-3"], { stepSize: 0.001 }],
  [["--step-size", ".5"], { stepSize: 0.5 }],
  [["--momentum", "-0"], { momentum: -0 }],
  [["--activation", "relu"], { activation: "relu" }],
  [["--methods", "kfac"], { methods: ["kfac"] }],
  [["--methods", "kfac, bl89"], { methods: ["kfac", "bl89"] }],
  [["--methods", "kfac", "--methods", "bl89"], { methods: ["kfac", "bl89"] }],
  [["--sizes", "1,10,1e2"], { sizes: [1, 10, 100] }],
  [["--network", "2-1"], { network: [2, 1] }],
  [["--network", "784-300-100-50-10"], { network: [784, 300, 100, 50, 10] }],
  [["--out", "-"], { out: "-" }],
  [["--out=--odd"], { out: "--odd" }],
  [["--no-open", "--quick"], { open: false, quick: true }],
  [["--open", "--no-quick"], {}],
  [["a.idx", "--quick", "b.idx"], { quick: true, files: ["a.idx", "b.idx"] }],
  [["--", "--quick", "-x"], { files: ["--quick", "-x"] }],
  [["--verbose"], {}],
];

for (const [args, expected] of GOOD) {
  Deno.test(`the command line "${args.join(" ")}" is understood`, async () => {
    const [values, outcome] = await valuesOf(...args);
    assertEquals(outcome, { code: EXIT_CODES.success, out: "", err: "" });
    assertEquals(values, { ...DEFAULTS, ...expected });
  });
}

const SEEDS = "--seeds must be a whole number of at least 1, found";
const METHODS = "--methods must be one of hesscale, bl89, kfac, found";
const NETWORK =
  "--network must be two or more layer widths of at least 1, such as 784-64-10, found";

const BAD: [string[], string][] = [
  [["--seeds", "x"], `${SEEDS} "x"`],
  [["--seeds", "0"], `${SEEDS} "0"`],
  [["--seeds", "-3"], `${SEEDS} "-3"`],
  [["--seeds", "1.5"], `${SEEDS} "1.5"`],
  [["--seeds", "1e-1"], `${SEEDS} "1e-1"`],
  [["--seeds", "1e16"], `${SEEDS} "1e16"`],
  [["--seeds", "0x10"], `${SEEDS} "0x10"`],
  [["--seeds", "Infinity"], `${SEEDS} "Infinity"`],
  [["--seeds", "3 4"], `${SEEDS} "3 4"`],
  [["--seeds="], `${SEEDS} ""`],
  [["--seeds"], `${SEEDS} nothing`],
  [["--seeds", "--quick"], `${SEEDS} the flag --quick`],
  [["--seeds", "1", "--seeds", "2"], `--seeds takes one value, found "1" and "2"`],
  [["--level", "10"], `--level must be a whole number from 0 to 9, found "10"`],
  [["--step-size", "0"], `--step-size must be a number above 0, found "0"`],
  [["--step-size", "-1e-3"], `--step-size must be a number above 0, found "-1e-3"`],
  [["--step-size", "NaN"], `--step-size must be a number above 0, found "NaN"`],
  [["--step-size", "1e999"], `--step-size must be a number above 0, found "1e999"`],
  [["--momentum", "1"], `--momentum must be a number of at least 0 and below 1, found "1"`],
  [
    ["--activation", "tahn"],
    `--activation must be one of tanh, relu, elu, found "tahn", did you mean "tanh"?`,
  ],
  [["--activation", "swish"], `--activation must be one of tanh, relu, elu, found "swish"`],
  [["--methods", "hessscale"], `${METHODS} "hessscale", did you mean "hesscale"?`],
  [["--methods", "bl89,,kfac"], `${METHODS} ""`],
  [["--methods", "kfac,bl89,kfac"], `--methods must name each value once, found "kfac" twice`],
  [["--sizes", "1,1.0"], `--sizes must name each value once, found "1.0" twice`],
  [["--sizes", "1;2"], `--sizes must be a whole number of at least 1, found "1;2"`],
  [["--methods"], `--methods must be a list, each one of hesscale, bl89, kfac, found nothing`],
  [["--network", "784"], `${NETWORK} "784"`],
  [["--network", ""], `${NETWORK} ""`],
  [["--network", "784-0-10"], `${NETWORK} "784-0-10" with "0" as width 2`],
  [["--network", "784--10"], `${NETWORK} "784--10" with "" as width 2`],
  [["--network", "784-64-ten"], `${NETWORK} "784-64-ten" with "ten" as width 3`],
  [["--network", "7.5-10"], `${NETWORK} "7.5-10" with "7.5" as width 1`],
  [["--out", ""], `--out must be a text that is not empty, found ""`],
  [["--quick=yes"], `--quick takes no value, found "yes"`],
  [["--sedes", "3"], "unknown flag --sedes, did you mean --seeds?"],
  [["--stepSize", "3"], "unknown flag --stepSize, did you mean --step-size?"],
  [["--no-quik"], "unknown flag --no-quik, did you mean --no-quick?"],
  [["--no-seeds"], "unknown flag --no-seeds, did you mean --seeds?"],
  [["--verbos"], "unknown flag --verbos, did you mean --verbose?"],
  [["--hlep"], "unknown flag --hlep, did you mean --help?"],
  [["--frobnicate"], "unknown flag --frobnicate, see --help"],
  [["-s", "3"], "unknown flag -s, see --help"],
  [["--files", "a"], "unknown flag --files, did you mean --sizes?"],
];

for (const [args, message] of BAD) {
  Deno.test(`the command line "${args.join(" ")}" is refused`, async () => {
    const [values, outcome] = await valuesOf(...args);
    assertEquals(outcome, { code: EXIT_CODES.usage, out: "", err: `quality: ${message}` });
    assertEquals(values, {}, "nothing was done");
  });
}

Deno.test("required options and files must be there, and stray arguments must not", async () => {
  const strict = defineCommand({
    name: "show",
    summary: "Shows a run.",
    options: {
      run: { kind: "string", placeholder: "DIR", required: true, description: "Which run" },
    },
  });
  const reading = defineCommand({
    name: "read",
    summary: "Reads files.",
    options: { files: { kind: "files", required: true, description: "Which files" } },
  });
  const errors = async (act: () => Promise<number>) => (await caught(act)).err;
  const refuse = () => {
    throw new Error("This must not run");
  };
  assertEquals(
    await errors(() => runCommand(strict, [], refuse)),
    "show: --run DIR is required and must be a text that is not empty, found nothing",
  );
  assertEquals(
    await errors(() => runCommand(strict, ["--run", "a", "b"], refuse)),
    `show: unknown argument "b", see --help`,
  );
  assertEquals(
    await errors(() => runCommand(strict, ["run", "a"], refuse)),
    `show: unknown argument "run", did you mean --run?`,
  );
  assertEquals(
    await errors(() => runCommand(reading, [], refuse)),
    "read: expected at least 1 FILE, found 0",
  );
});

Deno.test("--help tells everything, whatever else is there", async () => {
  for (const args of [["--help"], ["-h"], ["--seeds", "x", "--help"], ["--nonsense", "-h"]]) {
    const [values, { code, out, err }] = await valuesOf(...args);
    assertEquals([code, err, values], [EXIT_CODES.success, "", {}]);
    assertMatch(out, /^Usage: deno task quality \[options\] \[DATA…\]\n\nMeasures how good/);
    for (
      const line of [
        "  DATA  What to read",
        "  --seeds N          How many runs (a whole number of at least 1; default 20)",
        "  --level N          How hard to try (a whole number from 0 to 9)",
        "  --step-size X      How far to step (a number above 0; default 0.01)",
        "  --activation NAME  What bends (one of tanh, relu, elu; default tanh)",
        "  --out DIR          Where to save (default results)",
        "  --no-open          Do not open the figure",
        "  --quick            Do less",
        "  deno task quality --seeds 5 --quick\n      A first look",
        "  deno task quality\n      The whole",
      ]
    ) assertStringIncludes(out, line + "\n".repeat(out.endsWith(line) ? 0 : 1));
    assert(out.split("\n").every((line) => line.length <= 100), "lines fit");
    const words = out.replaceAll(/\s+/g, " ");
    assertStringIncludes(words, "such as 784-64-10; default 784-64-64-10)");
    assertStringIncludes(words, "each one of hesscale, bl89, kfac; default hesscale,bl89)");
  }
});

Deno.test("long descriptions wrap beside their flag", async () => {
  const wordy = defineCommand({
    name: "talk",
    summary: "word ".repeat(60).trim(),
    options: {
      say: { kind: "string", description: "word ".repeat(40).trim() },
      aVeryLongNameForAnOptionIndeed: { kind: "string", description: "Short" },
    },
  });
  const { out } = await caught(() => runCommand(wordy, ["--help"], () => {}));
  const lines = out.split("\n");
  assert(lines.every((line) => line.length <= 100));
  const first = lines.findIndex((line) => line.startsWith("  --say TEXT"));
  assertEquals(lines[first].indexOf("word"), lines[first + 1].indexOf("word"));
  assertEquals(out.match(/word/g)?.length, 100);
  assertMatch(out, /\n {2}--a-very-long-name-for-an-option-indeed TEXT\s*\n\s+Short\n/);
});

Deno.test("a failure is one line with exit code 1, and has its stack after --verbose", async () => {
  const fail = (error: unknown, args: string[] = []) =>
    caught(() => runCommand(command, args, () => Promise.reject(error)));
  assertEquals(await fail(new RangeError("Expected 1,\n  found 2\n")), {
    code: EXIT_CODES.failure,
    out: "",
    err: "quality: Expected 1, found 2",
  });
  assertEquals((await fail("only text")).err, "quality: only text");
  assertEquals((await fail(new TypeError())).err, "quality: TypeError");
  const { code, err } = await fail(new Error("Oh"), ["--verbose"]);
  assertEquals(code, EXIT_CODES.failure);
  assertMatch(err, /^quality: Oh\nError: Oh\n {4}at .*command_test\.ts/);
});

Deno.test("a command may refuse values that do not fit together", async () => {
  const outcome = await caught(() =>
    runCommand(command, [], () => {
      throw new UsageError("--level needs --quick");
    })
  );
  assertEquals(outcome, { code: EXIT_CODES.usage, out: "", err: "quality: --level needs --quick" });
});
