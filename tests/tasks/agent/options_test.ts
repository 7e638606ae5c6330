import { assertEquals, assertThrows } from "@std/assert";
import { type Algorithm, runOptions, type Values } from "../../../tasks/agent/options.ts";
import { UsageError } from "../../../tasks/command.ts";

const optionsOf = (algorithm: Algorithm, ...set: string[]) =>
  runOptions(algorithm, { env: "Pendulum-v1", set } as Partial<Values> as Values);

/** Texts of `--set` that are refused, and what is said. */
const refused: readonly [algorithm: Algorithm, set: string, message: string][] = [
  ["ppo", "lambda=abc", '--set lambda must be a number, found "abc"'],
  ["ppo", "hidden=32", "--set hidden must be a list of numbers, found 32"],
  ["ppo", 'hidden=[32,"a"]', '--set hidden must be a list of numbers, found [32,"a"]'],
  ["ppo", "targetKl=true", "--set targetKl must be a number or null, found true"],
  ["ppo", "normalizeRewards=1", "--set normalizeRewards must be true or false, found 1"],
  ["ppo", "spread=2", "--set spread must be a text, found 2"],
  ["ppo", "spread=none", 'expected spread to be one of variance, logStd, found "none"'],
  ["ppo", "lamda=0.9", 'nothing is called so, found 0.9, did you mean "lambda"?'],
  ["a2c", "lambda=0.9", "--set lambda must be left out"],
  ["ppo", "lambda=2", "expected lambda to be from 0 to 1, found 2"],
  ["ppo", "lambda", '--set must be NAME=VALUE, found "lambda"'],
  ["ppo", "environments=4", "which has a flag of its own, --envs"],
  ["ppo", "stepSize=2", "which has a flag of its own, --step-size"],
];

for (const [algorithm, set, message] of refused) {
  Deno.test(`${algorithm} --set ${set} is refused`, () => {
    // The command line tears texts apart at commas.
    assertThrows(() => optionsOf(algorithm, ...set.split(",")), UsageError, message);
  });
}

Deno.test("--set: numbers, lists, texts and null reach the configuration", () => {
  const found = optionsOf("ppo", "hidden=[3", "4]", "lambda=0.5", "spread=logStd", "targetKl=null");
  const { hidden, lambda, spread, targetKl } = found as unknown as Record<string, unknown>;
  assertEquals({ hidden, lambda, spread, targetKl }, {
    hidden: [3, 4],
    lambda: 0.5,
    spread: "logStd",
    targetKl: null,
  });
});
