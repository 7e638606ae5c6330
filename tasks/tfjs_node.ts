/**
 * Installs TensorFlow's native library for `useTensorFlow("node")` and proves that it works:
 * `deno task tfjs-node --help`.
 *
 * @module
 */

import { defineCommand, runCommand } from "./command.ts";
import { install } from "./tfjs_node/install.ts";
import { run } from "./tfjs_node/run.ts";

const command = defineCommand({
  name: "tfjs-node",
  summary:
    `Installs @tensorflow/tfjs-node into node_modules (about 1.1 GB): with the library that the
    package downloads, or else out of TensorFlow's Python wheel, for which it needs python3 with pip, and g++. Then
    runs the conformance tests and the oracle on it, and measures it.`,
  options: {
    "install-only": { kind: "boolean", description: "Leave out tests and measurements" },
    force: { kind: "boolean", description: "Install again what is already there" },
  },
});

if (import.meta.main) {
  Deno.exitCode = await runCommand(command, Deno.args, async (options, { signal }) => {
    const addon = await install({ force: options.force, signal });
    if (options["install-only"]) return;
    const permissions = ["--no-prompt", "--allow-read", "--allow-env", `--allow-ffi=${addon}`];
    const deno = (...args: string[]) => run(Deno.execPath(), args, { signal, show: true });
    await deno("test", "--no-check", ...permissions, "tests/backend/tfjs_node_test.ts");
    await deno("run", "--no-check", ...permissions, "tasks/oracle.ts", "--backend", "tfjs-node");
    await deno("run", "--no-check", ...permissions, "tasks/tfjs_node/speed.ts");
  });
}
