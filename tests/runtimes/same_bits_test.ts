import { assert, assertEquals, assertLess } from "@std/assert";
import { join } from "node:path";
import * as library from "../../mod.ts";
import { TemporaryFolder } from "../support/temporary_folder.ts";
import { bundle, canRun, named, runInNode } from "./commands.ts";
import { CHROMIUM, runInChromium } from "./chromium.ts";
import { train, type Trained } from "./program.ts";

const SEED = 7;

const trained = train(library, SEED);

/** How many words of two runs differ. */
function countDifferent(one: Trained, other: Trained): number {
  assertEquals(other.words.length, one.words.length);
  return one.words.filter((word, i) => word !== other.words[i]).length;
}

function assertSameBits(found: unknown): void {
  const different = countDifferent(trained, found as Trained);
  assert(different === 0, `Expected the bits of Deno, found ${different} other words`);
}

/** Before Node 20.19 a module called .js is known by this alone. */
const packageFile = { "package.json": `{ "type": "module" }` };

/** Puts the module of the README and the program into a folder. */
async function bundleAll({ path }: TemporaryFolder): Promise<void> {
  await bundle("mod.ts", join(path, "library.js"));
  await bundle("tests/runtimes/program.ts", join(path, "program.js"));
}

Deno.test("same bits: the program learns, and its numbers are finite", () => {
  assertLess(trained.losses.at(-1)!, trained.losses[0] / 2);
  const numbers = new Float64Array(Uint32Array.from(trained.words).buffer);
  assert(numbers.every(Number.isFinite));
});

Deno.test("same bits: again with the same seed, other bits with another", () => {
  assertEquals(countDifferent(trained, train(library, SEED)), 0);
  assertLess(trained.words.length / 4, countDifferent(trained, train(library, SEED + 1)));
});

const canBundle = await canRun(Deno.execPath());
const hasNode = canBundle && await canRun("node");
const hasChromium = canBundle && await canRun(CHROMIUM);

Deno.test({
  name: named("same bits: in Node", hasNode, "no node on the PATH, or no leave to run it"),
  ignore: !hasNode,
  async fn() {
    await using folder = await TemporaryFolder.create(packageFile);
    await bundleAll(folder);
    assertSameBits(await runInNode(folder.path, SEED));
  },
});

Deno.test({
  name: named(
    "same bits: in Chromium, in the page's thread and in a worker",
    hasChromium,
    `no Chromium at ${CHROMIUM}, or no leave to run it`,
  ),
  ignore: !hasChromium,
  async fn() {
    await using folder = await TemporaryFolder.create(packageFile);
    await bundleAll(folder);
    const { page, worker } = await runInChromium(folder.path, SEED);
    assertSameBits(page);
    assertSameBits(worker);
  },
});
