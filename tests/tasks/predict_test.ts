import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { encode } from "fast-png";
import { join } from "node:path";
import { encodeSafetensors } from "../../lib/runs/mod.ts";
import { type Architecture, buildLayers, encodeModel } from "../../lib/train/mod.ts";
import { createNetwork, type Network } from "../../mod.ts";
import { idx } from "../data/idx_files.ts";
import { TemporaryFolder } from "../support/temporary_folder.ts";
import { runTask } from "./support/task_process.ts";

const architecture: Architecture = { kind: "mlp", widths: [9, 3], activation: "tanh" };

/** Tells bars of a 3×3 image apart: upright, lying and slanting ones, whatever else there is. */
function barNetwork(): Network {
  const network = createNetwork(buildLayers(architecture));
  const weight = [[0, 9, 0, 0, 9, 0, 0, 9, 0], [0, 0, 0, 9, 9, 9, 0, 0, 0], [
    9,
    0,
    0,
    0,
    9,
    0,
    0,
    0,
    9,
  ]];
  network.load({ "0.weight": weight.flat(), "0.bias": [0, 0, 0] });
  return network;
}

const model = (description = {}) =>
  encodeModel(barNetwork(), {
    ...{ architecture, image: [3, 3], classes: ["upright", "lying", "slanting"] },
    ...description,
  });

const LYING = [0, 0, 0, 255, 255, 255, 0, 0, 0];

Deno.test("predict: an image's class and the probability of each", async () => {
  const data = new Uint8Array(LYING);
  await using folder = await TemporaryFolder.create({
    model: model(),
    "lying.png": encode({ width: 3, height: 3, channels: 1, depth: 8, data }),
    "dark.png": encode({
      width: 3,
      height: 3,
      channels: 1,
      depth: 8,
      data: data.map((v) => 255 - v),
    }),
    "many.idx": idx([2, 3, 3], [0, 200, 0, 0, 200, 0, 0, 200, 0, ...LYING]),
  });
  const path = (name: string) => join(folder.path, name);
  const run = (...args: string[]) => runTask("predict", "--model", path("model"), ...args);
  const plain = await run("--image", path("lying.png"));
  assertEquals([plain.code, plain.err], [0, ""]);
  assertMatch(plain.out, /lying\.png: lying\n\n\| class .*\n.*\n\| lying +\| +1\.0000 \|\n/);
  assertEquals(plain.out.match(/^\| (upright|lying|slanting)/gm)?.length, 3);

  const dark = await run("--image", path("dark.png"), "--json");
  assertEquals(dark.err, "predict: the image was inverted, for its background is light\n");
  const found = JSON.parse(dark.out);
  assertEquals(found.class, "lying");
  assertEquals(found.notes, ["inverted, for its background is light"]);
  const sum = found.probabilities.reduce((a: number, b: number) => a + b, 0);
  assert(Math.abs(sum - 1) < 1e-6 && found.probabilities[1] > 0.99);

  const first = await run("--image", path("many.idx"));
  assertStringIncludes(first.out, "many.idx: upright\n");
  const second = await run("--image", path("many.idx"), "--index", "1");
  assertStringIncludes(second.out, "many.idx, image 1: lying\n");
});

Deno.test("predict: files that are not what they should be are refused with their names", async () => {
  const whole = model();
  const weight = { shape: [3, 8], data: new Float32Array(24) };
  const described = (description: string) =>
    encodeSafetensors({ tensors: { "0.weight": weight }, metadata: { hesscale: description } });
  const files: Record<string, [contents: Uint8Array, message: string]> = {
    half: [whole.subarray(0, whole.length / 2), "Expected "],
    text: [
      new TextEncoder().encode("not a model at all"),
      "Expected a header of at most 10 bytes in",
    ],
    foreign: [
      encodeSafetensors({ tensors: { "0.weight": weight } }),
      "found only 0.weight [3, 8]",
    ],
    json: [described("{"), "Expected JSON in the description in"],
    nothing: [described("null"), "Expected an architecture in"],
    kind: [described('{"architecture":{"kind":"cnn"}}'), 'expected an architecture of kind "mlp"'],
    activation: [
      described('{"architecture":{"kind":"mlp","widths":[9,3],"activation":"tahn"}}'),
      'found "tahn", did you mean "tanh"?',
    ],
    shape: [
      described(JSON.stringify({ architecture, image: [3, 3] })),
      "Expected the parameters 0.weight [3, 9], 0.bias [3] in",
    ],
    image: [model({ image: undefined }), "Expected a network for images [height, width] in"],
  };
  await using folder = await TemporaryFolder.create({
    ...Object.fromEntries(Object.entries(files).map(([name, [contents]]) => [name, contents])),
    good: whole,
    "lying.idx": idx([1, 3, 3], LYING),
  });
  const path = (name: string) => join(folder.path, name);
  for (const [name, [, message]] of Object.entries(files)) {
    const { code, out, err } = await runTask(
      "predict",
      ...["--model", path(name), "--image", path("lying.idx")],
    );
    assertEquals([code, out], [1, ""], name);
    assertMatch(err, /^predict: .*\n$/);
    assertStringIncludes(err, message);
    assertStringIncludes(err, path(name));
  }
  for (
    const [image, message] of [["missing", "Could not read"], ["text", "Expected a PNG or IDX"]]
  ) {
    const { code, err } = await runTask(
      "predict",
      ...["--model", path("good"), "--image", path(image)],
    );
    assertEquals(code, 1);
    assertStringIncludes(err, message);
    assertStringIncludes(err, path(image));
  }
  assertEquals((await runTask("predict")).code, 2);
});
