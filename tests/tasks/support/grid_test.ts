import { assert, assertEquals, assertLess, assertMatch, assertRejects } from "@std/assert";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { readJson } from "../../../tasks/support/files.ts";
import { runGrid } from "../../../tasks/support/grid.ts";
import { ResultStore } from "../../../tasks/support/store.ts";
import { TemporaryFolder } from "../../support/temporary_folder.ts";
import type { Task } from "./fixture_worker.ts";

const WORKER = new URL("./fixture_worker.ts", import.meta.url);
const TASK = fileURLToPath(new URL("./fixture_task.ts", import.meta.url));
const SQUARES = Array.from({ length: 12 }, (_, i) => i * i);

/** Starts the task in a process of its own, with the permissions that it needs. */
function start(out: string, ...args: string[]): Deno.ChildProcess {
  const permissions = ["--allow-read", `--allow-write=${out}`];
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-check", "--no-prompt", ...permissions, TASK, "--out", out, ...args],
    stdout: "piped",
    stderr: "piped",
    env: { NO_COLOR: "1" },
  }).spawn();
}

async function finish(process: Deno.ChildProcess): Promise<{ code: number; err: string }> {
  const { code, stdout, stderr } = await process.output();
  assertEquals(new TextDecoder().decode(stdout), "");
  return { code, err: new TextDecoder().decode(stderr) };
}

async function list(path: string): Promise<string[]> {
  try {
    return (await Array.fromAsync(Deno.readDir(path), ({ name }) => name)).sort();
  } catch {
    return [];
  }
}

/** Waits until so many results are stored. */
async function untilStored(out: string, count: number): Promise<void> {
  const isStored = async () =>
    (await list(join(out, "partial"))).filter((name) => name.startsWith("square-")).length >= count;
  while (!await isStored()) await new Promise((resolve) => setTimeout(resolve, 10));
}

Deno.test("a task does all jobs, saves the whole, and removes the parts", async () => {
  for (const args of [["--jobs", "1"], ["--jobs", "3"]]) {
    await using folder = await TemporaryFolder.create();
    const out = join(folder.path, "new", "folder");
    const { code, err } = await finish(start(out, ...args));
    assertEquals(code, 0, err);
    assertMatch(err, /^Squaring: 12 numbers\n(.*\n)+Squaring: 12 of 12 numbers, in .* s\n$/);
    assertEquals(await list(out), ["squares.json"]);
    assertEquals(await readJson(join(out, "squares.json")), SQUARES);
  }
});

Deno.test("a killed task goes on where it was, to the same result", async () => {
  await using folder = await TemporaryFolder.create();
  const out = folder.path;
  for (const stored of [2, 5]) {
    const process = start(out, "--wait", "300", "--jobs", "2");
    await untilStored(out, stored);
    process.kill("SIGKILL");
    await process.output();
    assertEquals(await list(out), ["partial"]);
  }
  const { code, err } = await finish(start(out));
  assertEquals(code, 0, err);
  const [, done] = err.match(/^Squaring: 12 numbers, (\d+) of them done before\n/) ?? [];
  assert(Number(done) >= 5 && Number(done) < 12, err);
  assertEquals(await readJson(join(out, "squares.json")), SQUARES);
});

Deno.test("an interrupted task stops soon, says so, and leaves nothing half-written", async () => {
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    await using folder = await TemporaryFolder.create();
    const process = start(folder.path, "--wait", "30", "--count", "100000", "--jobs", "2");
    await untilStored(folder.path, 1);
    const before = performance.now();
    process.kill(signal);
    const { code, err } = await finish(process);
    assertEquals(code, 130, err);
    assertLess(performance.now() - before, 10_000);
    assertMatch(err, /^Squaring: 100000 numbers\nsquares: interrupted\n$/);
    const names = await list(join(folder.path, "partial"));
    assertEquals(names.filter((name) => name.endsWith(".tmp")), []);
    assertEquals((await finish(start(folder.path, "--count", "1"))).code, 0);
  }
});

Deno.test("a second signal ends even a task that does not listen to the first", async () => {
  await using folder = await TemporaryFolder.create();
  const out = join(folder.path, "new");
  const process = start(out, "--stubborn");
  while ((await list(folder.path)).length === 0) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  process.kill("SIGINT");
  await new Promise((resolve) => setTimeout(resolve, 100));
  process.kill("SIGINT");
  const before = performance.now();
  assertEquals((await finish(process)).code, 130);
  assertLess(performance.now() - before, 10_000);
});

Deno.test("a failed job ends the task with one line and its name, and the rest is kept", async () => {
  await using folder = await TemporaryFolder.create();
  const failed = await finish(start(folder.path, "--bad", "7", "--jobs", "2"));
  assertEquals(failed.code, 1);
  assertMatch(failed.err, /\nsquares: Job square 7 failed: Expected luck, found none\n$/);
  const { code, err } = await finish(start(folder.path));
  assertEquals(code, 0);
  assertMatch(err, /^Squaring: 12 numbers, ([5-9]|1[01]) of them done before\n/);
  assertEquals(await readJson(join(folder.path, "squares.json")), SQUARES);
});

Deno.test("a folder that cannot be written to ends the task before any work", async () => {
  await using folder = await TemporaryFolder.create({ file: "x" });
  const path = join(folder.path, "file");
  const { code, err } = await finish(start(path));
  assertEquals(code, 1);
  assertMatch(
    err,
    new RegExp(`^squares: --out ${path} is not writable: .* \\(os error \\d+\\)\n$`),
  );
});

const squareJobs = (count: number) =>
  Array.from({ length: count }, (_, of) => ({
    name: `square ${of}`,
    input: { do: "square", of } satisfies Task,
  }));

Deno.test("runGrid does only what the store does not hold", async () => {
  await using folder = await TemporaryFolder.create();
  const store = await ResultStore.open<number>({ folder: folder.path, configuration: {} });
  await store.save("square 1", 111);
  const stream = { write() {} };
  const options = { store, stream, label: "Squaring", unit: "numbers" };
  assertEquals(await runGrid(WORKER, squareJobs(4), options), [0, 111, 4, 9]);
  const none = new URL("missing.ts", WORKER);
  assertEquals(await runGrid(none, squareJobs(3), options), [0, 111, 4], "no worker is needed");
});

Deno.test("runGrid refuses jobs with the same name", async () => {
  await using folder = await TemporaryFolder.create();
  const store = await ResultStore.open<number>({ folder: folder.path, configuration: {} });
  await assertRejects(
    () =>
      runGrid(WORKER, [...squareJobs(2), ...squareJobs(1)], {
        store,
        label: "Squaring",
        unit: "x",
      }),
    TypeError,
    `Expected each job to have a name of its own, found "square 0" twice`,
  );
});
