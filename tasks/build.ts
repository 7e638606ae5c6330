/**
 * Compiles the kernels of the simd backend: `deno task build --help`.
 *
 * @module
 */

import { fileURLToPath } from "node:url";
import { compileKernels, embed } from "./build/kernels.ts";
import { defineCommand, runCommand } from "./command.ts";
import { writeFileAtomically } from "./support/files.ts";

const command = defineCommand({
  name: "build",
  summary:
    "Compiles lib/backend/simd/kernels into WebAssembly and embeds it in lib/backend/simd/module.ts.",
  options: {},
});

if (import.meta.main) {
  Deno.exitCode = await runCommand(command, Deno.args, async () => {
    const bytes = await compileKernels();
    const path = fileURLToPath(new URL("../lib/backend/simd/module.ts", import.meta.url));
    await writeFileAtomically(path, embed(bytes));
    console.log(`build: ${bytes.length} bytes of WebAssembly`);
  });
}
