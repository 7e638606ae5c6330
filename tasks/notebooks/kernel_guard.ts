/**
 * Runs a Deno kernel for as long as standard input stays open: whatever ends the process at its other
 * end, even SIGKILL, closes it, so that no kernel outlives the run that started it.
 *
 * Argument: the kernel's connection file.
 */

const [connectionFile] = Deno.args;
const kernel = new Deno.Command(Deno.execPath(), {
  args: ["jupyter", "--kernel", "--conn", connectionFile],
  stdin: "null",
  stdout: "null",
  stderr: "inherit",
}).spawn();

// The kernel shrugs off Ctrl-C; this process must stay to end it.
const signals: Deno.Signal[] = Deno.build.os === "windows"
  ? ["SIGINT"]
  : ["SIGINT", "SIGTERM", "SIGHUP"];
for (const signal of signals) Deno.addSignalListener(signal, () => {});

const closed = (async () => {
  while (await Deno.stdin.read(new Uint8Array(64)) !== null);
})();
await Promise.race([kernel.status, closed]);
try {
  kernel.kill("SIGKILL");
} catch { /* it has ended by itself */ }
Deno.exit((await kernel.status).code);
