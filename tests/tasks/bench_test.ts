import { assert, assertEquals, assertLessOrEqual, assertMatch } from "@std/assert";
import { join } from "node:path";
import { TemporaryFolder } from "../support/temporary_folder.ts";
import {
  adam,
  conv2d,
  createNetwork,
  createSimd,
  crossEntropy,
  flatten,
  linear,
  relu,
} from "../../mod.ts";
import { measure } from "../../tasks/bench/measure.ts";
import { memoryUse, neededBytes } from "../../tasks/bench/memory.ts";
import { runTask } from "./support/task_process.ts";

interface Row {
  readonly case: string;
  readonly method: string;
  readonly backend: string;
  readonly median_us: number;
  readonly p10_us: number;
  readonly p90_us: number;
  readonly samples: number;
  readonly gflops?: number;
}

Deno.test("bench: rows of a case, in a table and as JSON", async () => {
  await using folder = await TemporaryFolder.create();
  const file = join(folder.path, "bench.json");
  const flags = ["--filter", "gemm-64-b5", "--samples", "3", "--json", file];
  const { code, out } = await runTask("bench", ...flags);
  assertEquals(code, 0);
  const { processor, rows } = JSON.parse(await Deno.readTextFile(file));
  assertEquals(typeof processor, "string");
  const simd: Row[] = rows.filter((row: Row) => row.backend === "simd");
  assertEquals(simd.map(({ method }) => method), ["product", "product-squared", "dual"]);
  for (const row of rows as Row[]) {
    assertEquals([row.case, row.samples], ["gemm-64-b5", 3]);
    assert(0 < row.p10_us);
    assertLessOrEqual(row.p10_us, row.median_us);
    assertLessOrEqual(row.median_us, row.p90_us);
    assertMatch(out, new RegExp(`\\| ${row.method} +\\| ${row.backend} +\\| +${row.median_us} `));
  }
});

Deno.test("bench: a filter that fits nothing lists the cases", async () => {
  const { code, err } = await runTask("bench", "--filter", "nothing");
  assertEquals(code, 2);
  assertMatch(
    err,
    /^(bench: without tfjs-node: .*\n)?bench: --filter .* found "nothing"; cases: gemm-64 .*width-2048\n$/,
  );
});

Deno.test("bench: a row tells the peak of memory beside activations, parameters and state", async () => {
  const b = createSimd();
  const layers = [conv2d(1, 8, 3), relu(), flatten(), linear(8 * 30 * 30, 3)];
  const optimizer = adam(createNetwork(layers, { backend: b }));
  const input = b.fill([4, 32, 32, 1], 1);
  const loss = crossEntropy([0, 1, 2, 0]);
  const needed = 4 * (4 * (32 * 32 + 2 * 8 * 30 * 30 + 3) + 3 * (80 + 3 * 7200 + 3));
  assertEquals(neededBytes(optimizer, input.shape), needed);
  const entry = {
    method: "adam",
    backend: "simd",
    run: () => void optimizer.step(input, loss),
    memory: () => memoryUse(b, optimizer, input.shape),
  };
  const [row] = await measure({ name: "small", baseline: "adam", entries: () => [entry] }, 1);
  assertEquals(row.peak_mb, Number((b.memory.peak / 1e6).toPrecision(3)));
  assertEquals(row.peak_ratio, Number((b.memory.peak / needed).toPrecision(3)));
  assertEquals(row.memory_mb, Number((b.memory.size / 1e6).toPrecision(3)));
  assert(row.peak_ratio! > 1 && row.peak_ratio! < 3, `found ${row.peak_ratio}`);
});
