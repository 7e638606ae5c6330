import { assert, assertEquals, assertGreater, assertLessOrEqual } from "@std/assert";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { TemporaryFolder } from "../support/temporary_folder.ts";
import { runTask } from "./support/task_process.ts";

const CASES = fileURLToPath(new URL("../data/oracle/", import.meta.url));
const LINEAR = join(CASES, "linear_ce_b6.json");
const POLICY = join(CASES, "ppo_gaussian_var_b8.json");

const convolutions = [...Deno.readDirSync(CASES)].map(({ name }) => join(CASES, name))
  .filter((path) => /\/(cnn|conv)\w+\.json$/.test(path));

/** All cases where they take a second; some, the convolutions among them, where they take longer. */
const backends = {
  "simd": [],
  "tfjs": [LINEAR, POLICY, ...convolutions],
  "tfjs-cpu": [LINEAR, POLICY, ...convolutions.filter((path) => path.includes("1d"))],
};

for (const [backend, cases] of Object.entries(backends)) {
  Deno.test(`oracle: --backend ${backend} is right to float32, and no further`, async () => {
    const { code, out, err } = await runTask(
      "oracle",
      ...[...cases, "--backend", backend, "--json"],
    );
    assertEquals([code, err], [0, ""]);
    const { reports, worst } = JSON.parse(out);
    assertGreater(reports.length, cases.length === 0 ? 20 : cases.length - 1);
    for (const { tolerance } of reports) {
      assertGreater(tolerance, 1e-6);
      assertLessOrEqual(tolerance, 2e-4);
    }
    assertGreater(worst.error, 1e-9);
  });
}

Deno.test("oracle: an error of a thousandth fails in float32, too", async () => {
  const wrong = JSON.parse(await Deno.readTextFile(LINEAR));
  wrong.results.hesscale[0][2] += 1e-3 * Math.max(...wrong.results.hesscale[0].map(Math.abs));
  await using folder = await TemporaryFolder.create({ "wrong.json": JSON.stringify(wrong) });
  const path = join(folder.path, "wrong.json");
  const { code, out } = await runTask("oracle", path, "--backend", "tfjs");
  assertEquals(code, 1);
  const failures = out.split("\n").filter((line) => line.includes("FAILED"));
  assertEquals(failures.length, 1);
  assert(failures[0].startsWith("| hesscale "), failures[0]);
});
