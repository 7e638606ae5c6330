/**
 * Trains a classifier of images: `deno task train --help`.
 *
 * @module
 */

import { join } from "node:path";
import { methodStyle, saveHtml, saveSvg } from "../lib/plot/mod.ts";
import { openRun, type Run } from "../lib/runs/mod.ts";
import {
  type Architecture,
  buildLayers,
  encodeModel,
  type EndEvent,
  evaluateOn,
  fit,
  imageExamples,
  type Score,
} from "../lib/train/mod.ts";
import { createNetwork, crossEntropy } from "../mod.ts";
import { runCommand } from "./command.ts";
import { flagOf } from "./support/options.ts";
import { startProgress } from "./support/progress.ts";
import { versions } from "./support/versions.ts";
import { continueCommand } from "./train/continue_command.ts";
import { curveOf } from "./train/curve.ts";
import { loadSplitImages } from "./train/images.ts";
import { optimizerOf } from "./train/optimizer.ts";
import { command, type TrainValues } from "./train/options.ts";

if (import.meta.main) {
  Deno.exitCode = await runCommand(command, Deno.args, async (values, { signal }) => {
    const images = await loadSplitImages(values);
    const architecture: Architecture = {
      kind: "mlp",
      widths: values.network,
      activation: values.activation,
    };
    const network = createNetwork(buildLayers(architecture), { seed: values.seed });
    const optimizer = optimizerOf(network, values);
    await using run = await openRun(values.out, {
      ...configurationOf(values),
      resume: values.resume,
      mayChange: ["epochs"],
      nameOf: flagOf,
    });
    for (const note of run.notes) console.error(`train: ${note}`);

    const examples = imageExamples(images.training);
    const training = { network, optimizer, examples, validation: imageExamples(images.validation) };
    const perEpoch = Math.ceil(examples.count / values.batch);
    const { reason, step, epoch } = await train(run, training, values, perEpoch, signal)
      .catch((error) => {
        const { savedStep } = run;
        if (savedStep !== undefined) console.error(`The last checkpoint is of step ${savedStep}`);
        throw error;
      });
    if (reason === "aborted") {
      console.error(`Saved at step ${step}. To continue: ${continueCommand(Deno.args)}`);
      signal.throwIfAborted();
    }
    if (reason === "early stopping") {
      console.error(`Stopped after epoch ${epoch}: the validation loss no longer falls`);
    }

    const score = evaluateOn(network, crossEntropy, imageExamples(images.test));
    run.log().append({ kind: "test", ...score });
    run.log().flush();
    const { shape, names } = images.training;
    await run.write(
      "model.safetensors",
      encodeModel(network, { architecture, image: shape, classes: names }),
    );
    await drawCurve(run, values, perEpoch);
    report(values, score);
  });
}

/** What the results depend on, the seed among it. */
function configurationOf(
  { out: _, resume: __, json: ___, checkpointEvery: ____, ...options }: TrainValues,
) {
  return {
    options,
    command: `deno task train ${Deno.args.join(" ")}`.trim(),
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
  { epochs, batch, seed, patience, checkpointEvery, logEvery }: TrainValues,
  perEpoch: number,
  signal: AbortSignal,
): Promise<EndEvent> {
  const from = run.checkpoint;
  using progress = startProgress({
    label: "Training",
    unit: "steps",
    total: epochs * perEpoch,
    done: Math.min(from?.step ?? 0, epochs * perEpoch),
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

async function drawCurve(run: Run, values: TrainValues, perEpoch: number): Promise<void> {
  const { optimizer, validation } = values;
  const text = await Deno.readTextFile(run.log().path);
  const evaluatedOn = validation > 0 ? "validation" : "test";
  const title = `Training by ${methodStyle(optimizer).label}`;
  const figure = curveOf(text, { title, perEpoch, evaluatedOn });
  if (!figure) return;
  await saveSvg(figure, join(run.folder, "curve.svg"));
  await saveHtml(figure, join(run.folder, "curve.html"), {
    title,
    description: `Made by deno task train ${Deno.args.join(" ")}`.trim(),
  });
}

function report({ out, json }: TrainValues, { loss, accuracy }: Score): void {
  if (json) console.log(JSON.stringify({ loss, accuracy }));
  else {
    console.log(
      `Test accuracy ${(100 * accuracy!).toFixed(2)} %, loss ${loss.toPrecision(4)}; ` +
        `see ${join(out, "model.safetensors")}, curve.html, curve.svg and metrics.jsonl`,
    );
  }
}
