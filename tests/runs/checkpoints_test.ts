import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { type Checkpoint, decodeCheckpoint, encodeCheckpoint } from "../../lib/runs/mod.ts";
import { CheckpointFolder } from "../../lib/runs/checkpoints.ts";
import { TemporaryFolder } from "../support/temporary_folder.ts";

const at = (step: number): Checkpoint => ({
  step,
  state: { sum: 0.1 + step, name: "é", order: [3, 1, 2] },
  tensors: {
    "network.0.weight": { shape: [2, 2], data: new Float32Array([step, 2, 3, 1e-45]) },
    "mean.0.weight": { shape: [1], data: new Float64Array([1 / 3]) },
  },
});

async function files({ path }: TemporaryFolder): Promise<string[]> {
  return (await Array.fromAsync(Deno.readDir(path), ({ name }) => name)).sort();
}

const NAMES = [3, 20, 100].map((step) => `step-${String(step).padStart(12, "0")}.safetensors`);

Deno.test("a checkpoint is decoded as it was encoded", async () => {
  assertEquals(await decodeCheckpoint(await encodeCheckpoint(at(7))), at(7));
});

Deno.test("a checkpoint with any byte changed, or cut off anywhere, is refused", async () => {
  const whole = await encodeCheckpoint(at(7));
  for (let place = 0; place < whole.length; place += 3) {
    const changed = whole.slice();
    changed[place] ^= 1;
    const decoded = await decodeCheckpoint(changed).catch(() => undefined);
    // Spaces after the header are no part of what it says.
    assert(decoded === undefined || whole[place] === 0x20, `byte ${place}`);
    await assertRejects(() => decodeCheckpoint(whole.subarray(0, place)));
  }
});

Deno.test("a state that JSON would change is not encoded", async () => {
  const bad = { ...at(1), state: { loss: NaN } };
  await assertRejects(() => encodeCheckpoint(bad), TypeError, "found NaN at the value.loss");
});

Deno.test("the last two checkpoints are kept, and the last one is found", async () => {
  await using folder = await TemporaryFolder.create();
  const checkpoints = await CheckpointFolder.open(folder.path);
  assertEquals(await checkpoints.latest(), { damaged: [] });
  for (const step of [3, 20, 100]) await checkpoints.save(at(step));
  assertEquals(await files(folder), NAMES.slice(1));
  assertEquals(await checkpoints.latest(), { checkpoint: at(100), damaged: [] });
});

Deno.test("in place of a checkpoint cut in half the one before is used, and said", async () => {
  await using folder = await TemporaryFolder.create();
  const checkpoints = await CheckpointFolder.open(folder.path);
  for (const step of [3, 20]) await checkpoints.save(at(step));
  const path = join(folder.path, NAMES[1]);
  const whole = await Deno.readFile(path);
  await Deno.writeFile(path, whole.subarray(0, whole.length / 2));
  const { checkpoint, damaged } = await checkpoints.latest();
  assertEquals(checkpoint, at(3));
  assertEquals(damaged.length, 1);
  assertStringIncludes(damaged[0], path);
  assertStringIncludes(damaged[0], `found`);
  assertEquals(await files(folder), NAMES.slice(0, 1));
});

Deno.test("where no checkpoint is whole an error says so, and none is removed", async () => {
  await using folder = await TemporaryFolder.create();
  const checkpoints = await CheckpointFolder.open(folder.path);
  await checkpoints.save(at(3));
  const path = join(folder.path, NAMES[0]);
  const bytes = await Deno.readFile(path);
  bytes[bytes.length - 1] ^= 1;
  await Deno.writeFile(path, bytes);
  await assertRejects(
    () => checkpoints.latest(),
    Error,
    `Expected a checkpoint in ${folder.path} that is whole, found none: Expected the checksum`,
  );
  assertEquals(await files(folder), NAMES.slice(0, 1));
});

Deno.test("a full disk leaves the checkpoints before as they were, and the error names the file", async () => {
  await using folder = await TemporaryFolder.create();
  const checkpoints = await CheckpointFolder.open(folder.path);
  await checkpoints.save(at(3));
  const { write } = Deno.FsFile.prototype;
  let room = 100;
  Deno.FsFile.prototype.write = function (bytes) {
    if (room === 0) return Promise.reject(new Error("No space left on device (os error 28)"));
    const part = bytes.subarray(0, room);
    room -= part.length;
    return write.call(this, part);
  };
  try {
    await assertRejects(
      () => checkpoints.save(at(20)),
      Error,
      `Could not write ${join(folder.path, NAMES[1])}: No space left on device (os error 28)`,
    );
  } finally {
    Deno.FsFile.prototype.write = write;
  }
  assertEquals(room, 0);
  assertEquals(await files(folder), NAMES.slice(0, 1));
  assertEquals((await checkpoints.latest()).checkpoint, at(3));
});

Deno.test("what a killed process left half-written is gone after opening", async () => {
  const half = `.${NAMES[1]}.${crypto.randomUUID()}.tmp`;
  await using folder = await TemporaryFolder.create({ [half]: "half" });
  await CheckpointFolder.open(folder.path);
  assertEquals(await files(folder), []);
});
