import {
  assert,
  assertEquals,
  assertFalse,
  assertGreater,
  assertMatch,
  assertStringIncludes,
} from "@std/assert";
import { encode } from "fast-png";
import { join } from "node:path";
import { decodeModel } from "../../lib/train/mod.ts";
import { readJson } from "../../tasks/support/files.ts";
import { continueCommand } from "../../tasks/classify/continue_command.ts";
import { command } from "../../tasks/classify/options.ts";
import { readSvg } from "../plot/support/svg_reader.ts";
import { TemporaryFolder } from "../support/temporary_folder.ts";
import { finish, listFolder, runTask, startTask } from "./support/task_process.ts";
import { readRecords, smallArguments, smallImages } from "./classify/small.ts";

const FILES = [
  ...["checkpoints", "config.json", "confusion.svg", "curve.html", "curve.svg", "metrics.jsonl"],
  "model.safetensors",
];

Deno.test("classify: the files say what was done, and the model is the one that was trained", async () => {
  await using data = await TemporaryFolder.create(smallImages());
  await using folder = await TemporaryFolder.create();
  const out = join(folder.path, "new", "run");
  const args = [...smallArguments(data.path), "--epochs", "30", "--rank", "1", "--out", out];
  const { code, out: text, err } = await runTask("classify", ...args);
  assertEquals(code, 0, err);
  assertEquals(await listFolder(out), FILES);
  assertMatch(
    err,
    /^Training: 180 steps\nTraining: 18 of 180 steps, loss \S+, accuracy \S+ %, about .* left\n/,
  );
  assertMatch(err, /\nTraining: 180 of 180 steps, loss \S+, accuracy \S+ %, in .*\n$/);
  assertMatch(text, /^Test accuracy \S+ %, loss \S+; see .*model\.safetensors, curve\.html/);

  const config = await readJson(join(out, "config.json")) as Record<string, unknown>;
  assertEquals(Object.keys(config), ["command", "options", "versions", "started"]);
  assertEquals(config.command, `deno task classify ${args.join(" ")}`);
  assertEquals(config.options, {
    data: data.path,
    ...{
      network: "16-6-10",
      normalize: false,
      activation: "tanh",
      optimizer: "adaHesScale",
      stepSize: 0.01,
    },
    ...{ rank: "1", epochs: 30, batch: 10, validation: 0, seed: 0, logEvery: 1 },
  });

  const records = await readRecords(join(out, "metrics.jsonl"));
  const kinds = (kind: string) => records.filter((record) => record.kind === kind);
  assertEquals(
    ["step", "epoch", "evaluation", "test"].map((kind) => kinds(kind).length),
    [180, 30, 30, 1],
  );
  const [test] = kinds("test");
  assertEquals(test.accuracy, kinds("evaluation").at(-1)?.accuracy);
  assertGreater(Number(test.accuracy), 0.5);
  assertEquals(Object.keys(kinds("step")[0]).sort(), [
    ...["epoch", "kind", "loss", "scale", "step", "stepSize"],
  ]);

  const model = decodeModel(await Deno.readFile(join(out, "model.safetensors")));
  assertEquals(model.description, {
    architecture: { kind: "mlp", widths: [16, 6, 10], activation: "tanh" },
    image: [4, 4],
  });

  const svg = readSvg(await Deno.readTextFile(join(out, "curve.svg")));
  for (const word of ["Training by AdaHesScale", "epoch", "cross-entropy (nat)", "test"]) {
    assertStringIncludes(svg.texts.join("\n"), word);
  }
  const html = await Deno.readTextFile(join(out, "curve.html"));
  assertStringIncludes(html, "Made by deno task classify --data");
  assertFalse(/<(?:script|link|img|iframe)\b[^>]*\b(?:src|href)="?(?:https?:)?\/\//.test(html));
});

Deno.test("classify: a convolutional network on PNG images, resumed without its options", async () => {
  const png = (color: number, seed: number) =>
    encode({
      ...{ width: 8, height: 8, channels: 3, depth: 8 },
      data: Uint8Array.from({ length: 192 }, (_, at) => at % 3 === color ? 200 + seed : at % 50),
    });
  const files = ["red", "green"].flatMap((name, color) =>
    Array.from({ length: 10 }, (_, i) => [`${name}/${i}.png`, png(color, i)])
  );
  await using data = await TemporaryFolder.create(Object.fromEntries(files));
  await using folder = await TemporaryFolder.create();
  const out = ["--out", folder.path];
  const args = [
    ...["--data", data.path, "--network", "2c2d", "--channels", "2,3", "--dense", "4"],
    ...["--batch", "4", "--epochs", "1", "--normalize", "--augment", "flip,crop", ...out],
  ];
  const first = await runTask("classify", ...args);
  assertEquals(first.code, 0, first.err);
  const { description } = decodeModel(await Deno.readFile(join(folder.path, "model.safetensors")));
  assertEquals(description.classes, ["green", "red"]);
  assertEquals(description.image, [8, 8, 3]);
  assertEquals(description.normalization?.mean.length, 3);
  const resumed = await runTask("classify", "--resume", "--epochs", "12", ...out);
  assertEquals(resumed.code, 0, resumed.err);
  assertMatch(resumed.out, /^Test accuracy 100\.00 %/);
  const svg = readSvg(await Deno.readTextFile(join(folder.path, "confusion.svg")));
  for (const word of ["4 of 4 test images are right, those on the diagonal.", "green, 0"]) {
    assertStringIncludes(svg.texts.join("\n"), word);
  }
  const other = await runTask(
    "classify",
    ...["--resume", "--network", "3c3d", "--augment", "flip", ...out],
  );
  assertEquals(other.code, 1);
  assertStringIncludes(other.err, '--network: "3c3d" instead of "2c2d"');
  assertStringIncludes(other.err, "--augment");
});

Deno.test("classify: early stopping, step-size scaling, other optimizers, JSON", async () => {
  await using data = await TemporaryFolder.create(smallImages());
  await using folder = await TemporaryFolder.create();
  const args = [
    ...["--data", data.path, "--network", "16-6-10", "--batch", "10", "--epochs", "500"],
    ...["--optimizer", "adam", "--step-size", "1", "--delta", "0.01", "--log-every", "1"],
    ...["--validation", "20", "--patience", "2", "--json", "--out", folder.path],
  ];
  const { code, out, err } = await runTask("classify", ...args);
  assertEquals(code, 0, err);
  assertMatch(err, /\nStopped after epoch \d+: the validation loss no longer falls\n$/);
  const { loss, accuracy } = JSON.parse(out);
  assert(loss > 0 && accuracy > 0.3);
  const records = await readRecords(join(folder.path, "metrics.jsonl"));
  const losses = records.filter(({ kind }) => kind === "evaluation").map(({ loss }) =>
    Number(loss)
  );
  assertEquals(losses.indexOf(Math.min(...losses)), losses.length - 3);
  assert(records.some(({ kind, scale }) => kind === "step" && Number(scale) < 1));
});

Deno.test("classify: Ctrl-C ends threads, saves and prints the command that continues", async () => {
  await using data = await TemporaryFolder.create(smallImages());
  await using folder = await TemporaryFolder.create();
  const args = [
    ...["--data", data.path, "--network", "16-6-10", "--batch", "10", "--epochs", "1000000"],
    ...["--checkpoint-every", "0.1", "--out", folder.path, "--shards", "2", "--threads", "2"],
  ];
  const process = startTask("classify", ...args);
  while ((await listFolder(join(folder.path, "checkpoints"))).length === 0) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  process.kill("SIGINT");
  const { code, err } = await finish(process);
  assertEquals(code, 130, err);
  const [, step, continuing] =
    /\nSaved at step (\d+)\. To continue: deno task (classify .*)\nclassify: interrupted\n$/.exec(
      err,
    )!;
  const names = await listFolder(join(folder.path, "checkpoints"));
  assertEquals(names.at(-1), `step-${step.padStart(12, "0")}.safetensors`);
  assertEquals(continuing, `classify --resume --out ${folder.path}`);

  const epochs = Math.ceil(Number(step) / 6);
  const shorter = ["--resume", "--out", folder.path, "--epochs", String(epochs)];
  const { code: ended, err: text } = await runTask("classify", ...shorter);
  assertEquals(ended, 0, text);
  assertStringIncludes(text, `Training: ${6 * epochs} steps, ${step} of them done before\n`);
});

Deno.test("classify: two threads give the files of one, also after a resume with another number", async () => {
  await using data = await TemporaryFolder.create(smallImages());
  await using folder = await TemporaryFolder.create();
  const sharded = [...smallArguments(data.path), "--shards", "2"];
  const run = async (name: string, ...args: string[]) => {
    const { code, err } = await runTask("classify", ...args, "--out", join(folder.path, name));
    assertEquals(code, 0, err);
  };
  await run("one", ...sharded, "--epochs", "3");
  await run("two", ...sharded, "--epochs", "3", "--threads", "2");
  await run("resumed", ...sharded, "--epochs", "1", "--threads", "2");
  await run("resumed", "--resume", "--epochs", "2");
  await run("resumed", "--resume", "--epochs", "3", "--threads", "2");
  const [one, two, resumed] = await Promise.all(
    ["one", "two", "resumed"].map(async (name) => ({
      steps: (await readRecords(join(folder.path, name, "metrics.jsonl")))
        .filter(({ kind }) => kind === "step"),
      model: await Deno.readFile(join(folder.path, name, "model.safetensors")),
    })),
  );
  assertEquals(two, one);
  assertEquals(resumed, one);

  const { code, err } = await runTask(
    "classify",
    ...["--resume", "--shards", "3", "--out", join(folder.path, "one")],
  );
  assertEquals(code, 1);
  assertStringIncludes(err, "--shards: 3 instead of 2");
});

Deno.test("classify: a resume with other options is refused by their names", async () => {
  await using data = await TemporaryFolder.create(smallImages());
  await using folder = await TemporaryFolder.create();
  const args = [...smallArguments(data.path), "--epochs", "1", "--out", folder.path];
  assertEquals((await runTask("classify", ...args)).code, 0);
  const files = async () =>
    await Promise.all(
      ["config.json", "metrics.jsonl"].map((name) => Deno.readTextFile(join(folder.path, name))),
    );
  const before = await files();
  const changed = args.map((word) => ({ "0.01": "0.02", adaHesScale: "adam" })[word] ?? word);
  const { code, err } = await runTask("classify", ...changed, "--resume");
  assertEquals(code, 1);
  assertStringIncludes(err, "--step-size: 0.02 instead of 0.01");
  assertStringIncludes(err, '--optimizer: "adam" instead of "adaHesScale"');
  const again = await runTask("classify", ...args);
  assertEquals(again.code, 1);
  assertStringIncludes(again.err, `Expected no run in ${folder.path}, found one: resume it`);
  assertEquals(await files(), before);

  const longer = args.map((word, i) => args[i - 1] === "--epochs" ? "2" : word);
  assertEquals((await runTask("classify", ...longer, "--resume")).code, 0);
  const steps = (await readRecords(join(folder.path, "metrics.jsonl")))
    .filter(({ kind }) => kind === "step").map(({ step }) => step);
  assertEquals(steps, Array.from({ length: 12 }, (_, i) => i + 1));

  const done = await files();
  const fewer = await runTask("classify", "--resume", "--epochs", "1", "--out", folder.path);
  assertEquals(fewer.code, 2);
  assertStringIncludes(
    fewer.err,
    "--epochs must be at least 2, for the run has done 12 steps of 6 an epoch, found 1",
  );
  const same = await runTask("classify", "--resume", "--out", folder.path);
  assertEquals(same.code, 0);
  assertStringIncludes(same.err, "classify: all 2 epochs are done already\n");
  assertEquals(await files(), done);
});

Deno.test("classify: what does not fit is refused before any file is written", async () => {
  await using data = await TemporaryFolder.create(smallImages());
  await using folder = await TemporaryFolder.create();
  const out = join(folder.path, "run");
  const missing = join(folder.path, "missing");
  const bad: [args: string[], code: number, message: string][] = [
    [["--data", missing], 1, `Expected a folder with images at ${missing}`],
    [["--network", "15-10"], 2, "--network must lead from 16 pixels to 10 classes, found 15-10"],
    [["--optimizer", "adamm"], 2, 'found "adamm", did you mean "adam"?'],
    [["--optimizer", "adam", "--rank", "1"], 2, "--rank is for adaHesScale and adaHesScaleGN"],
    [["--rank", "some"], 2, '--rank must be a whole number of at least 0 or full, found "some"'],
    [["--batch", "61"], 2, "--batch must be at most 60, the number of images, found 61"],
    [
      ["--shards", "2", "--threads", "3"],
      2,
      "--threads must be at most --shards, for each takes shards of its own, found 3 and 2",
    ],
    [["--patience", "2"], 2, "--patience needs --validation images"],
    [["--validation", "60"], 2, "--validation must be less than 60, the number of images"],
    [["--resume"], 1, `Expected a run to continue in ${out}, found no config.json`],
    [["--delta", "0"], 2, "--delta must be a number above 0"],
    [["--images", "61"], 2, "--images must be at most 60, the number of images, found 61"],
    [["--network", "3c3"], 2, 'found "3c3", did you mean "3c3d"?'],
    [["--network", "16-10", "--dense", "4"], 2, "--dense goes with the name of a network"],
    [
      ["--network", "2c2d", "--channels", "2"],
      2,
      "--channels must have 2 sizes for --network 2c2d, found 1: 2",
    ],
    [
      ["--network", "allcnn", "--dense", "64"],
      2,
      "--dense is not for --network allcnn, found 64",
    ],
    [
      ["--network", "3c3d"],
      1,
      "layer 0, conv2d(1, 64, 5×5): expected a padded input of at least [5, 5]",
    ],
  ];
  for (const [args, code, message] of bad) {
    const given = args.includes("--data") ? args : ["--data", data.path, ...args];
    const network = args.includes("--network") ? [] : ["--network", "16-10"];
    const outcome = await runTask("classify", ...given, ...network, "--out", out);
    assertEquals([outcome.code, outcome.out], [code, ""], outcome.err);
    assertStringIncludes(outcome.err, message);
    assertEquals(await listFolder(out), []);
  }
});

Deno.test("classify: a loss that grows beyond all bounds ends with step and quantity", async () => {
  await using data = await TemporaryFolder.create(smallImages());
  await using folder = await TemporaryFolder.create();
  const { code, err } = await runTask(
    "classify",
    ...["--data", data.path, "--network", "16-6-10", "--activation", "relu", "--batch", "10"],
    ...["--optimizer", "sgd", "--step-size", "1e30", "--checkpoint-every", "0"],
    ...["--out", folder.path],
  );
  assertEquals(code, 1);
  assertMatch(
    err,
    /\nThe last checkpoint is of step \d+\nclassify: sgd, step \d+: expected a finite .*, found .*\n$/,
  );
});

Deno.test("the command that continues is one for a shell", () => {
  assertEquals(
    continueCommand("it's here"),
    "deno task classify --resume --out 'it'\\''s here'",
  );
  assertEquals(continueCommand("a/b"), "deno task classify --resume --out a/b");
});

Deno.test("classify --help lists every option", async () => {
  const { code, out, err } = await runTask("classify", "--help");
  assertEquals([code, err], [0, ""]);
  for (const name of Object.keys(command.options)) {
    assertStringIncludes(
      out,
      "--" + name.replaceAll(/[A-Z]/g, (letter) => "-" + letter.toLowerCase()),
    );
  }
});
