import { assert, assertEquals } from "@std/assert";
import { fileURLToPath } from "node:url";
import { compileMujoco } from "../../../lib/envs/mod.ts";
import { loadEngine } from "../../../lib/envs/mujoco/engine.ts";
import { walk } from "./walk.ts";

Deno.test("MuJoCo is loaded once", async () => {
  const [one, other] = await Promise.all([loadEngine(), loadEngine()]);
  assert(one === other);
  assertEquals(one.mj_versionString(), "3.14.0");
});

Deno.test("a worker takes the module that another compiled, and simulates the same", async () => {
  const worker = new Worker(new URL("worker.ts", import.meta.url), { type: "module" });
  try {
    const answer = Promise.withResolvers<number[]>();
    worker.onmessage = ({ data }) => answer.resolve(data);
    worker.onerror = (event) => {
      event.preventDefault();
      answer.reject(new Error(event.message));
    };
    worker.postMessage(await compileMujoco());
    assertEquals(await answer.promise, await walk());
  } finally {
    worker.terminate();
  }
});

Deno.test("importing the entry point loads no MuJoCo; without leave to read it, its tasks say so", async () => {
  const code = `
    const { makeEnvironment } = await import("./lib/envs/mod.ts");
    (await makeEnvironment("CartPole-v1")).close();
    await makeEnvironment("Hopper-v5").catch((error) => console.log(error.message));`;
  const command = new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-check", "--no-prompt", "-"],
    cwd: fileURLToPath(new URL("../../../", import.meta.url)),
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  });
  const child = command.spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(code));
  await writer.close();
  const { stdout, stderr } = await child.output();
  assertEquals(new TextDecoder().decode(stderr), "");
  const message = "Expected to load MuJoCo's WebAssembly module, found it out of reach\n";
  assertEquals(new TextDecoder().decode(stdout), message);
});
