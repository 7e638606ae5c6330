import {
  assert,
  assertEquals,
  assertFalse,
  assertMatch,
  assertNotEquals,
  assertStringIncludes,
} from "@std/assert";
import { join } from "node:path";
import { command, paper } from "../../tasks/quality/options.ts";
import { readJson } from "../../tasks/support/files.ts";
import { smallFiles } from "../data/idx_files.ts";
import { readSvg } from "../plot/support/svg_reader.ts";
import { TemporaryFolder } from "../support/temporary_folder.ts";
import { type Quality, SMALL } from "./quality/small.ts";
import { listFolder, runTask, withoutTimes } from "./support/task_process.ts";

const readQuality = (out: string) => readJson(join(out, "quality.json")) as Promise<Quality>;

Deno.test("quality: the three files say what was measured, whatever runs in parallel", async () => {
  await using folder = await TemporaryFolder.create();
  const [one, two] = ["one", "two/deeper"].map((name) => join(folder.path, name));
  const first = await runTask("quality", ...SMALL, "--jobs", "1", "--out", one);
  const second = await runTask("quality", ...SMALL, "--jobs", "2", "--out", two, "--json");
  assertEquals([first.code, second.code], [0, 0], first.err + second.err);
  for (const out of [one, two]) {
    assertEquals(await listFolder(out), ["quality.html", "quality.json", "quality.svg"]);
  }
  const quality = await readQuality(one);
  assertEquals(withoutTimes(await readQuality(two)), withoutTimes(quality));
  checkSummary(quality);
  assertEquals(quality.configuration, {
    network: [784, 4, 10],
    steps: 3,
    batch: 4,
    stepSize: 0.001,
    samples: 1,
    methods: ["hesscale", "ggn"],
    activations: ["tanh", "relu"],
    seeds: 2,
    seed: 0,
    data: "digits",
  });
  assertEquals(quality.command, `deno task quality ${SMALL.join(" ")} --jobs 1 --out ${one}`);
  assertEquals(Object.keys(quality.versions), ["hesscale", "deno", "v8"]);

  assertMatch(first.err, /^Measuring: 4 networks\n(.*\n)*Measuring: 4 of 4 networks, in .* s\n$/);
  assertMatch(first.out, /^\ntanh\n\n\| method .*\n.*\n\| hesscale .*\n\| ggn .*\n\nrelu\n/);
  assertStringIncludes(first.out, `see ${join(one, "quality.html")}, quality.svg and quality.json`);
  const printed: Quality["summary"] = JSON.parse(second.out);
  assertEquals(printed.length, quality.summary.length);
  for (const [i, { method, ratio }] of printed.entries()) {
    assertEquals(method, quality.summary[i].method);
    assertEquals(Number(ratio.toPrecision(6)), quality.summary[i].ratio);
  }

  const svg = readSvg(await Deno.readTextFile(join(one, "quality.svg")));
  const texts = svg.texts.join("\n").toLowerCase();
  for (const word of ["tanh", "relu", "hesscale"]) assertStringIncludes(texts, word);
  const html = await Deno.readTextFile(join(one, "quality.html"));
  assertStringIncludes(html, "Made by deno task quality: 2 seeds, 3 steps, 1 samples.");
  assertFalse(/<(?:script|link|img|iframe)\b[^>]*\b(?:src|href)="?(?:https?:)?\/\//.test(html));
});

/** What holds for every result of {@linkcode SMALL}. */
function checkSummary({ summary, runs }: Quality): void {
  const keys = ["activation", "phase", "method", "layer", "ratio", "low", "high", "error", "time"];
  for (const row of summary) assertEquals(Object.keys(row), keys);
  const places = summary.map(({ activation, phase, method, layer }) =>
    [activation, phase, method, layer].join()
  );
  assertEquals(
    places,
    ["tanh", "relu"].flatMap((activation) =>
      ["before", "after"].flatMap((phase) =>
        ["hesscale", "ggn"].flatMap((method) =>
          [null, 0, 1].map((layer) => [activation, phase, method, layer].join())
        )
      )
    ),
  );
  for (const row of summary) {
    assert(row.low <= row.ratio && row.ratio <= row.high, JSON.stringify(row));
    if (row.method === "hesscale" && row.layer === null) {
      assertEquals([row.ratio, row.low, row.high], [1, 1, 1]);
      assert(row.error > 0 && row.time > 0);
    }
  }
  assertEquals(runs.map(({ activation, seed }) => `${activation} ${seed}`), [
    "tanh 0",
    "tanh 1",
    "relu 0",
    "relu 1",
  ]);
  assert(runs.every(({ trainingLoss }) => trainingLoss! > 0));
  assertNotEquals(runs[0].phases.before, runs[0].phases.after);
}

Deno.test("quality: without steps there is no training loss, and nothing changes", async () => {
  await using folder = await TemporaryFolder.create();
  const { code, err } = await runTask(
    "quality",
    ...["--seeds", "1", "--steps", "0", "--samples", "1", "--methods", "ggn,hesscale"],
    ...["--network", "784-4-10", "--activation", "silu", "--out", folder.path],
  );
  assertEquals(code, 0, err);
  const { runs: [run] } = await readQuality(folder.path);
  assertEquals(run.trainingLoss, null);
  assertEquals(withoutTimes(run.phases.before), withoutTimes(run.phases.after));
});

Deno.test("quality: images of a folder, and the name of a file that is broken", async () => {
  await using data = await TemporaryFolder.create(smallFiles());
  await using folder = await TemporaryFolder.create();
  const args = [
    ...["--seeds", "1", "--steps", "2", "--samples", "3", "--batch", "2", "--data", data.path],
    ...["--methods", "hesscale", "--activation", "tanh"],
  ];
  const widths = [...args, "--network", "6-4-10"];
  const good = await runTask("quality", ...widths, "--out", join(folder.path, "good"));
  assertEquals(good.code, 0, good.err);
  const { configuration, runs } = await readQuality(join(folder.path, "good"));
  assertEquals(configuration.data, data.path);
  assertEquals(runs[0].phases.after[0].layers.length, 2);

  const convolutional = join(folder.path, "named");
  const named = await runTask(
    "quality",
    ...args,
    "--network",
    "2c2d-small",
    "--out",
    convolutional,
  );
  assertEquals(named.code, 0, named.err);
  assertEquals(await listFolder(convolutional), [
    "quality_2c2d_small.html",
    "quality_2c2d_small.json",
    "quality_2c2d_small.svg",
  ]);

  const path = join(data.path, "train-images-idx3-ubyte");
  await Deno.writeFile(path, smallFiles()["train-images-idx3-ubyte"].subarray(0, 20));
  const out = join(folder.path, "bad");
  const bad = await runTask("quality", ...widths, "--out", out);
  assertEquals([bad.code, bad.out], [1, ""]);
  assertMatch(bad.err, /^quality: .*train-images-idx3-ubyte.*\n$/);
  assertEquals(await listFolder(out), []);
});

Deno.test("quality --help lists every option with its default", async () => {
  const { code, out, err } = await runTask("quality", "--help");
  assertEquals([code, err], [0, ""]);
  const text = out.replaceAll(/\s+/g, " ");
  const help: Record<string, string> = {
    activation: "default tanh,relu)",
    network: "default 784-64-64-10)",
    seeds: "default 5)",
    steps: "default 1000)",
    samples: "default 10)",
    batch: "default 32)",
    stepSize: "default 0.001)",
    methods: "each one of hesscale, hesscale-rank1,",
    seed: "default 0)",
    data: "10,000 digits if absent",
    out: "(default quality)",
    jobs: "one per core if absent",
    paper: `${paper.seeds} seeds, ${paper.steps} steps, ${paper.samples} samples`,
    json: "as JSON",
  };
  assertEquals(Object.keys(help), Object.keys(command.options));
  const flags = Object.keys(help).map((name) =>
    "--" + name.replaceAll(/[A-Z]/g, (letter) => "-" + letter.toLowerCase())
  );
  for (const [i, flag] of flags.entries()) {
    const [, entry] = text.split(` ${flag} `);
    assert(entry, `no ${flag} in ${out}`);
    assertStringIncludes(entry.split(` ${flags[i + 1]} `)[0], Object.values(help)[i]);
  }
});
