/**
 * Trains a classifier of images: `deno task classify --help`.
 *
 * @module
 */

import { join } from "node:path";
import type { Augmentation, ImageDataset } from "../lib/data/mod.ts";
import { methodStyle, saveHtml, saveSvg } from "../lib/plot/mod.ts";
import {
  checkSameOptions,
  exists,
  latestCheckpoint,
  openRun,
  readConfiguration,
  type Run,
} from "../lib/runs/mod.ts";
import {
  buildLayers,
  confusionOn,
  encodeModel,
  type EndEvent,
  evaluateOn,
  fit,
  imageExamples,
  inputFeatures,
  type Score,
} from "../lib/train/mod.ts";
import { createNetwork, crossEntropy } from "../mod.ts";
import { confusionFigure } from "./classify/confusion.ts";
import { continueCommand } from "./classify/continue_command.ts";
import { curveOf, type Metric } from "./classify/curve.ts";
import { imagesOf } from "./classify/images.ts";
import { optimizerOf } from "./classify/optimizer.ts";
import { type ClassifyValues, command } from "./classify/options.ts";
import { runCommand } from "./command.ts";
import { architectureOf, checkNetwork } from "./support/network.ts";
import { flagOf } from "./support/options.ts";
import { startProgress } from "./support/progress.ts";
import { readRecords } from "./support/records.ts";
import { UsageError } from "./support/usage_error.ts";
import { versions } from "./support/versions.ts";

/** Options that may be others when a run continues. */
const mayChange = ["epochs"];

if (import.meta.main) {
  Deno.exitCode = await runCommand(command, Deno.args, async (told, { signal, given }) => {
    const values = told.resume ? await resumed(told, given) : told;
    checkNetwork(values);
    const images = await imagesOf(values);
    const { normalization, augmentation } = images;
    const architecture = architectureOf(values, images.training);
    const network = createNetwork(buildLayers(architecture), { seed: values.seed });
    const perEpoch = Math.ceil(images.training.count / values.batch);
    if (values.resume) await refuseFewerEpochs(values, perEpoch);
    using optimizer = await optimizerOf(network, architecture, values);
    await using run = await openRun(values.out, {
      ...configurationOf(values),
      resume: values.resume,
      mayChange,
      nameOf: flagOf,
    });
    for (const note of run.notes) console.error(`classify: ${note}`);
    if (run.checkpoint?.step === values.epochs * perEpoch) {
      console.error(`classify: all ${values.epochs} epochs are done already`);
    }

    const features = inputFeatures(architecture);
    const examplesOf = (part: ImageDataset, varied?: Augmentation) =>
      imageExamples(part, { features, normalization, augmentation: varied });
    const examples = examplesOf(images.training, augmentation);
    const training = { network, optimizer, examples, validation: examplesOf(images.validation) };
    const { reason, step, epoch } = await train(run, training, values, perEpoch, signal)
      .catch((error) => {
        const { savedStep } = run;
        if (savedStep !== undefined) console.error(`The last checkpoint is of step ${savedStep}`);
        throw error;
      });
    if (reason === "aborted") {
      console.error(`Saved at step ${step}. To continue: ${continueCommand(values.out)}`);
      signal.throwIfAborted();
    }
    if (reason === "early stopping") {
      console.error(`Stopped after epoch ${epoch}: the validation loss no longer falls`);
    }

    const test = examplesOf(images.test);
    const score = evaluateOn(network, crossEntropy, test);
    run.log().append({ kind: "test", ...score });
    run.log().flush();
    const { shape, names, subject } = images.training;
    await run.write(
      "model.safetensors",
      encodeModel(network, { architecture, image: shape, classes: names, normalization, subject }),
    );
    await draw(run, values, { perEpoch, confusion: confusionOn(network, test), names });
    report(values, score);
  });
}

/**
 * The options of the run in `--out`, and on top of them what the command line says.
 *
 * @throws {Error} If that is something else than what the run began with
 */
async function resumed(
  values: ClassifyValues,
  given: ReadonlySet<string>,
): Promise<ClassifyValues> {
  const path = join(values.out, "config.json");
  if (!await exists(path)) return values; // what there is to say about it, openRun says
  const { options } = await readConfiguration(path);
  const kept = Object.fromEntries(Object.entries(options).filter(([name]) => !given.has(name)));
  const settled = { ...values, ...kept };
  const now = configurationOf(settled).options;
  checkSameOptions(path, { options }, { options: now }, { mayChange, nameOf: flagOf });
  return settled;
}

/** @throws {UsageError} If a run has done more epochs than it is to have. */
async function refuseFewerEpochs(
  { out, epochs }: ClassifyValues,
  perEpoch: number,
): Promise<void> {
  const done = await latestCheckpoint(out).catch(() => undefined);
  if (done === undefined || done.step <= epochs * perEpoch) return;
  throw new UsageError(
    `--epochs must be at least ${Math.ceil(done.step / perEpoch)}, for the run has done ` +
      `${done.step} steps of ${perEpoch} an epoch, found ${epochs}`,
  );
}

/** What the results depend on, the seed among it. */
function configurationOf(
  { out: _, resume: __, json: ___, checkpointEvery: ____, threads: _____, ...options }:
    ClassifyValues,
) {
  return {
    options,
    command: `deno task classify ${Deno.args.join(" ")}`.trim(),
    versions: versions(),
  };
}

/** Trains to the end, or until the signal comes; the run is saved then. */
async function train(
  run: Run,
  { network, optimizer, examples, validation }: {
    readonly network: Parameters<typeof fit>[0];
    readonly optimizer: Parameters<typeof fit>[3];
    readonly examples: ReturnType<typeof imageExamples>;
    readonly validation: ReturnType<typeof imageExamples>;
  },
  { epochs, batch, seed, patience, checkpointEvery, logEvery }: ClassifyValues,
  perEpoch: number,
  signal: AbortSignal,
): Promise<EndEvent> {
  const from = run.checkpoint;
  using progress = startProgress({
    label: "Training",
    unit: "steps",
    total: epochs * perEpoch,
    done: from?.step,
  });
  const log = run.log();
  let accuracy = "";
  const earlyStopping = patience === undefined ? undefined : { patience };
  const options = { epochs, batch, seed, validation, earlyStopping, checkpointEvery, from, signal };
  for await (const event of fit(network, crossEntropy, examples, optimizer, options)) {
    if (event.kind === "step") {
      const { kind, smoothLoss: loss, ...others } = event;
      progress.advance(1, `loss ${loss.toPrecision(3)}${accuracy}`);
      if (event.step % logEvery === 0) log.append({ kind, ...others, loss });
    } else if (event.kind === "checkpoint") {
      await run.save(event.checkpoint);
    } else if (event.kind === "end") {
      return event;
    } else {
      if (event.kind === "evaluation") {
        accuracy = `, accuracy ${(100 * event.accuracy!).toFixed(1)} %`;
      }
      log.append({ ...event });
    }
  }
  throw new Error("Expected training to end with an event, found none");
}

async function draw(
  run: Run,
  { optimizer, validation }: ClassifyValues,
  { perEpoch, confusion, names }: {
    readonly perEpoch: number;
    readonly confusion: readonly (readonly number[])[];
    readonly names?: readonly string[];
  },
): Promise<void> {
  const metrics = await readRecords<Metric>(run.log().path);
  const title = `Training by ${methodStyle(optimizer).label}`;
  const evaluatedOn = validation > 0 ? "validation" : "test";
  const curve = curveOf(metrics, { title, perEpoch, evaluatedOn });
  const answers = confusionFigure(confusion, { title: "Answers to test images", names });
  if (curve) await saveSvg(curve, join(run.folder, "curve.svg"));
  await saveSvg(answers, join(run.folder, "confusion.svg"));
  await saveHtml(curve ? [curve, answers] : [answers], join(run.folder, "curve.html"), {
    title,
    description: `Made by deno task classify ${Deno.args.join(" ")}`.trim(),
  });
}

function report({ out, json }: ClassifyValues, { loss, accuracy }: Score): void {
  if (json) console.log(JSON.stringify({ loss, accuracy }));
  else {
    console.log(
      `Test accuracy ${(100 * accuracy!).toFixed(2)} %, loss ${loss.toPrecision(4)}; ` +
        `see ${join(out, "model.safetensors")}, curve.html, curve.svg, confusion.svg ` +
        "and metrics.jsonl",
    );
  }
}
