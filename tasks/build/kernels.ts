import asc from "assemblyscript/asc";

const folder = new URL("../../lib/backend/simd/kernels/", import.meta.url);

/**
 * Compiles the kernels of the simd backend. The same sources give the same bytes.
 *
 * @throws Error with the compiler's messages if they cannot be compiled.
 */
export async function compileKernels(): Promise<Uint8Array> {
  let bytes: Uint8Array | undefined;
  const { error, stderr } = await asc.main([
    "all.ts",
    ...["--outFile", "all.wasm"],
    // A level more gathers the sums of several inner indices, which takes more registers than there are.
    "-O2",
    ...["--enable", "simd"],
    ...["--runtime", "stub"],
    "--noAssert",
    // Functions on vectors are exported to other files of the kernels, not to JavaScript.
    ...["--disableWarning", "112"],
  ], {
    readFile: (name) => Deno.readTextFile(new URL(name, folder)).catch(() => null),
    listFiles: () => [],
    writeFile: (_, contents) => {
      if (typeof contents !== "string") bytes = contents;
    },
  });
  if (error || !bytes) throw new Error(`Could not compile the kernels: ${stderr}`);
  return bytes;
}

/** A module of TypeScript that holds the bytes as text, so that it loads without a file or a network. */
export function embed(bytes: Uint8Array): string {
  const text = bytes.toBase64();
  return [
    "/** The compiled kernels in base64, made by `deno task build`. */",
    `export const moduleBytes =`,
    `  "${text}";`,
    "",
  ].join("\n");
}
