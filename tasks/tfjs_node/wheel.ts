import { basename, dirname, join, resolve } from "node:path";
import { run } from "./run.ts";

/** A version that the addon is known to compile against; the C interface is stable. */
const WHEEL = "tensorflow_cpu==2.21.0";

/** What the addon links against. */
const LIBRARIES = ["libtensorflow_cc.so.2", "libtensorflow_framework.so.2"];

/**
 * Takes TensorFlow's libraries and headers out of its Python wheel, and compiles the addon of
 * tfjs-node against them.
 *
 * @param folder The package
 * @param addon Where the addon goes
 * @throws Error if pip finds no wheel, or python3 or g++ is missing
 */
export async function buildFromWheel(
  folder: string,
  addon: string,
  signal: AbortSignal,
): Promise<void> {
  const work = await Deno.makeTempDir({ dir: "node_modules", prefix: ".tensorflow-" });
  try {
    console.log(`Fetching ${WHEEL} with pip`);
    const only = ["--no-deps", "--only-binary", ":all:", "--retries", "0", "--dest", work];
    await run("python3", ["-m", "pip", "download", "--quiet", ...only, WHEEL], { signal });
    const wheel = await onlyWheelIn(work);
    console.log(`Unpacking ${basename(wheel)}`);
    await run("python3", ["-m", "zipfile", "-e", wheel, join(work, "wheel")], { signal });
    const unpacked = join(work, "wheel/tensorflow");
    const libraries = join(folder, "deps/lib");
    await Deno.mkdir(libraries, { recursive: true });
    for (const name of LIBRARIES) {
      await Deno.rename(join(unpacked, name), join(libraries, name));
    }
    console.log("Compiling the addon");
    await compile(folder, join(unpacked, "include"), addon, signal);
  } finally {
    await Deno.remove(work, { recursive: true });
  }
}

async function onlyWheelIn(folder: string): Promise<string> {
  for await (const { name } of Deno.readDir(folder)) {
    if (name.endsWith(".whl")) return join(folder, name);
  }
  throw new Error(`Expected pip to have left a wheel in ${folder}, found none`);
}

async function compile(
  folder: string,
  headers: string,
  addon: string,
  signal: AbortSignal,
): Promise<void> {
  await Deno.mkdir(dirname(addon), { recursive: true });
  const libraries = join(folder, "deps/lib");
  await run("g++", [
    ...["-std=c++17", "-O2", "-fPIC", "-shared", "-w", "-DNAPI_VERSION=8"],
    ...[folder, headers, "node_modules/node-api-headers/include"].map((path) => `-I${path}`),
    ...["backend", "binding"].map((part) => join(folder, `binding/tfjs_${part}.cc`)),
    ...["-o", addon, `-L${resolve(libraries)}`],
    ...LIBRARIES.map((name) => `-l:${name}`),
    // The libraries are found from where the addon is.
    "-Wl,-rpath,$ORIGIN/../../deps/lib",
  ], { signal });
}
