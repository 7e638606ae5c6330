import { basename, dirname, join, resolve } from "node:path";
import { run } from "./run.ts";
import { buildFromWheel } from "./wheel.ts";

/** Exact, as in the import map; it is no dependency of the library. */
const PACKAGES = ["@tensorflow/tfjs-node@4.22.0", "node-api-headers@1.9.0"];

/** The package's own download gets this long before the wheel is tried: 200 MB. */
const DOWNLOAD_TIMEOUT_MS = 300_000;

/** Where the package is, from the project's folder. */
const PACKAGE = "node_modules/@tensorflow/tfjs-node";

/** What the package loads. */
const ADDON = join(PACKAGE, "lib/napi-v8/tfjs_binding.node");

/** Where TensorFlow's libraries are, which that is linked against. */
const LIBRARIES = join(PACKAGE, "deps/lib");

/**
 * Installs `@tensorflow/tfjs-node` with its native library, unless it is there.
 *
 * @returns The library's path
 * @throws Error that says why neither way works here
 */
export async function install(
  { force, signal }: { readonly force: boolean; readonly signal: AbortSignal },
): Promise<string> {
  if (force || !await isInstalled()) {
    await installPackage(signal);
    const reason = await download(signal);
    if (reason !== undefined) {
      console.log(`The package's own download does not work here (${reason}): trying the wheel`);
      await buildFromWheel(PACKAGE, ADDON, signal);
    }
  }
  return await Deno.realPath(ADDON);
}

/** Its scripts do not run: npm would undo the installation if the download failed. */
async function installPackage(signal: AbortSignal): Promise<void> {
  console.log(`Installing ${PACKAGES.join(" and ")}`);
  const quiet = ["--no-save", "--no-package-lock", "--no-audit", "--no-fund"];
  const args = ["install", ...quiet, "--ignore-scripts", "--prefix", resolve("."), ...PACKAGES];
  await run("npm", args, { signal });
}

/** Lets the package download its library; if it cannot, says why. */
async function download(signal: AbortSignal): Promise<string | undefined> {
  console.log("Downloading TensorFlow's library");
  const limited = AbortSignal.any([signal, AbortSignal.timeout(DOWNLOAD_TIMEOUT_MS)]);
  try {
    await run("npm", ["run", "install"], { cwd: PACKAGE, signal: limited });
  } catch (error) {
    signal.throwIfAborted();
    return (error as Error).message;
  }
  return await isInstalled() ? undefined : "it left no library";
}

/** Whether all is there: a download that was broken off may leave either without the other. */
async function isInstalled(): Promise<boolean> {
  const files = async (folder: string) => {
    const entries = await Array.fromAsync(Deno.readDir(folder)).catch(() => []);
    return entries.map(({ name }) => name);
  };
  return (await files(dirname(ADDON))).includes(basename(ADDON)) &&
    (await files(LIBRARIES)).some((name) => name.startsWith("libtensorflow"));
}
