/**
 * Shows an environment in motion in a browser: `deno task watch --help`.
 *
 * @module
 */

import { defineCommand, runCommand } from "./command.ts";
import { makePage } from "./watch/page.ts";
import { prepareEpisodes, sourceOptions } from "./watch/prepare.ts";
import { serveViewer } from "./watch/server.ts";

const command = defineCommand({
  name: "watch",
  summary:
    "Shows an environment in motion: serves a page to browsers on this machine, until Ctrl-C. " +
    "Nothing is computed while nobody looks.",
  options: {
    ...sourceOptions,
    port: { kind: "integer", min: 0, max: 65535, default: 0, description: "0: any that is free" },
  },
  examples: [
    { arguments: "--env Hopper-v5", description: "Random actions" },
    { arguments: "--env CartPole-v1 --policy policy.ts", description: "Actions of a module" },
    { arguments: "--run runs/ppo-Hopper-v5-adaHesScale-seed0", description: "A trained agent" },
    { arguments: "--trajectory episode.json", description: "An episode that was recorded" },
  ],
});

if (import.meta.main) {
  Deno.exitCode = await runCommand(command, Deno.args, async (values, { signal }) => {
    const { open, seed } = await prepareEpisodes(values);
    // Made once now, so that what is wrong is said here and not in the page.
    const { environment } = await open();
    const { id } = environment;
    environment.close();
    const page = await makePage();
    signal.throwIfAborted();
    const { url, finished } = serveViewer({ page, port: values.port, seed, open, signal });
    console.log(`${id} is to be seen at\n\n  ${url}\n\nCtrl-C ends it.`);
    await finished;
  });
}
