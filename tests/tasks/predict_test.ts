import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { encode } from "fast-png";
import { join } from "node:path";
import { normalizePixels } from "../../lib/data/mod.ts";
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
    subject: "digits" as const,
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

  const kept = await run("--image", path("dark.png"), "--invert", "no", "--json");
  assertEquals([kept.err, JSON.parse(kept.out).class], ["", "upright"]);

  const first = await run("--image", path("many.idx"));
  assertStringIncludes(first.out, "many.idx: upright\n");
  const second = await run("--image", path("many.idx"), "--index", "1");
  assertStringIncludes(second.out, "many.idx, image 1: lying\n");
});

Deno.test("predict: a convolutional network takes normalised colours of its own size", async () => {
  const architecture: Architecture = {
    kind: "2c2d",
    image: [4, 4, 3],
    classes: 2,
    activation: "relu",
    channels: [2, 3],
    dense: [5],
  };
  const normalization = { mean: [0.5, 0.25, 0.1], deviation: [0.3, 0.2, 0.1] };
  const network = createNetwork(buildLayers(architecture), { seed: 4 });
  const description = { architecture, image: [4, 4, 3], classes: ["cat", "dog"], normalization };
  const data = Uint8Array.from({ length: 48 }, (_, at) => (at * 37) % 256);
  const png = (height: number) =>
    encode({ width: 4, height, channels: 3, depth: 8, data: data.subarray(0, 12 * height) });
  await using folder = await TemporaryFolder.create({
    model: encodeModel(network, description),
    "colors.png": png(4),
    "flat.png": png(3),
    "many.idx": idx([1, 4, 4], data.subarray(0, 16)),
  });
  const run = (name: string) =>
    runTask(
      "predict",
      ...["--model", join(folder.path, "model"), "--image", join(folder.path, name), "--json"],
    );
  const { code, out, err } = await run("colors.png");
  assertEquals([code, err], [0, ""]);
  const pixels = Float32Array.from(data, (byte) => byte / 255);
  normalizePixels(pixels, normalization);
  const { backend: b } = network;
  const output = b.read(b.softmax(network.forward(b.tensor(pixels, [1, 4, 4, 3]))));
  assertEquals(JSON.parse(out).probabilities, [...output]);
  const flat = await run("flat.png");
  assertMatch(flat.err, /Expected an image of 4×4 pixels, as the network takes .*, found 4×3\n/);
  const many = await run("many.idx");
  assertMatch(many.err, /Expected a PNG image for a network that takes colours in .*many\.idx\n/);
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
    kind: [
      described('{"architecture":{"kind":"cnn"}}'),
      "expected an architecture of kind mlp, 2c2d",
    ],
    activation: [
      described('{"architecture":{"kind":"mlp","widths":[9,3],"activation":"tahn"}}'),
      'found "tahn", did you mean "tanh"?',
    ],
    shape: [
      described(JSON.stringify({ architecture, image: [3, 3] })),
      "Expected the parameters 0.weight [3, 9], 0.bias [3] in",
    ],
    image: [
      model({ image: undefined }),
      "Expected a network for images [height, width] or [height, width, 3] in",
    ],
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
  const none = await runTask(
    "predict",
    ...["--model", path("none"), "--image", path("lying.idx")],
  );
  assertEquals(none.code, 1);
  assertStringIncludes(none.err, `Expected a network in ${path("none")}, found no file: deno task`);
  assertEquals((await runTask("predict")).code, 2);
});
