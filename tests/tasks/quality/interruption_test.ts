import { assert, assertEquals, assertLess, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import type { QualityRun } from "../../../lib/experiments/mod.ts";
import { readJson } from "../../../tasks/support/files.ts";
import { TemporaryFolder } from "../../support/temporary_folder.ts";
import { killOnceStored } from "../support/kill.ts";
import {
  finish,
  listFolder,
  listStored,
  runTask,
  startTask,
  untilStored,
  withoutTimes,
} from "../support/task_process.ts";
import { type Quality, SMALL } from "./small.ts";

/** The same with so many seeds that nobody waits for the end; which results there are is the same. */
const LONG = [...SMALL.slice(2), "--seeds", "5000", "--jobs", "1"];

/** What one stored result holds. */
interface Stored {
  readonly key: string;
  readonly result: QualityRun;
}

const readStored = (out: string, name: string) =>
  readJson(join(out, "partial", name)) as Promise<Stored>;

Deno.test("quality: a killed run goes on where it was, to the result of an undisturbed one", async () => {
  await using folder = await TemporaryFolder.create();
  const [killed, whole] = ["killed", "whole"].map((name) => join(folder.path, name));
  await killOnceStored(() => startTask("quality", ...LONG, "--out", killed), killed, 2);
  assertEquals(await listFolder(killed), ["partial"]);

  // Of what is stored keep one network, as of a run with one seed, and what a kill may leave behind.
  let kept: Stored | undefined;
  for (const name of await listStored(killed)) {
    const stored = await readStored(killed, name);
    if (stored.key === "tanh seed 0") kept = stored;
    else await Deno.remove(join(killed, "partial", name));
  }
  const torn = `.quality.html.${crypto.randomUUID()}.tmp`;
  for (const parts of [[], ["partial"]]) {
    await Deno.writeTextFile(join(killed, ...parts, torn), "<html>");
  }

  const other = SMALL.map((word) => word === "3" ? "4" : word);
  const { code, err } = await runTask("quality", ...other, "--out", killed);
  assertEquals(code, 1);
  assertMatch(err, /^quality: Expected results of this configuration in .*partial, found .*\n$/);
  assertStringIncludes(err, "(steps: 3 instead of 4)");

  const resumed = await runTask("quality", ...SMALL, "--out", killed);
  assertEquals(resumed.code, 0, resumed.err);
  assertMatch(resumed.err, /^Measuring: 4 networks, 1 of them done before\n/);
  assertEquals(await listFolder(killed), ["quality.html", "quality.json", "quality.svg"]);
  assertEquals((await runTask("quality", ...SMALL, "--out", whole)).code, 0);
  const [continued, undisturbed] = await Promise.all(
    [killed, whole].map((out) => readJson(join(out, "quality.json")) as Promise<Quality>),
  );
  assertEquals(withoutTimes(continued), withoutTimes(undisturbed));
  // Only a result that was kept can have the time that was stored.
  assertEquals(
    continued.runs[0].phases.after[0].time,
    Number(kept!.result.phases.after[0].time.toPrecision(4)),
  );
});

Deno.test("quality: Ctrl-C keeps the networks that are done", async () => {
  await using folder = await TemporaryFolder.create();
  const out = folder.path;
  const process = startTask("quality", ...LONG, "--out", out);
  await untilStored(process, out, 2);
  const before = performance.now();
  process.kill("SIGINT");
  const { code, err } = await finish(process);
  assertEquals(code, 130, err);
  assertLess(performance.now() - before, 10_000);
  assert(err.endsWith("quality: interrupted\n"), err);
  assertEquals(await listFolder(out), ["partial"]);
  const stored = await listStored(out);
  assertEquals((await listFolder(join(out, "partial"))).length, stored.length + 1);
  const keys = await Promise.all(stored.map(async (name) => (await readStored(out, name)).key));
  const expected = Array.from(keys, (_, seed) => `tanh seed ${seed}`);
  assertEquals(keys.sort(), expected.sort());
  assert(keys.length >= 2);
});
