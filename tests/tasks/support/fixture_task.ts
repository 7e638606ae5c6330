import { join } from "node:path";
import { defineCommand, runCommand } from "../../../tasks/command.ts";
import { prepareFolder, writeJson } from "../../../tasks/support/files.ts";
import { runGrid } from "../../../tasks/support/grid.ts";
import { ResultStore } from "../../../tasks/support/store.ts";
import type { Task } from "./fixture_worker.ts";

const command = defineCommand({
  name: "squares",
  summary: "Squares numbers, slowly: a task as real ones are.",
  options: {
    out: { kind: "string", placeholder: "DIR", required: true, description: "Where to save" },
    count: { kind: "integer", min: 1, default: 12, description: "How many numbers" },
    wait: { kind: "integer", min: 0, default: 0, description: "Milliseconds for each" },
    bad: { kind: "integer", description: "Which job fails" },
    stubborn: { kind: "boolean", description: "Do not let Ctrl-C interrupt it" },
    jobs: { kind: "integer", min: 1, description: "How many at a time" },
  },
});

Deno.exit(
  await runCommand(command, Deno.args, async (values, { signal }) => {
    const { out, count, wait, bad, jobs, stubborn } = values;
    await prepareFolder(out);
    if (stubborn) await new Promise((resolve) => setTimeout(resolve, 60_000));
    const store = await ResultStore.open<number>({ folder: out, configuration: { power: 2 } });
    const tasks = Array.from({ length: count }, (_, of) => ({
      name: `square ${of}`,
      input: (of === bad
        ? { do: "throw", what: "Expected luck, found none" }
        : { do: "square", of, wait }) satisfies Task,
    }));
    const squares = await runGrid(new URL("./fixture_worker.ts", import.meta.url), tasks, {
      ...{ store, signal, parallel: jobs, label: "Squaring", unit: "numbers" },
    });
    await writeJson(join(out, "squares.json"), squares);
    await store.remove();
  }),
);
