import type { TensorFlow } from "./storage.ts";

/** What of Node's API is needed, which Deno has as well. */
interface Host {
  readonly env: Record<string, string | undefined>;
  cwd(): string;
  getBuiltinModule(name: string): unknown;
}

const remedy = "run `deno task tfjs-node` in a clone of hesscale, " +
  "or `npm install @tensorflow/tfjs-node@4.22.0` where its download is reached";

/**
 * `@tensorflow/tfjs-node` with TensorFlow's native library, from the `node_modules` of the working
 * folder: no dependency of this library, for it takes 1 GB.
 *
 * In Deno it needs `--allow-env`, `--allow-read` of the package and of `/usr/bin/ldd`, and `--allow-ffi` of
 * the library.
 *
 * @throws Error that says what to run if the package or its native library is missing.
 */
export function loadNative(): Promise<TensorFlow> {
  const host = (globalThis as { process?: Partial<Host> }).process;
  if (!host?.getBuiltinModule) {
    throw new Error(`Expected Node 20.16 or later, or Deno, for "node", found neither`);
  }
  return Promise.resolve(requireNative(host as Host));
}

function requireNative(host: Host): TensorFlow {
  const { createRequire } = host.getBuiltinModule("node:module") as typeof import("node:module");
  mend(host.getBuiltinModule("node:util") as Record<string, unknown>);
  // One thread per core and no reordering of small sums: several times faster for small networks.
  host.env.TF_ENABLE_ONEDNN_OPTS ??= "0";
  // Errors alone: TensorFlow greets otherwise.
  host.env.TF_CPP_MIN_LOG_LEVEL ??= "3";
  try {
    return createRequire(`${host.cwd()}/`)("@tensorflow/tfjs-node");
  } catch (error) {
    // Deno's own message says which permission is missing.
    if ((error as Error).name === "NotCapable") throw error;
    const found = (error as Error).message.split("\n")[0];
    throw new Error(
      `Expected @tensorflow/tfjs-node with its native library in ${host.cwd()}/node_modules, found ${found}: ${remedy}`,
      { cause: error },
    );
  }
}

/** tfjs-node 4.22 calls two functions that `node:util` no longer has. */
function mend(util: Record<string, unknown>): void {
  util.isArray ??= Array.isArray;
  util.isNullOrUndefined ??= (value: unknown) => value === null || value === undefined;
}
