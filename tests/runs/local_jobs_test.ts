import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { join } from "node:path";
import { type JobOutcome, LocalJobs } from "../../lib/runs/mod.ts";
import { TemporaryFolder } from "../support/temporary_folder.ts";

/** A job that is a program in one line. */
const job = (folder: string, name: string, code: string) => ({
  name,
  command: [Deno.execPath(), "eval", code] as const,
  folder: join(folder, name),
});

async function collectAll(jobs: LocalJobs): Promise<Map<string, JobOutcome>> {
  const outcomes = new Map<string, JobOutcome>();
  for (;;) {
    const states = await jobs.poll();
    for (const [name, state] of states) {
      if (state === "ended") outcomes.set(name, await jobs.collect(name));
    }
    if (outcomes.size > 0 && (await jobs.poll()).size === 0) return outcomes;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

Deno.test("jobs: as many at a time as told, in order, each with what it printed", async () => {
  await using folder = await TemporaryFolder.create();
  await using jobs = new LocalJobs({ parallel: 2 });
  const times = `const from = Date.now(); await new Promise((r) => setTimeout(r, 150));
    console.log(JSON.stringify([from, Date.now()])); console.error("aside");`;
  for (const name of ["a", "b", "c", "d"]) await jobs.submit(job(folder.path, name, times));
  assertEquals([...(await jobs.poll()).values()], ["running", "running", "waiting", "waiting"]);
  const outcomes = await collectAll(jobs);
  assertEquals([...outcomes.keys()].toSorted(), ["a", "b", "c", "d"]);
  const spans: [number, number][] = [];
  for (const { code, log } of outcomes.values()) {
    assertEquals(code, 0);
    const text = await Deno.readTextFile(log);
    assertStringIncludes(text, "aside");
    spans.push(JSON.parse(/^\[.*\]$/m.exec(text)![0]));
  }
  for (const [from] of spans) {
    const going = spans.filter(([begin, end]) => begin <= from && from < end).length;
    assert(going <= 2, `${going} at a time`);
  }
});

Deno.test("jobs: one that fails or cannot start is told apart, keeps its log, and stops no other", async () => {
  await using folder = await TemporaryFolder.create();
  await using jobs = new LocalJobs({ parallel: 1 });
  await jobs.submit(job(folder.path, "bad", `console.error("no good"); Deno.exit(3)`));
  const nothing = join(folder.path, "no-such-program");
  await jobs.submit({ name: "none", command: [nothing], folder: join(folder.path, "none") });
  await jobs.submit(job(folder.path, "good", `console.log("good")`));
  await assertRejects(() => jobs.submit(job(folder.path, "good", "")), RangeError, "found good");
  await assertRejects(() => jobs.collect("good"), RangeError, "found good, waiting");
  const outcomes = await collectAll(jobs);
  assertEquals([...outcomes].map(([name, { code }]) => [name, code]), [
    ["bad", 3],
    ["none", 1],
    ["good", 0],
  ]);
  assertStringIncludes(await Deno.readTextFile(outcomes.get("bad")!.log), "no good");
  await Deno.stat(outcomes.get("none")!.log);
});

Deno.test("jobs: when the runner is disposed of, they are asked to end, and no other starts", async () => {
  await using folder = await TemporaryFolder.create();
  const code = `Deno.addSignalListener("SIGTERM", () => { console.log("asked"); Deno.exit(0); });
    console.log("here"); setInterval(() => {}, 1000);`;
  {
    await using jobs = new LocalJobs({ parallel: 1, patience: 20_000 });
    await jobs.submit(job(folder.path, "first", code));
    await jobs.submit(job(folder.path, "second", code));
    const log = join(folder.path, "first", "job.log");
    while (!(await Deno.readTextFile(log).catch(() => "")).includes("\nhere")) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
  assertStringIncludes(await Deno.readTextFile(join(folder.path, "first", "job.log")), "asked");
  await assertRejects(() => Deno.stat(join(folder.path, "second")), Deno.errors.NotFound);
});

Deno.test("jobs: their number is checked", () => {
  assertThrows(() => new LocalJobs({ parallel: 0 }), RangeError, "found 0");
});
