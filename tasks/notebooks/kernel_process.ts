import { basename } from "node:path";

/** What a kernel runs in. */
export interface KernelOptions {
  /** Its working directory. */
  directory: string;
  /** Environment variables beside the inherited ones. */
  environment?: Record<string, string>;
}

/** Where a kernel listens. */
export type Ports = Record<
  "shell_port" | "iopub_port" | "stdin_port" | "control_port" | "hb_port",
  number
>;

/** Ports that nobody uses at the moment. */
export function freePorts(): Ports {
  const names = ["shell_port", "iopub_port", "stdin_port", "control_port", "hb_port"] as const;
  const listeners = names.map(() => Deno.listen({ hostname: "127.0.0.1", port: 0 }));
  const ports = listeners.map((listener) => listener.addr.port);
  for (const listener of listeners) listener.close();
  return Object.fromEntries(names.map((name, index) => [name, ports[index]])) as Ports;
}

/**
 * Starts a kernel that ends with this process, see `kernel_guard.ts`.
 *
 * @param connectionFile The description of its ports, in its working directory
 * @param options What it runs in
 */
export function spawnGuarded(
  connectionFile: string,
  options: KernelOptions,
): Deno.ChildProcess {
  const deno = Deno.execPath();
  const guard = new URL("kernel_guard.ts", import.meta.url).href;
  return new Deno.Command(deno, {
    args: [
      "run",
      "--no-config",
      "--no-lock",
      `--allow-run=${deno}`,
      guard,
      basename(connectionFile),
    ],
    cwd: options.directory,
    env: options.environment,
    stdin: "piped",
    stdout: "null",
    stderr: "piped",
  }).spawn();
}
