import { join } from "node:path";
import { saveHtml, saveSvg } from "../../lib/plot/mod.ts";
import {
  a2c,
  type A2cConfiguration,
  type AgentEvent,
  NonFiniteError,
  ppo,
  type PpoConfiguration,
  type TrainingOptions,
  valuesLearnApart,
} from "../../lib/rl/mod.ts";
import { encodeSafetensors, openRun, type Run } from "../../lib/runs/mod.ts";
import type { CommandContext } from "../command.ts";
import { UsageError } from "../command.ts";
import { shortly } from "../support/digits.ts";
import { formatDuration, startProgress } from "../support/progress.ts";
import { readRecords } from "../support/records.ts";
import { formatTable } from "../support/table.ts";
import { versions } from "../support/versions.ts";
import { curves, type EpisodeRecord, lastReturns, type MetricRecord } from "./curves.ts";
import {
  type Algorithm,
  flagOfOption,
  type RunOptions,
  runOptions,
  type Values,
} from "./options.ts";
import { addedSince, beginningOf, notesOn, refuseFewerSteps } from "./resume.ts";
import { scalarsOf, TensorBoardFile } from "./tensorboard.ts";

/** Trains an agent as the command line says, in a folder of its own. */
export async function train(
  algorithm: Algorithm,
  values: Values,
  { signal }: CommandContext,
): Promise<void> {
  const { out, resume, checkpointEvery, overlap, tensorboard } = values;
  if (resume && out === undefined) {
    throw new UsageError("--resume needs --out DIR, the folder of the run, found nothing");
  }
  const before = resume ? await beginningOf(out!) : undefined;
  const options = runOptions(algorithm, values, before);
  const added = before ? addedSince(before, options, algorithm) : [];
  if (before && options.steps < before.steps) await refuseFewerSteps(out!, options.steps);
  const { environment, algorithm: _, ...configuration } = options;
  const start = (training: TrainingOptions) =>
    algorithm === "ppo"
      ? ppo(environment, { ...configuration as PpoConfiguration, ...training })
      : a2c(environment, { ...configuration as A2cConfiguration, ...training });
  if (!resume) await attempt(start({}));
  const folder = out ?? defaultFolder(options);
  await using run = await openRun(folder, {
    options: { ...options },
    command: `deno task ${algorithm} ${Deno.args.join(" ")}`,
    versions: versions(),
    resume,
    mayChange: options.annealStepSize ? added : ["steps", ...added],
    nameOf: flagOfOption,
    logs: ["metrics", "episodes", "throughput"],
  });
  for (
    const note of [...run.notes, ...notesOn(added, options), ...overlap ? onOverlap(options) : []]
  ) {
    console.error(`${algorithm}: ${note}`);
  }
  const events = start({ from: run.checkpoint, checkpointEvery, overlap });
  try {
    await keep(events, run, { options, signal, tensorboard });
  } catch (error) {
    const { savedStep } = run;
    // What is not finite would be so again.
    if (savedStep !== undefined && !(error instanceof NonFiniteError)) {
      const command = `deno task ${algorithm} --resume --out ${folder}`;
      console.error(`\n${algorithm}: ${command} goes on from step ${savedStep}`);
    }
    throw error;
  }
}

/** Why `--overlap` makes no difference to a run, if it makes none. */
function onOverlap(options: RunOptions): string[] {
  if (options.algorithm === "a2c") return ["--overlap makes no difference to A2C"];
  if (valuesLearnApart(options as unknown as PpoConfiguration)) return [];
  return [
    "--overlap makes no difference where targetKl or one norm of all gradients (gradientNormOf = agent) " +
    "lets policy and values depend on each other",
  ];
}

/** Makes everything that a run needs, so that what is wrong is found before there is a folder. */
async function attempt(events: AsyncGenerator<AgentEvent, void, void>): Promise<void> {
  await events.next();
  await events.return();
}

function defaultFolder({ algorithm, environment, optimizer, seed }: RunOptions): string {
  return join("runs", `${algorithm}-${environment}-${optimizer}-seed${seed}`);
}

/** Keeps what happens in the run's folder, and tells about it. */
async function keep(
  events: AsyncIterable<AgentEvent>,
  run: Run,
  { options, signal, tensorboard }: {
    readonly options: RunOptions;
    readonly signal: AbortSignal;
    readonly tensorboard: boolean;
  },
): Promise<void> {
  using resources = new DisposableStack();
  const { algorithm, environment, optimizer } = options;
  const recordsIn = (name: string) => join(run.folder, `${name}.jsonl`);
  const episodes = await readRecords<EpisodeRecord>(recordsIn("episodes"));
  const metrics = await readRecords<MetricRecord>(recordsIn("metrics"));
  const board = tensorboard
    ? resources.use(
      await TensorBoardFile.create(run.folder, {
        episodes,
        metrics,
        throughput: await readRecords(recordsIn("throughput")),
      }),
    )
    : undefined;
  const began = performance.now();
  let progress: ReturnType<typeof startProgress> | undefined;
  let [first, done, steps] = [0, 0, 0];
  for await (const event of events) {
    switch (event.kind) {
      case "start":
        console.error(describe(options));
        [first, done, steps] = [event.step, event.step, event.steps];
        progress = resources.use(
          startProgress({ label: "Training", unit: "steps", total: steps, done }),
        );
        break;
      case "episode": {
        const { kind: _, ...record } = event;
        episodes.push(record);
        run.log("episodes").append(record);
        board?.add(event.step, { "episode/return": event.return, "episode/length": event.length });
        break;
      }
      case "update": {
        const { step, update, diagnostics, throughput } = event;
        const record = { step, update, ...diagnostics };
        metrics.push(record);
        run.log("metrics").append(record);
        run.log("throughput").append({ step, ...throughput });
        board?.add(step, scalarsOf({ ...diagnostics, throughput }));
        const mean = lastReturns(episodes);
        const returns = mean === undefined ? "" : `, mean return ${shortly(mean)}`;
        const speed = 1000 * (step - first) / (performance.now() - began);
        progress?.advance(step - done, `${Math.round(speed)} steps/s${returns}`);
        done = step;
        // Lets signals in.
        await new Promise((resolve) => setTimeout(resolve, 0));
        signal.throwIfAborted();
        break;
      }
      case "checkpoint":
        await run.save(event.checkpoint);
        break;
      case "end": {
        const { step, checkpoint } = event;
        await run.save(checkpoint);
        const kept = Object.entries(checkpoint.tensors).filter(([name]) =>
          /^(network|statistics)\./.test(name)
        );
        await run.write(
          "final.safetensors",
          encodeSafetensors({
            tensors: Object.fromEntries(kept),
            metadata: { step: String(step), algorithm, environment, optimizer },
          }),
        );
      }
    }
  }
  progress?.[Symbol.dispose]();
  const milliseconds = performance.now() - began;
  const title = `${algorithm.toUpperCase()} on ${environment}`;
  const { returns, updates } = curves(optimizer, episodes, metrics, { title, steps });
  const figures = [returns, updates].filter((figure) => figure !== undefined);
  const files = ["metrics.jsonl", "final.safetensors"];
  if (returns) {
    await saveSvg(returns, join(run.folder, "returns.svg"));
    files.unshift("returns.svg");
  }
  if (figures.length > 0) {
    const description = `Seed ${options.seed}, preset ${options.preset}.`;
    await saveHtml(figures, join(run.folder, "curves.html"), { title, description });
    files.unshift("curves.html");
  }
  summarize(episodes, { steps: Math.max(0, steps - first), milliseconds });
  console.log(`see ${run.folder}: ${files.join(", ")}`);
}

function describe(options: RunOptions): string {
  return formatTable(
    [{ title: "configuration" }, { title: "" }],
    Object.entries(options).map(([name, value]) => [name, JSON.stringify(value)]),
  ) + "\n";
}

function summarize(
  episodes: readonly EpisodeRecord[],
  { steps, milliseconds }: { readonly steps: number; readonly milliseconds: number },
): void {
  const mean = lastReturns(episodes);
  const returns = mean === undefined
    ? "no episode came to its end"
    : `mean return of the last ${Math.min(100, episodes.length)} of ${episodes.length} episodes: ${
      shortly(mean)
    }`;
  const speed = Math.round(1000 * steps / milliseconds);
  console.log(returns);
  console.log(
    steps === 0
      ? "nothing was left to do"
      : `${steps} steps in ${formatDuration(milliseconds)}, ${speed} steps/s`,
  );
}
