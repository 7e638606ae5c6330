import { assertEquals, assertGreater } from "@std/assert";
import { join } from "node:path";
import { Random } from "../../../mod.ts";
import { TemporaryFolder } from "../../support/temporary_folder.ts";
import { finish, listFolder, startTask } from "../support/task_process.ts";
import { readRecords, smallArguments, smallImages } from "./small.ts";

const KILLS = 20;
const EPOCHS = 400; // 6 steps each

const wait = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** The step of the last checkpoint in a run's folder; 0 if there is none. */
async function lastStep(out: string): Promise<number> {
  const names = await listFolder(join(out, "checkpoints"));
  return Math.max(0, ...names.map((name) => Number(/^step-(\d+)/.exec(name)?.[1] ?? 0)));
}

async function hasBegun(out: string): Promise<boolean> {
  return (await listFolder(out)).includes("config.json");
}

Deno.test("a run that is killed at 20 moments ends as one that is not, bit for bit", async () => {
  await using data = await TemporaryFolder.create(smallImages());
  await using folder = await TemporaryFolder.create();
  const [whole, killed] = ["whole", "killed"].map((name) => join(folder.path, name));
  const begin = (out: string, ...more: string[]) =>
    startTask(
      "train",
      ...smallArguments(data.path),
      "--epochs",
      `${EPOCHS}`,
      "--out",
      out,
      ...more,
    );
  const began = performance.now();
  const first = await finish(begin(whole));
  const time = performance.now() - began;

  const random = new Random(Date.now());
  let kills = 0;
  let afterCheckpoints = 0;
  for (let attempt = 0; attempt < KILLS; attempt++) {
    const before = await lastStep(killed);
    // Some lose the work of several steps, some none.
    const seconds = ["0", "0", "0.002"][attempt % 3];
    const process = begin(
      killed,
      ...["--checkpoint-every", seconds],
      ...(await hasBegun(killed) ? ["--resume"] : []),
    );
    let hasEnded = false;
    const ended = process.status.then((status) => (hasEnded = true, status));
    if (attempt % 4 === 0) {
      await wait(random.uniform() * time / 10);
    } else {
      const goal = before + 1 + random.integer(12);
      while (!hasEnded && await lastStep(killed) < goal) await wait(2);
      await wait(15 * random.uniform());
    }
    if (await lastStep(killed) > before) afterCheckpoints++;
    try {
      process.kill("SIGKILL");
    } catch {
      // It has ended by itself.
    }
    const [{ code, signal }, err] = await Promise.all([
      ended,
      new Response(process.stderr).text(),
      process.stdout.cancel(),
    ]);
    if (signal === "SIGKILL") kills++;
    else assertEquals(code, 0, err);
  }
  assertGreater(kills, KILLS / 2);
  assertGreater(afterCheckpoints, KILLS / 2);

  const last = await finish(begin(killed, "--resume"));
  assertEquals([first.code, last.code], [0, 0], first.err + last.err);
  const [model, same] = await Promise.all(
    [killed, whole].map((out) => Deno.readFile(join(out, "model.safetensors"))),
  );
  assertEquals(model, same);
  const [records, expected] = await Promise.all(
    [killed, whole].map((out) => readRecords(join(out, "metrics.jsonl"))),
  );
  assertEquals(records, expected);
  assertEquals(
    records.filter(({ kind }) => kind === "step").map(({ step }) => step),
    Array.from({ length: 6 * EPOCHS }, (_, i) => i + 1),
  );
  assertEquals(await listFolder(killed), await listFolder(whole));
});
