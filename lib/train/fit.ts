import { Random } from "../backend/random.ts";
import { batches } from "../data/batches.ts";
import type { Network } from "../layers/network.ts";
import type { Loss } from "../losses/loss.ts";
import type { Optimizer } from "../optim/optimizer.ts";
import { BatchBuffer } from "./batch_buffer.ts";
import { Breath } from "./breath.ts";
import { EarlyStopping } from "./early_stopping.ts";
import { evaluateOn } from "./evaluate_on.ts";
import type { EndReason, FitEvent } from "./events.ts";
import type { Examples } from "./examples.ts";
import { checkFit, type FitOptions } from "./fit_options.ts";
import { FitProgress } from "./progress.ts";
import { restore, snapshot } from "./snapshot.ts";

/**
 * Trains a network: an optimizer's step for every mini-batch, told event by event.
 *
 * Whoever reads the events may stop at any of them. Training that continues from a checkpoint, given
 * as `from`, goes on bit for bit as if it had not ended.
 *
 * @param network The network; its parameters change.
 * @param lossOf The loss for targets of the examples, such as `crossEntropy`.
 * @param examples What to learn from.
 * @param optimizer An optimizer of this network.
 * @throws RangeError for options out of range, or where a loss, gradient or curvature is not finite;
 * TypeError where shapes do not fit, or the checkpoint is one of something else.
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 * import { adaHesScale, createNetwork, crossEntropy, mlp, tanh } from "@hesscale/hesscale";
 * import { arrayExamples, evaluateOn, fit } from "@hesscale/hesscale/train";
 *
 * const network = createNetwork(mlp([2, 8, 2], tanh), { seed: 1 });
 * const examples = arrayExamples([[0, 0], [0, 1], [1, 0], [1, 1]], [0, 1, 1, 0]); // exclusive or
 * const optimizer = adaHesScale(network, { stepSize: 0.05 });
 * for await (const event of fit(network, crossEntropy, examples, optimizer, { epochs: 300 })) {
 *   if (event.kind === "epoch" && event.epoch % 100 === 0) console.log(event.epoch, event.loss);
 * }
 * assert(evaluateOn(network, crossEntropy, examples).accuracy === 1);
 * ```
 */
export function fit<Targets>(
  network: Network,
  lossOf: (targets: Targets) => Loss,
  examples: Examples<Targets>,
  optimizer: Optimizer,
  options: FitOptions<Targets>,
): AsyncGenerator<FitEvent, void, undefined> {
  checkFit(network, examples, optimizer, options);
  return run(network, lossOf, examples, optimizer, options);
}

async function* run<Targets>(
  network: Network,
  lossOf: (targets: Targets) => Loss,
  examples: Examples<Targets>,
  optimizer: Optimizer,
  options: FitOptions<Targets>,
): AsyncGenerator<FitEvent, void, undefined> {
  const { epochs, batch = 32, seed = 0, dropLast = false, validation, signal } = options;
  const { checkpointEvery = Infinity } = options;
  const perEpoch = dropLast
    ? Math.floor(examples.count / batch)
    : Math.ceil(examples.count / batch);
  const evaluateEvery = options.evaluateEvery ?? perEpoch;
  const stopping = options.earlyStopping && new EarlyStopping(network, options.earlyStopping);
  const progress = new FitProgress(perEpoch);
  const training = { optimizer, stopping, progress, data: { count: examples.count, batch, seed } };
  if (options.from) restore(network, training, options.from);
  if (progress.ended === "epochs" && progress.step < epochs * perEpoch) progress.ended = null;

  const random = new Random(seed);
  const order = { size: batch, random, epochs, dropLast, skip: progress.step };
  const buffer = new BatchBuffer(network.backend, examples.features);
  const breath = new Breath();
  let [saved, reason] = [performance.now(), progress.ended as EndReason | null];
  for (const { indices } of reason ? [] : batches(examples, order)) {
    const start = performance.now();
    // A stream for each step: what is drawn does not depend on where training was resumed.
    const input = buffer.fill(examples, indices, random.split(`inputs of step ${progress.step}`));
    const loss = lossOf(examples.targets(indices));
    const step = optimizer.step(input, loss, { training: true });
    progress.note(step.loss, indices.length, (performance.now() - start) / 1000);

    const { stepSize, scale } = step;
    const { position, smoothLoss } = progress;
    yield { kind: "step", ...position, loss: step.loss, smoothLoss, stepSize, scale };
    if (progress.atEpochEnd) yield { kind: "epoch", ...position, loss: progress.endEpoch() };
    if (validation && progress.step % evaluateEvery === 0) {
      const score = evaluateOn(network, lossOf, validation);
      const isBest = progress.noteValidation(score.loss);
      if (stopping?.note(score.loss)) reason = "early stopping";
      yield { kind: "evaluation", ...position, ...score, isBest };
    }

    await breath.take();
    if (progress.step === epochs * perEpoch) reason ??= "epochs";
    progress.ended = reason;
    if (signal?.aborted) reason ??= "aborted";
    if (reason || performance.now() - saved > checkpointEvery * 1000) {
      yield { kind: "checkpoint", ...position, checkpoint: snapshot(network, training) };
      saved = performance.now();
    }
    if (reason) break;
  }
  if (reason !== "aborted") stopping?.restoreBest();
  yield { kind: "end", ...progress.position, reason: reason ?? "epochs" };
}
