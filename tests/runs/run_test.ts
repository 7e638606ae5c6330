import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { join } from "node:path";
import { openRun, type OpenRunOptions } from "../../lib/runs/mod.ts";
import { TemporaryFolder } from "../support/temporary_folder.ts";

const configuration: OpenRunOptions = {
  options: { optimizer: "adam", stepSize: 0.1, seed: 3, epochs: 2 },
  command: "deno task train",
  versions: { deno: "2.9.6" },
};
const resumed = { ...configuration, resume: true };

const at = (step: number) => ({
  step,
  state: { epoch: step / 10 },
  tensors: { a: { shape: [1], data: new Float32Array([step]) } },
});

const read = (folder: TemporaryFolder, name: string) => Deno.readTextFile(join(folder.path, name));

async function files({ path }: TemporaryFolder): Promise<string[]> {
  return (await Array.fromAsync(Deno.readDir(path), ({ name }) => name)).sort();
}

Deno.test("a run writes its configuration, and its records are cut back to the checkpoint", async () => {
  await using folder = await TemporaryFolder.create();
  {
    await using run = await openRun(folder.path, {
      ...configuration,
      logs: ["metrics", "episodes"],
    });
    assertEquals([run.checkpoint, run.savedStep, run.notes], [undefined, undefined, []]);
    for (const step of [1, 2, 3, 4]) {
      run.log().append({ step, loss: 1 / step });
      if (step === 2) run.log("episodes").append({ return: -1, name: "é" });
      if (step === 2 || step === 3) await run.save(at(step));
    }
    run.log("episodes").append({ return: -2 });
    assertEquals(run.savedStep, 3);
  }
  assertEquals((await read(folder, "metrics.jsonl")).trim().split("\n").length, 4);
  const { started, ...stored } = JSON.parse(await read(folder, "config.json"));
  const { options, command, versions } = configuration;
  assertEquals(stored, { options, command, versions });
  assert(Date.now() - Date.parse(started) < 60_000);
  for (let time = 0; time < 2; time++) {
    await using run = await openRun(folder.path, { ...resumed, logs: ["metrics", "episodes"] });
    assertEquals([run.checkpoint, run.savedStep], [at(3), 3]);
    assertEquals(
      await read(folder, "metrics.jsonl"),
      [1, 2, 3].map((step) => `{"step":${step},"loss":${1 / step}}\n`).join(""),
    );
    assertEquals(await read(folder, "episodes.jsonl"), '{"return":-1,"name":"é"}\n');
    run.log().append({ step: 4, loss: 0.25 });
    run.log("episodes").append({ return: -3 });
  }
  assertEquals((await read(folder, "metrics.jsonl")).match(/"step":4/g)?.length, 1);
});

Deno.test("a line that a killed process wrote by half does not stay", async () => {
  await using folder = await TemporaryFolder.create();
  {
    await using run = await openRun(folder.path, configuration);
    run.log().append({ step: 1 });
    await run.save(at(1));
  }
  await Deno.writeTextFile(join(folder.path, "metrics.jsonl"), '{"step":2,"lo', { append: true });
  await using run = await openRun(folder.path, resumed);
  run.log().append({ step: 2 });
  run.log().flush();
  assertEquals(await read(folder, "metrics.jsonl"), '{"step":1}\n{"step":2}\n');
});

Deno.test("a run that ended before its first checkpoint begins anew, with empty records", async () => {
  await using folder = await TemporaryFolder.create();
  {
    await using run = await openRun(folder.path, configuration);
    run.log().append({ step: 1 });
  }
  await using run = await openRun(folder.path, resumed);
  assertEquals(run.checkpoint, undefined);
  assertEquals(await read(folder, "metrics.jsonl"), "");
});

Deno.test("a run is not begun where one is, nor continued where none is", async () => {
  await using folder = await TemporaryFolder.create();
  await assertRejects(
    () => openRun(join(folder.path, "none"), resumed),
    Error,
    `Expected a run to continue in ${join(folder.path, "none")}, found no config.json`,
  );
  assertEquals(await files(folder), []);
  await (await openRun(folder.path, configuration))[Symbol.asyncDispose]();
  await assertRejects(
    () => openRun(folder.path, configuration),
    Error,
    `Expected no run in ${folder.path}, found one`,
  );
  assertEquals(await files(folder), ["checkpoints", "config.json", "metrics.jsonl"]);
});

Deno.test("a run that is going is left alone, in this process as in others", async () => {
  await using folder = await TemporaryFolder.create();
  {
    await using _run = await openRun(folder.path, configuration);
    await assertRejects(
      () => openRun(folder.path, resumed),
      Error,
      `Expected no run to be going in ${folder.path}, found one (process ${Deno.pid})`,
    );
  }
  await using _run = await openRun(folder.path, resumed);
});

Deno.test("the lock that a dead process left does not keep others away", async () => {
  await using folder = await TemporaryFolder.create({ ".lock": "1\n" });
  await using _run = await openRun(folder.path, configuration);
});

Deno.test("other options are refused by name, with both values, and change nothing", async () => {
  await using folder = await TemporaryFolder.create();
  await (await openRun(folder.path, configuration))[Symbol.asyncDispose]();
  const before = await read(folder, "config.json");
  const options = { ...configuration.options, stepSize: 0.2, rank: 1, epochs: 3 };
  const { message } = await assertRejects(
    () => openRun(folder.path, { ...resumed, options, nameOf: (name) => `--${name}` }),
    Error,
  );
  assertStringIncludes(
    message,
    "found others (--stepSize: 0.2 instead of 0.1; --epochs: 3 instead of 2; " +
      "--rank: 1 instead of nothing)",
  );
  assertEquals(await read(folder, "config.json"), before);
});

Deno.test("an option that may change is noted in the configuration", async () => {
  await using folder = await TemporaryFolder.create();
  await (await openRun(folder.path, configuration))[Symbol.asyncDispose]();
  const options = { ...configuration.options, epochs: 3 };
  await (await openRun(folder.path, { ...resumed, options, mayChange: ["epochs"] }))
    [Symbol.asyncDispose]();
  const stored = JSON.parse(await read(folder, "config.json"));
  assertEquals([stored.options, stored.command], [options, configuration.command]);
});

Deno.test("other versions are told, and a damaged checkpoint", async () => {
  await using folder = await TemporaryFolder.create();
  {
    await using run = await openRun(folder.path, configuration);
    for (const step of [1, 2]) await run.save(at(step));
  }
  const last = join(folder.path, "checkpoints", "step-000000000002.safetensors");
  await Deno.truncate(last, 100);
  await using run = await openRun(folder.path, { ...resumed, versions: { deno: "3.0.0" } });
  assertEquals(run.checkpoint, at(1));
  assertEquals(run.notes.length, 2);
  assertStringIncludes(run.notes[0], 'deno: "3.0.0" instead of "2.9.6"');
  assertStringIncludes(run.notes[1], "that of step 1 is used: ");
  assertStringIncludes(run.notes[1], last);
});

Deno.test("a configuration that is damaged is refused with its path", async () => {
  for (
    const [text, message] of [
      ['{"options": {', "Expected JSON in"],
      ["null", 'Expected "options" by name in'],
      ["[]", 'Expected "options" by name in'],
      ['{"options": 3}', "the configuration of a run, found 3"],
      ['{"options": {}, "versions": []}', 'Expected "versions" by name in'],
    ]
  ) {
    await using folder = await TemporaryFolder.create({ "config.json": text });
    const error = await assertRejects(() => openRun(folder.path, resumed), Error);
    assertStringIncludes(error.message, message);
    assertStringIncludes(error.message, join(folder.path, "config.json"));
  }
});

Deno.test("records that were lost are told", async () => {
  await using folder = await TemporaryFolder.create();
  {
    await using run = await openRun(folder.path, configuration);
    run.log().append({ step: 1 });
    await run.save(at(1));
  }
  await Deno.remove(join(folder.path, "metrics.jsonl"));
  await assertRejects(
    () => openRun(folder.path, resumed),
    RangeError,
    `Expected at least 11 bytes in ${join(folder.path, "metrics.jsonl")}`,
  );
  await Deno.writeTextFile(join(folder.path, "metrics.jsonl"), '{"step":1}\n');
  await using _run = await openRun(folder.path, resumed);
});

Deno.test("a folder that cannot be is refused with its path, and why", async () => {
  await using folder = await TemporaryFolder.create({ file: "x" });
  const path = join(folder.path, "file", "run");
  const { message } = await assertRejects(() => openRun(path, configuration), Error);
  assertStringIncludes(message, `${path} is not writable: `);
  assertEquals(await files(folder), ["file"]);
});

Deno.test("records hold finite numbers only, and logs go by their names", async () => {
  await using folder = await TemporaryFolder.create();
  await using run = await openRun(folder.path, configuration);
  assertThrows(() => run.log().append({ loss: NaN }), TypeError, "found NaN as loss");
  assertThrows(() => run.log("metrcs"), RangeError, "Expected one of metrics, found metrcs");
  assertEquals(run.log().flush(), 0);
});

Deno.test("a full disk makes an error that names the file of records", async () => {
  await using folder = await TemporaryFolder.create();
  await using run = await openRun(folder.path, configuration);
  run.log().append({ step: 1 });
  const { writeSync } = Deno.FsFile.prototype;
  Deno.FsFile.prototype.writeSync = () => {
    throw new Error("No space left on device (os error 28)");
  };
  try {
    await assertRejects(
      () => run.save(at(1)),
      Error,
      `Could not write ${
        join(folder.path, "metrics.jsonl")
      }: No space left on device (os error 28)`,
    );
  } finally {
    Deno.FsFile.prototype.writeSync = writeSync;
  }
});
