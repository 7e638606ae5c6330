import { assert, assertEquals, assertRejects } from "@std/assert";
import { encode } from "fast-png";
import {
  createImageDataset,
  type ImageDataset,
  loadDataset,
  normalizationOf,
  selectImages,
} from "../../../lib/data/mod.ts";
import {
  type Architecture,
  buildLayers,
  decodeModel,
  encodeModel,
  evaluateOn,
  imageExamples,
  inputFeatures,
} from "../../../lib/train/mod.ts";
import { createNetwork, crossEntropy } from "../../../mod.ts";
import { classifyImage } from "../../../tasks/predict/classify_image.ts";
import { architectureOf } from "../../../tasks/support/network.ts";
import { cifar10Files } from "../../data/cifar_files.ts";
import { idx } from "../../data/idx_files.ts";
import { TemporaryFolder } from "../../support/temporary_folder.ts";
import { smallImages } from "../classify/small.ts";

const hasFashion = await Deno.stat("/usr/share/datasets/fashion-mnist")
  .then(() => true, () => false);

/** An image of a data set as a PNG file. */
function pngOf({ images, shape: [height, width, channels = 1] }: ImageDataset, index: number) {
  const size = height * width * channels;
  const data = images.slice(index * size, (index + 1) * size);
  return encode({ width, height, channels, depth: 8, data });
}

/** A model for images, after its way through a file, as `deno task classify` writes it. */
function modelFor(images: ImageDataset, network: string, normalize: boolean) {
  const architecture = architectureOf({
    network,
    activation: "tanh",
    ...network === "2c2d" && { channels: [3, 4], dense: [8] },
  }, images);
  return decodeModel(encodeModel(createNetwork(buildLayers(architecture), { seed: 5 }), {
    architecture,
    image: images.shape,
    classes: images.names,
    subject: images.subject,
    normalization: normalize ? normalizationOf(images) : undefined,
  }));
}

/** Images of a data set through files and `deno task predict` get the answers of an evaluation. */
async function checkAnswers(test: ImageDataset, network: string, normalize = true): Promise<void> {
  const model = modelFor(test, network, normalize);
  const { normalization } = model.description;
  const features = inputFeatures(model.description.architecture);
  const examples = imageExamples(test, { features, normalization });
  const input = new Float32Array(test.count * features.reduce((a, b) => a * b));
  const all = Uint32Array.from({ length: test.count }, (_, i) => i);
  examples.inputs(all, input);
  const { backend: b } = model.network;
  const output = model.network.forward(b.tensor(input, [test.count, ...features]));
  const expected = b.read(b.softmax(output));
  let correct = 0;
  for (const index of all) {
    const { probabilities, notes } = await classifyImage(model, pngOf(test, index), {
      model: "m",
      name: "i",
    });
    assertEquals(notes, []);
    const start = index * test.classes;
    assertEquals(probabilities, [...expected.subarray(start, start + test.classes)]);
    if (probabilities.indexOf(Math.max(...probabilities)) === test.labels[index]) correct++;
  }
  assertEquals(correct / test.count, evaluateOn(model.network, crossEntropy, examples).accuracy);
}

const some = (dataset: ImageDataset, count: number) =>
  selectImages(dataset, Array.from({ length: count }, (_, i) => i));

/** The negatives of images: dark on light. */
function negative(dataset: ImageDataset): ImageDataset {
  return { ...dataset, images: dataset.images.map((byte) => 255 - byte) };
}

Deno.test("digits get the answers of an evaluation, also their negatives", async () => {
  const { test } = await loadDataset("digits");
  await checkAnswers(some(test, 200), "mlp", false);
  const model = modelFor(test, "mlp", false);
  for (let index = 0; index < 10; index++) {
    const of = (images: ImageDataset) =>
      classifyImage(model, pngOf(images, index), { model: "m", name: "i" });
    const dark = await of(negative(test));
    assertEquals(dark.notes, ["inverted, for its background is light"]);
    assertEquals(dark.probabilities, (await of(test)).probabilities);
  }
});

Deno.test({
  name: "so do 200 images of Fashion-MNIST",
  ignore: !hasFashion,
  async fn() {
    await checkAnswers(some((await loadDataset("fashion")).test, 200), "2c2d");
  },
});

Deno.test("so do dark images on a light ground in IDX files, unless they are said to be MNIST", async () => {
  const files = smallImages();
  const name = "t10k-images-idx3-ubyte";
  const lit = files[name].map((byte, at) => at < 16 ? byte : 255 - byte);
  await using folder = await TemporaryFolder.create({ ...files, [name]: lit });
  const { test } = await loadDataset(folder.path);
  await checkAnswers(test, "mlp");
  const said = (await loadDataset(`mnist:${folder.path}`)).test;
  assertEquals(said, { ...test, subject: "digits" });
  const options = { model: "m", name: "i", index: 3 };
  const answer = async (of: ImageDataset, invert: "auto" | "yes" | "no") =>
    (await classifyImage(modelFor(of, "mlp", false), lit, { ...options, invert })).probabilities;
  const [plain, inverted] = [await answer(test, "no"), await answer(test, "yes")];
  assert(plain.join() !== inverted.join());
  assertEquals(await answer(test, "auto"), plain);
  assertEquals(await answer(said, "no"), plain);
  assertEquals(await answer(said, "yes"), inverted);
});

Deno.test("so do CIFAR's colours, and PNG images of either depth, grey among colours", async () => {
  await using cifar = await TemporaryFolder.create(cifar10Files(2));
  await checkAnswers((await loadDataset(cifar.path)).test, "2c2d");

  const size = { width: 8, height: 8 };
  const data = Uint16Array.from({ length: 192 }, (_, at) => 65535 - (at * 7919) % 9000);
  const deep = encode({ ...size, channels: 1, depth: 16, data: data.slice(0, 64) });
  const color = encode({ ...size, channels: 3, depth: 16, data });
  for (
    const files of [{ "a/1.png": deep, "b/1.png": deep }, { "a/1.png": deep, "b/1.png": color }]
  ) {
    await using folder = await TemporaryFolder.create(files);
    const { train, test } = await loadDataset(folder.path);
    for (const part of [train, test]) {
      await checkAnswers(part, "mlp");
      const model = modelFor(part, "mlp", true);
      const file = Object.values(files)[part.labels[0]];
      const found = await classifyImage(model, file, { model: "m", name: "i" });
      const byte = await classifyImage(model, pngOf(part, 0), { model: "m", name: "i" });
      assertEquals(found, byte);
    }
  }
});

Deno.test("images of another size are refused, unless they are to show digits", async () => {
  const architecture: Architecture = { kind: "mlp", widths: [9, 3], activation: "tanh" };
  const { network } = modelFor(
    createImageDataset({ images: new Uint8Array(9), labels: new Uint8Array(1), shape: [3, 3] }),
    "mlp",
    false,
  );
  const image = idx([1, 5, 4], Array.from({ length: 20 }, (_, at) => at === 6 ? 255 : 0));
  const answer = (subject?: "digits") =>
    classifyImage({ network, description: { architecture, image: [3, 3], subject } }, image, {
      model: "m",
      name: "i.idx",
    });
  const message = "Expected an image of 3×3 pixels, as the network takes them, in i.idx, found 4×5";
  await assertRejects(() => answer(), TypeError, message);
  assertEquals((await answer("digits")).notes.length, 1);
});
