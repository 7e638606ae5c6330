/**
 * Trains an agent by proximal policy optimization.
 *
 * @module
 */

import { options } from "./agent/options.ts";
import { train } from "./agent/train.ts";
import { defineCommand, runCommand } from "./command.ts";

const command = defineCommand({
  name: "ppo",
  summary:
    "Trains an agent by proximal policy optimization, with any optimizer of this library for each of its networks.",
  options,
  examples: [
    {
      arguments: "--env HalfCheetah-v5 --optimizer adahesscale --steps 200000",
      description: "A cheetah that learns in minutes",
    },
    {
      arguments: "--resume --out runs/ppo-HalfCheetah-v5-adaHesScale-seed0",
      description: "Continues that run, bit for bit",
    },
    {
      arguments: "--env Pendulum-v1 --preset cleanrl --set lambda=0.9,hidden=[32] --seed 3",
      description: "Other hyper-parameters",
    },
  ],
});

if (import.meta.main) {
  Deno.exitCode = await runCommand(
    command,
    Deno.args,
    (values, context) => train("ppo", values, context),
  );
}
