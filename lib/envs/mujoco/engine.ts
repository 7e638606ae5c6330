import type { MainModule } from "@mujoco/mujoco";

/** MuJoCo, as its WebAssembly build offers it. */
export type Engine = MainModule;

const PATIENCE_MS = 1000;

let loading: Promise<Engine> | undefined;

/**
 * MuJoCo, loaded by the first call and then shared by all of the process (each worker has its own). Loading takes
 * 0.1 to 0.5 seconds; where it takes more than one, a message on the console says what is going on.
 *
 * @throws Error if the WebAssembly module cannot be read; it needs leave to read the package's folder
 */
export function loadEngine(): Promise<Engine> {
  loading ??= load().catch((error) => {
    // What failed once, for want of a permission say, may succeed later.
    loading = undefined;
    throw new Error("Expected to load MuJoCo's WebAssembly module, found it out of reach", {
      cause: error,
    });
  });
  return loading;
}

async function load(): Promise<Engine> {
  const message = setTimeout(() => console.error("Loading MuJoCo (10 MB) …"), PATIENCE_MS);
  try {
    const { default: start } = await import("@mujoco/mujoco");
    return await start();
  } finally {
    clearTimeout(message);
  }
}
