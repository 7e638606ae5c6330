import { assertEquals, assertLess, assertMatch } from "@std/assert";
import { join } from "node:path";
import { cases } from "../backend/conformance/cases.ts";
import { TemporaryFolder } from "../support/temporary_folder.ts";
import { CHROMIUM, runInChromium } from "./chromium.ts";
import { bundle, canRun, named } from "./commands.ts";
import type { Found } from "./webgl_program.ts";

const canBundle = await canRun(Deno.execPath());
const hasChromium = canBundle && await canRun(CHROMIUM);

function assertRight({ operations, error, webgpu }: Found, expected: readonly string[]): void {
  assertEquals(operations, expected);
  assertLess(error, 1e-5);
  // Without a graphics processor.
  assertMatch(webgpu ?? "", /^Expected .*"webgpu".*, found /);
}

Deno.test({
  name: named(
    "tfjs-webgl: every operation is right in a page of Chromium, and HesScale in a worker, too",
    hasChromium,
    `no Chromium at ${CHROMIUM}, or no leave to run it`,
  ),
  ignore: !hasChromium,
  async fn() {
    await using folder = await TemporaryFolder.create();
    const browser = { platform: "browser" } as const;
    await bundle("tests/runtimes/webgl_library.ts", join(folder.path, "library.js"), browser);
    await bundle("tests/runtimes/webgl_program.ts", join(folder.path, "program.js"), browser);
    // Chromium's own processor of graphics, in software.
    const flags = ["--use-angle=swiftshader", "--enable-unsafe-swiftshader"];
    const { page, worker } = await runInChromium(folder.path, 5, { flags });
    assertRight(page as Found, [...cases.keys()]);
    assertRight(worker as Found, []);
  },
});
