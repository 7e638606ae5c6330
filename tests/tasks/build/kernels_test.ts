import { assertEquals } from "@std/assert";
import { compileKernels, embed } from "../../../tasks/build/kernels.ts";

Deno.test("the embedded module is what its sources compile to", async () => {
  const module = new URL("../../../lib/backend/simd/module.ts", import.meta.url);
  const rebuilt = embed(await compileKernels());
  assertEquals(await Deno.readTextFile(module) === rebuilt, true, "Run `deno task build`");
});
