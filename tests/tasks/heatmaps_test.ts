import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertMatch,
  assertStringIncludes,
} from "@std/assert";
import { join } from "node:path";
import type { HeatmapRun } from "../../lib/experiments/mod.ts";
import { toDigits } from "../../tasks/support/digits.ts";
import { readJson } from "../../tasks/support/files.ts";
import { readSvg } from "../plot/support/svg_reader.ts";
import { TemporaryFolder } from "../support/temporary_folder.ts";
import { killOnceStored } from "./support/kill.ts";
import {
  listFolder,
  listStored,
  runTask,
  startTask,
  withoutTimes,
} from "./support/task_process.ts";

const SMALL = ["--steps", "3", "--samples", "2", "--batch", "4", "--network", "784-6-10"];

/** What `heatmaps.json` holds. */
interface Heatmaps {
  readonly command: string;
  readonly configuration: Readonly<Record<string, unknown>>;
  readonly runs: readonly HeatmapRun[];
}

const readHeatmaps = (out: string) => readJson(join(out, "heatmaps.json")) as Promise<Heatmaps>;

Deno.test("heatmaps: the three files say what was measured, whatever runs in parallel", async () => {
  await using folder = await TemporaryFolder.create();
  const [one, two] = ["one", "two"].map((name) => join(folder.path, name));
  const first = await runTask("heatmaps", ...SMALL, "--jobs", "1", "--out", one);
  const second = await runTask("heatmaps", ...SMALL, "--jobs", "2", "--out", two, "--json");
  assertEquals([first.code, second.code], [0, 0], first.err + second.err);
  for (const out of [one, two]) {
    assertEquals(await listFolder(out), ["heatmaps.html", "heatmaps.json", "heatmaps.svg"]);
  }
  const heatmaps = await readHeatmaps(one);
  assertEquals(withoutTimes(await readHeatmaps(two)), withoutTimes(heatmaps));
  assertEquals(heatmaps.configuration.activations, ["tanh", "relu"]);
  assertEquals(heatmaps.runs.map(({ activation }) => activation), ["tanh", "relu"]);
  for (const { phases } of heatmaps.runs) {
    for (const layers of [phases.before, phases.after]) {
      assertEquals(layers.map(({ magnitude }) => magnitude.length), [6, 10]);
      assertEquals(layers[1].dominance, 0.5);
      for (const { magnitude } of layers) {
        assertEquals(magnitude, magnitude.map((_, i) => magnitude.map((row) => row[i])));
      }
    }
  }
  assertMatch(first.out, /^\| activation .*\n.*\n\| tanh +\| before +\| +1 \|/);
  const rows: { layer: number; dominance: number; even: number }[] = JSON.parse(second.out);
  assertEquals(rows.length, 2 * 2 * 2);
  for (const { layer, dominance, even } of rows) {
    assert(even < dominance && dominance < 1);
    if (layer === 2) assertAlmostEquals(dominance, 0.5, 1e-12);
  }
  const { texts } = readSvg(await Deno.readTextFile(join(one, "heatmaps.svg")));
  for (const title of ["tanh, before", "relu, 3 steps"]) {
    assert(texts.includes(title), texts.join("\n"));
  }
  const html = await Deno.readTextFile(join(one, "heatmaps.html"));
  assertStringIncludes(html, "Made by deno task heatmaps: 3 steps, 2 samples.");
});

Deno.test("heatmaps: a killed run goes on where it was", async () => {
  await using folder = await TemporaryFolder.create();
  const killed = folder.path;
  const all = ["--activation", "elu,tanh,relu,sigmoid,selu,softplus,gelu,silu"];
  const start = () => startTask("heatmaps", ...SMALL, ...all, "--jobs", "1", "--out", killed);
  await killOnceStored(start, killed, 1);
  const stored = await listStored(killed);
  const first = stored.find((name) => name.startsWith("elu."));
  const { result } = await readJson(join(killed, "partial", first!)) as { result: HeatmapRun };
  assertEquals(await listFolder(killed), ["partial"]);
  const other = await runTask("heatmaps", ...SMALL, "--seed", "1", "--out", killed);
  assertEquals(other.code, 1);
  assertStringIncludes(other.err, "(seed: 0 instead of 1)");
  const some = ["--activation", "elu,tanh"];
  const resumed = await runTask("heatmaps", ...SMALL, ...some, "--out", killed);
  assertEquals(resumed.code, 0, resumed.err);
  const before = Math.min(stored.length, 2);
  assertMatch(resumed.err, new RegExp(`^Measuring: 2 networks, ${before} of them done before\n`));
  assertEquals(await listFolder(killed), ["heatmaps.html", "heatmaps.json", "heatmaps.svg"]);
  const { runs } = await readHeatmaps(killed);
  assertEquals(runs.map(({ activation }) => activation), ["elu", "tanh"]);
  assertEquals(runs[0], toDigits(result, 3));
});

Deno.test("heatmaps: what cannot be followed is refused on one line", async () => {
  await using folder = await TemporaryFolder.create({ file: "" });
  const refused: [string[], RegExp][] = [
    [["--activation", "gleu"], /--activation must be one of .*, did you mean "(gelu|elu)"\?/],
    [["--network", "784-4-9"], /--network must lead from 784 pixels to 10 classes, found .*/],
    [["--samples", "10001"], /--samples must be at most 10000, .*, found 10001/],
    [["--seeds", "3"], /unknown flag --seeds, did you mean --seed\?/],
  ];
  for (const [args, reason] of refused) {
    const out = join(folder.path, "out");
    const { code, out: printed, err } = await runTask("heatmaps", ...args, "--out", out);
    assertEquals([code, printed], [2, ""], err);
    assertMatch(err, new RegExp(`^heatmaps: ${reason.source}\n$`));
  }
  const { code, err } = await runTask("heatmaps", "--out", join(folder.path, "file"));
  assertEquals(code, 1);
  assertMatch(err, /^heatmaps: --out .* is not writable: .*\n$/);
});

Deno.test("heatmaps --help lists every option", async () => {
  const { code, out } = await runTask("heatmaps", "--help");
  assertEquals(code, 0);
  const flags = [...out.matchAll(/^ {2}(--[a-z-]+)/gm)].map(([, flag]) => flag);
  assertEquals(
    flags.join(" "),
    "--activation --network --steps --samples --batch --step-size --seed --data --out --jobs " +
      "--json --verbose --help",
  );
  assertStringIncludes(out.replaceAll(/\s+/g, " "), "default 784-24-24-24-10)");
});
