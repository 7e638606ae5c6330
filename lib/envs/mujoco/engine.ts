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
 * @throws Error if it cannot be read
 */
export async function compileMujoco(): Promise<WebAssembly.Module> {
  const { createRequire } = await import("node:module");
  const { readFile } = await import("node:fs/promises");
  const path = createRequire(import.meta.url).resolve("@mujoco/mujoco/mujoco.wasm");
  return await WebAssembly.compile(new Uint8Array(await readFile(path)));
}

async function load(module: WebAssembly.Module | undefined): Promise<Engine> {
  const message = setTimeout(() => console.error("Loading MuJoCo (10 MB) …"), PATIENCE_MS);
  try {
    const { default: start } = await import("@mujoco/mujoco");
    // In a browser MuJoCo finds its module by itself; where there are files, reading it ourselves gives clear errors.
    const own = module ?? ("document" in globalThis ? undefined : await compileMujoco());
    return await (own ? startWith(own, start) : start());
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
