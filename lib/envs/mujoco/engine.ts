import type { MainModule } from "@mujoco/mujoco";

/** MuJoCo, as its WebAssembly build offers it. */
export type Engine = MainModule;

const PATIENCE_MS = 1000;

let loading: Promise<Engine> | undefined;

/**
 * MuJoCo, loaded by the first call and then shared by all of the process; a worker has its own. Loading takes a few
 * tenths of a second; where it takes more than one, a message on the console says what is going on.
 *
 * @param module What {@linkcode compileMujoco} gave; without effect once MuJoCo is loaded
 * @throws Error if the WebAssembly module cannot be read: its package's folder must be readable
 */
export function loadEngine(module?: WebAssembly.Module): Promise<Engine> {
  loading ??= load(module).catch((error) => {
    // What failed once, for want of a permission say, may succeed later.
    loading = undefined;
    throw new Error("Expected to load MuJoCo's WebAssembly module, found it out of reach", {
      cause: error,
    });
  });
  return loading;
}

/**
 * Loads MuJoCo, which `makeEnvironment` would otherwise do for the first task that needs it: once for a process, and
 * once for each worker. It takes a few tenths of a second; where it takes more than one, the console says so.
 *
 * @param module What {@linkcode compileMujoco} gave, to save a worker the compilation; without effect once loaded
 * @throws Error if the WebAssembly module cannot be read: its package's folder must be readable
 */
export async function loadMujoco(module?: WebAssembly.Module): Promise<void> {
  await loadEngine(module);
}

/**
 * MuJoCo's WebAssembly module, compiled. Send it to workers, and call {@linkcode loadMujoco} with it in each.
 *
 * In Deno and Node it is read from the package `@mujoco/mujoco`; in a browser, and by a bundle without that package,
 * from the file `mujoco.wasm` beside the module that calls.
 *
 * @throws Error if it cannot be read
 */
export async function compileMujoco(): Promise<WebAssembly.Module> {
  const beside = new URL("mujoco.wasm", import.meta.url);
  if (!hasFiles()) return await WebAssembly.compileStreaming(fetch(beside));
  const { readFile } = await import("node:fs/promises");
  const path = await inPackage() ?? beside;
  return await WebAssembly.compile(new Uint8Array(await readFile(path)));
}

/** The file of the installed package; undefined if it is not installed. */
async function inPackage(): Promise<string | undefined> {
  const { createRequire } = await import("node:module");
  try {
    return createRequire(import.meta.url).resolve("@mujoco/mujoco/mujoco.wasm");
  } catch (error) {
    if ((error as { code?: string }).code === "MODULE_NOT_FOUND") return undefined;
    throw error;
  }
}

/** Whether this is Deno or Node, in a worker as well, rather than a browser. */
function hasFiles(): boolean {
  const { process } = globalThis as { process?: { versions?: { node?: string } } };
  return process?.versions?.node !== undefined;
}

async function load(module: WebAssembly.Module | undefined): Promise<Engine> {
  const message = setTimeout(() => console.error("Loading MuJoCo (10 MB) …"), PATIENCE_MS);
  try {
    const { default: start } = await import("@mujoco/mujoco");
    return await startWith(module ?? await compileMujoco(), start);
  } finally {
    clearTimeout(message);
  }
}

/** Starts MuJoCo with a module that is there already, through Emscripten's hook for that. */
function startWith(
  module: WebAssembly.Module,
  start: (options: object) => Promise<Engine>,
): Promise<Engine> {
  return new Promise((resolve, reject) => {
    const instantiateWasm = (
      imports: WebAssembly.Imports,
      receive: (instance: WebAssembly.Instance, module: WebAssembly.Module) => void,
    ): object => {
      WebAssembly.instantiate(module, imports).then((one) => receive(one, module)).catch(reject);
      return {};
    };
    start({ instantiateWasm }).then(resolve, reject);
  });
}
