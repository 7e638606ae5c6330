import { assertEquals, assertLess } from "@std/assert";

const module = new URL("../../lib/train/breath.ts", import.meta.url).href;

/** A program that works without a pause but for its breaths, until two signals have come. */
const busy = `
import { Breath } from ${JSON.stringify(module)};
let heard = 0;
Deno.addSignalListener("SIGINT", () => console.log(++heard));
console.log("ready");
for (const breath = new Breath(); heard < 2; await breath.take());
Deno.exit();
`;

Deno.test({
  name: "a signal is heard soon while training goes on",
  ignore: Deno.build.os === "windows",
  async fn() {
    const url = `data:application/typescript,${encodeURIComponent(busy)}`;
    const args = ["run", "--no-config", url];
    await using process = new Deno.Command(Deno.execPath(), { args, stdout: "piped" }).spawn();
    const lines = process.stdout.pipeThrough(new TextDecoderStream()).getReader();
    assertEquals((await lines.read()).value, "ready\n");
    for (const expected of ["1\n", "2\n"]) {
      // Not while the program begins: signals are heard at once then.
      await new Promise((resolve) => setTimeout(resolve, 400));
      const sent = performance.now();
      process.kill("SIGINT");
      assertEquals((await lines.read()).value, expected);
      assertLess(performance.now() - sent, 1000);
    }
    await lines.cancel();
  },
});
