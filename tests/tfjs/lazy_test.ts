import { assertEquals } from "@std/assert";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** Whether the engine of TensorFlow.js is there after some code has run, as a line for each question. */
async function enginesAfter(...code: string[]): Promise<string[]> {
  const ask = `console.log("_tfengine" in globalThis);`;
  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["eval", "--no-check", code.map((line) => line + ask).join("\n")],
    cwd: ROOT,
  }).output();
  assertEquals(new TextDecoder().decode(stderr), "");
  return new TextDecoder().decode(stdout).trim().split("\n");
}

Deno.test("TensorFlow.js is loaded by useTensorFlow, and by no import", async () => {
  const answers = await enginesAfter(
    `const core = await import("./mod.ts");`,
    `const { useTensorFlow } = await import("./lib/tfjs/mod.ts");`,
    `await useTensorFlow("cpu");`,
  );
  assertEquals(answers, ["false", "false", "true"]);
});
