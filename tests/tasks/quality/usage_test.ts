import { assertEquals, assertMatch } from "@std/assert";
import { join } from "node:path";
import { TemporaryFolder } from "../../support/temporary_folder.ts";
import { listFolder, runTask } from "../support/task_process.ts";

/** Command lines that cannot be followed, and what the one line says. */
const REFUSED: [string[], RegExp][] = [
  [
    ["--methods", "hescale"],
    /--methods must be one of .*, found "hescale", did you mean "hesscale"\?/,
  ],
  [["--methods", "ggn,bl89"], /--methods must hold hesscale, .*, found ggn,bl89/],
  [["--methods", "hesscale,hesscale"], /--methods must name each value once, .* twice/],
  [["--activation", "tahn"], /--activation must be one of .*, found "tahn", did you mean "tanh"\?/],
  [["--network", "784-10"], /--network must have a hidden layer: .*, found 784-10/],
  [["--network", "784-ten"], /--network must be .*, found "784-ten" with "ten" as width 2/],
  [["--network", "783-4-10"], /--network must lead from 784 pixels to 10 classes, found 783-4-10/],
  [["--network", "784-4-9"], /--network must lead from 784 pixels to 10 classes, found 784-4-9/],
  [["--samples", "10001"], /--samples must be at most 10000, the number of images, found 10001/],
  [["--batch", "10001"], /--batch must be at most 10000, the number of images, found 10001/],
  [["--seeds", "0"], /--seeds must be a whole number of at least 1, found "0"/],
  [["--step-size", "0"], /--step-size must be a number above 0, found "0"/],
  [["--step", "3"], /unknown flag --step, did you mean --steps\?/],
  [["stray"], /unknown argument "stray", see --help/],
];

Deno.test("quality: what cannot be followed is refused on one line, before any work", async () => {
  await using folder = await TemporaryFolder.create();
  for (const [args, reason] of REFUSED) {
    const out = join(folder.path, "out");
    const { code, out: printed, err } = await runTask("quality", ...args, "--out", out);
    assertEquals([code, printed], [2, ""], `${args}: ${err}`);
    assertMatch(err, new RegExp(`^quality: ${reason.source}\n$`));
    assertEquals(await listFolder(out), []);
  }
});

Deno.test("quality: no folder is made where a file is", async () => {
  await using folder = await TemporaryFolder.create({ file: "kept" });
  const file = join(folder.path, "file");
  for (const out of [file, join(file, "deeper")]) {
    const { code, err } = await runTask("quality", "--out", out);
    assertEquals(code, 1);
    assertMatch(err, /^quality: --out .*file(\/deeper)? is not writable: .* \(os error \d+\)\n$/);
  }
  assertEquals(await Deno.readTextFile(file), "kept");
  assertEquals(await listFolder(folder.path), ["file"]);
});

Deno.test("quality: images that are not there", async () => {
  await using folder = await TemporaryFolder.create();
  const [data, out] = ["data", "out"].map((name) => join(folder.path, name));
  const { code, err } = await runTask("quality", "--data", data, "--out", out);
  assertEquals(code, 1);
  assertMatch(err, /^quality: Expected a folder with images at .*data, found: .*\n$/);
});
