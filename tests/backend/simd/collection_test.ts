import { assertEquals } from "@std/assert";
import { fileURLToPath } from "node:url";

Deno.test("simd: tensors outside of scopes are freed when they are collected, and not before", async () => {
  const fixture = fileURLToPath(new URL("fixture_collection.ts", import.meta.url));
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-check", "--no-prompt", "--v8-flags=--expose-gc", fixture],
  }).output();
  const [out, errors] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes).trim());
  assertEquals({ code, out, errors }, { code: 0, out: "7,7,7,7,7,7", errors: "" });
});
