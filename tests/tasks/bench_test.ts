import { assert, assertEquals, assertLessOrEqual, assertMatch, assertNotEquals } from "@std/assert";
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
import { costFigure, isDrawn } from "../../tasks/bench/figure.ts";
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
    /^bench: --filter .* found "nothing"; cases: gemm-64 .*width-2048\n$/,
  );
});

Deno.test("bench: what cannot be written is refused before anything is timed", async () => {
  await using folder = await TemporaryFolder.create({ "file": "" });
  const path = join(folder.path, "file");
  const cases: [flags: string[], err: RegExp][] = [
    [["--filter", "act", "--figure", folder.path], /^bench: --figure draws .* none with "act" in/],
    [["--quick", "--figure", folder.path], /^bench: --figure draws .*, found --quick, which/],
    [["--filter", "act", "--json", join(path, "rows.json")], /^bench: --json .*file is not /],
  ];
  for (const [flags, expected] of cases) {
    const { code, out, err } = await runTask("bench", ...flags);
    assertNotEquals(code, 0);
    assertEquals(out, "");
    assertMatch(err, expected);
  }
});

Deno.test("bench: the figure draws the half of the cost study that there is", () => {
  const row = (name: string, method: string) => ({
    ...{ case: name, method, backend: "simd", median_us: 20, p10_us: 10, p90_us: 30, samples: 1 },
  });
  const rows = ["adam", "sgd"].flatMap((method) => [
    row("depth-1", method),
    row("depth-2", method),
    row("scaling-width-16", method),
  ]);
  const half = costFigure(rows);
  const whole = costFigure([...rows, row("width-16", "adam")]);
  const titles = (figure: typeof half) => JSON.stringify(figure.layout);
  assert(titles(half).includes("Depth") && !titles(half).includes("Width"));
  assert(titles(whole).includes("Depth") && titles(whole).includes("Width"));
  assert(!isDrawn("scaling-depth-1") && isDrawn("width-2048"));
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
