import { assertEquals } from "@std/assert";
import { createRequire } from "node:module";
import { join } from "node:path";
import * as library from "../../lib/envs/mod.ts";
import { TemporaryFolder } from "../support/temporary_folder.ts";
import { bundle, canRun, named, runInNode } from "./commands.ts";
import { CHROMIUM, runInChromium } from "./chromium.ts";
import { type Played, run } from "./episodes.ts";

const SEED = 5;

/** Sines and powers of engines differ in their last bits, and a hundred steps of a robot enlarge that. */
const TOLERANCE = 1e-6;

const expected = await run(library, SEED);

function assertClose(found: unknown): void {
  assertEquals(Object.keys(found as Played), Object.keys(expected));
  for (const [id, numbers] of Object.entries(found as Played)) {
    assertEquals(numbers.length, expected[id].length);
    const far = numbers.findIndex((value, i) => !(Math.abs(value - expected[id][i]) < TOLERANCE));
    assertEquals(far, -1, `${id}: expected ${expected[id][far]}, found ${numbers[far]} at ${far}`);
  }
}

/** The bundle, what is played on it, and MuJoCo beside them. */
async function bundleAll({ path }: TemporaryFolder): Promise<void> {
  await bundle("lib/envs/mod.ts", join(path, "library.js"));
  await bundle("tests/runtimes/episodes.ts", join(path, "program.js"));
  const wasm = createRequire(import.meta.url).resolve("@mujoco/mujoco/mujoco.wasm");
  await Deno.copyFile(wasm, join(path, "mujoco.wasm"));
}

const packageFile = { "package.json": `{ "type": "module" }` };
const canBundle = await canRun(Deno.execPath());
const hasNode = canBundle && await canRun("node");
const hasChromium = canBundle && await canRun(CHROMIUM);

Deno.test({
  name: named(
    "environments: a bundle gives Node the same episodes",
    hasNode,
    "no node on the PATH, or no leave to run it",
  ),
  ignore: !hasNode,
  async fn() {
    await using folder = await TemporaryFolder.create(packageFile);
    await bundleAll(folder);
    assertClose(await runInNode(folder.path, SEED));
  },
});

Deno.test({
  name: named(
    "environments: a bundle gives Chromium the same episodes, in a page and in a worker",
    hasChromium,
    `no Chromium at ${CHROMIUM}, or no leave to run it`,
  ),
  ignore: !hasChromium,
  async fn() {
    await using folder = await TemporaryFolder.create(packageFile);
    await bundleAll(folder);
    const { page, worker } = await runInChromium(folder.path, SEED);
    assertClose(page);
    assertClose(worker);
  },
});
