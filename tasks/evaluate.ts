/**
 * Lets trained agents act: `deno task evaluate --help`.
 *
 * @module
 */

import { type AgentCheckpoint, evaluateAgent } from "../lib/rl/mod.ts";
import { latestCheckpoint } from "../lib/runs/mod.ts";
import { agentOptions } from "./agent/resume.ts";
import { defineCommand, runCommand, UsageError } from "./command.ts";
import { deviationOf, meanOf } from "./support/statistics.ts";
import { formatTable } from "./support/table.ts";
import { openAgent } from "./watch/actors.ts";
import { makePage } from "./watch/page.ts";
import { serveViewer } from "./watch/server.ts";

const command = defineCommand({
  name: "evaluate",
  summary:
    "Lets the agent of a run act with frozen statistics: drawing its actions, and taking the most probable ones.",
  options: {
    run: { kind: "string", placeholder: "DIR", required: true, description: "The run's folder" },
    episodes: { kind: "integer", min: 1, default: 20, description: "Episodes of each kind" },
    seed: { kind: "integer", min: 0, default: 0, description: "Determines how episodes begin" },
    json: { kind: "boolean", description: "Print all returns as JSON instead of a table" },
    watch: {
      kind: "boolean",
      description: "Then show these episodes in a browser on this machine, until Ctrl-C",
    },
  },
  examples: [
    {
      arguments: "--run runs/ppo-HalfCheetah-v5-adaHesScale-seed0",
      description: "Twenty episodes of each kind",
    },
    {
      arguments: "--run runs/ppo-HalfCheetah-v5-adaHesScale-seed0 --episodes 3 --watch",
      description: "Three of each kind, and their pictures in motion",
    },
  ],
});

if (import.meta.main) {
  Deno.exitCode = await runCommand(command, Deno.args, async (values, { signal }) => {
    const { run, episodes, seed, json, watch } = values;
    if (json && watch) throw new UsageError("--watch must not stand beside --json, found both");
    const { environment, algorithm: _, ...configuration } = await agentOptions(run);
    const checkpoint: AgentCheckpoint = await latestCheckpoint(run);
    const results = [];
    for (const deterministic of [false, true]) {
      const found = await evaluateAgent(environment, checkpoint, configuration, {
        episodes,
        seed,
        deterministic,
      });
      results.push({
        actions: deterministic ? "most probable" : "drawn",
        returns: found.map((episode) => episode.return),
        lengths: found.map(({ length }) => length),
      });
    }
    if (json) {
      console.log(JSON.stringify({ run, environment, step: checkpoint.step, results }));
      return;
    }
    console.log(`${environment}, step ${checkpoint.step}, ${episodes} episodes of each kind\n`);
    console.log(formatTable(
      [
        { title: "actions" },
        { title: "mean return", align: "right" },
        { title: "standard deviation", align: "right" },
        { title: "least", align: "right" },
        { title: "most", align: "right" },
        { title: "mean length", align: "right" },
      ],
      results.map(({ actions, returns, lengths }) => {
        const numbers = [meanOf(returns), deviationOf(returns), Math.min(...returns)];
        return [
          actions,
          ...[...numbers, Math.max(...returns), meanOf(lengths)].map((x) => x.toFixed(1)),
        ];
      }),
    ));
    if (watch) await show({ run, episodes, seed }, signal);
  });
}

/** Serves the episodes of both kinds, each to a page of its own. */
async function show(
  { run, episodes, seed }: {
    readonly run: string;
    readonly episodes: number;
    readonly seed: number;
  },
  signal: AbortSignal,
): Promise<void> {
  const page = await makePage();
  signal.throwIfAborted();
  const servers = [false, true].map((deterministic) => {
    const open = () => openAgent(run, { deterministic, seed, episodes });
    return serveViewer({ page, port: 0, seed, open, signal });
  });
  const [drawn, probable] = servers.map(({ url }) => url);
  console.log(`
These episodes are to be seen, one after the other and then again, at

  ${drawn}  drawn actions
  ${probable}  most probable actions

Ctrl-C ends it.`);
  await Promise.all(servers.map(({ finished }) => finished));
}
