import { assert, assertEquals, assertLess, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzip } from "../data/idx_files.ts";
import { TemporaryFolder } from "../support/temporary_folder.ts";
import { runTask, type TaskOutcome } from "./support/task_process.ts";

const CASES = fileURLToPath(new URL("../data/oracle/", import.meta.url));
const LINEAR = join(CASES, "linear_ce_b6.json");
const RUNS = join(CASES, "optim_tanh_ce_b5.json");
const PPO = join(CASES, "ppo_softmax_b8.json");

const TOTALS = /^oracle: (\d+) cases, (\d+) checks, (\d+) failed, worst (\S+) \((.*), (.*)\)$/;

/** The last line's numbers: cases, checks, failed. */
function totals({ out }: TaskOutcome): number[] {
  const last = out.trimEnd().split("\n").at(-1)!;
  assertMatch(last, TOTALS);
  return TOTALS.exec(last)!.slice(1, 4).map(Number);
}

/** Lines of the table that tell of a failure. */
function failures({ out }: TaskOutcome): string[] {
  return out.split("\n").filter((line) => line.includes("FAILED"));
}

// deno-lint-ignore no-explicit-any -- the tests take a case apart and break it
async function readCase(path = LINEAR): Promise<any> {
  return JSON.parse(await Deno.readTextFile(path));
}

Deno.test("oracle: all cases of the project pass", async () => {
  const outcome = await runTask("oracle");
  assertEquals([outcome.code, outcome.err, failures(outcome)], [0, "", []]);
  const files = await Array.fromAsync(Deno.readDir(CASES), ({ name }) => name);
  const [cases, checks, failed] = totals(outcome);
  assertEquals(cases, files.filter((name) => /\.json(\.gz)?$/.test(name)).length);
  assertEquals(failed, 0);
  assert(checks > 10 * cases, `${checks} checks`);
  assertEquals(outcome.out.match(/ ok +\|$/gm)?.length, checks);
});

Deno.test("oracle: all cases of the project pass in float32 as well", async () => {
  const { code, out } = await runTask("oracle", "--backend", "simd", "--json");
  const { cases, failed, worst } = JSON.parse(out);
  assertEquals([code, failed], [0, 0]);
  assert(cases > 0 && worst.error > 1e-9, "Errors of float32 are expected");
});

Deno.test("oracle: files by path, compressed or not, and --json with the same totals", async () => {
  await using folder = await TemporaryFolder.create({
    "linear.json.gz": gzip(await Deno.readFile(LINEAR)),
  });
  const compressed = join(folder.path, "linear.json.gz");
  const text = await runTask("oracle", compressed, PPO);
  const json = await runTask("oracle", compressed, PPO, "--json");
  const plain = await runTask("oracle", LINEAR, "--json");
  assertEquals([text.code, json.code, plain.code], [0, 0, 0]);
  const report = JSON.parse(json.out);
  assertEquals(totals(text), [report.cases, report.checks, report.failed]);
  assertEquals(report.reports.map((one: { case: string }) => one.case), [
    "linear_ce_b6",
    "ppo_softmax_b8",
  ]);
  assertEquals(JSON.parse(plain.out).reports, report.reports.slice(0, 1));
  assertLess(report.worst.error, 1e-13);
  assertStringIncludes(text.out, `(${report.worst.case}, ${report.worst.quantity})`);
});

Deno.test("oracle: a wrong number, a missing number and an unknown quantity fail, and nothing else does", async () => {
  const wrong = await readCase();
  wrong.results.hesscale[0][2] += 1e-6;
  const short = await readCase();
  short.results.g2[0].pop();
  const unknown = { ...await readCase(), name: "curious" };
  unknown.results = { ...unknown.results, fisher: 1, hvp_hv: [[null]] };
  await using folder = await TemporaryFolder.create({
    "wrong.json": JSON.stringify(wrong),
    "short.json": JSON.stringify(short),
    "unknown.json": JSON.stringify(unknown),
  });
  const paths = ["wrong", "short", "unknown"].map((name) => join(folder.path, `${name}.json`));
  const outcome = await runTask("oracle", ...paths);
  assertEquals(outcome.code, 1);
  const [cases, checks, failed] = totals(outcome);
  assertEquals([cases, failed], [3, 4]);
  assertEquals(outcome.err, `oracle: 4 of ${checks} checks failed\n`);
  const lines = failures(outcome);
  assertMatch(lines[0], /^\| hesscale +\| +\d\.\de-\d+ \| FAILED +\|$/);
  assertMatch(lines[1], /^\| g2 .* FAILED expected 44 numbers, found 45 /);
  assertMatch(lines[2], /^\| hvp_hv .* FAILED expected numbers, found null /);
  assertMatch(lines[3], /^\| fisher .* FAILED unknown quantity "fisher" /);
  assertEquals((await runTask("oracle", paths[0], "--json")).code, 1);
});

Deno.test("oracle: what is no case fails on a line that says why, and other files still run", async () => {
  const good = await readCase();
  const text = JSON.stringify(good);
  const files = {
    "truncated.json": text.slice(0, 300),
    "null.json": "null",
    "list.json": "[]",
    "object.json": JSON.stringify({ ...good, loss: undefined }),
    "layers.json": JSON.stringify({ ...good, arch: [null] }),
    "lstm.json": JSON.stringify({ ...good, arch: [{ type: "lstm", in: 8, out: 5 }] }),
    "loss.json": JSON.stringify({ ...good, loss: { ...good.loss, type: "mes" } }),
    "parameter.json": JSON.stringify({ ...good, params: good.params.slice(1) }),
    "empty.json": JSON.stringify({ ...good, results: {} }),
    "inputs.json": JSON.stringify({ ...good, results: { hvp_v: good.results.hvp_v } }),
    "plain.json.gz": text,
  };
  await using folder = await TemporaryFolder.create(files);
  const names = [...Object.keys(files), "missing.json"];
  const paths = names.map((name) => join(folder.path, name));
  const outcome = await runTask("oracle", ...paths, LINEAR);
  assertEquals(outcome.code, 1);
  const [cases, checks, failed] = totals(outcome);
  assertEquals([cases, failed, checks > 12 + 10], [13, 12, true]);
  assertEquals(outcome.err, `oracle: 12 of ${checks} checks failed\n`);
  const expected = [
    "Expected JSON in .*truncated.json, found 300 characters that are not: ",
    'null.json: expected a curvature case with "name", a text, found none',
    'list.json: expected a curvature case with "name", a text, found none',
    'object.json: expected a curvature case with "loss", an object, found none',
    'layers.json: expected a curvature case with "arch", a list of layers, found \\[null\\]',
    'Expected layer 0 to be one of linear, .*, found "lstm"',
    'Expected loss to be one of .*, found "mes", did you mean "mse"',
    "Expected 0.weight to have 40 numbers",
    "Expected results to compare with, found none",
    "Expected results to compare with, found none",
    "plain.json.gz: expected a file that gzip made, found ",
    "missing.json: expected a file to read, found No such file ",
  ];
  const lines = failures(outcome);
  assertEquals(lines.length, expected.length);
  for (const [i, reason] of expected.entries()) assertMatch(lines[i], new RegExp(reason));
});

Deno.test("oracle: a run that differs, an unknown optimizer and what is no run fail", async () => {
  const good = await readCase(RUNS);
  const { SGD, Adam, AdaHessian } = good.runs;
  const wrong = structuredClone(good);
  wrong.runs = structuredClone({ Adam, AdaHessian, SGD, Adm: Adam });
  wrong.runs.SGD.params_after["6"][0][3] += 1e-6;
  wrong.runs.Adam.losses[5] *= 1 + 1e-6;
  wrong.runs.AdaHessian.rademacher[2][1][0] *= -1;
  const late = { ...good, name: "late", runs: { SGD: structuredClone(SGD) } };
  late.runs.SGD.params_after["7"] = SGD.params_after["6"];
  await using folder = await TemporaryFolder.create({
    "wrong.json": JSON.stringify(wrong),
    "late.json": JSON.stringify(late),
    "none.json": JSON.stringify({ ...good, runs: {} }),
    "batches.json": JSON.stringify({ ...good, batches: 6 }),
  });
  const files = ["wrong", "late", "none", "batches"].map((name) =>
    join(folder.path, `${name}.json`)
  );
  const outcome = await runTask("oracle", ...files);
  assertEquals(outcome.code, 1);
  const lines = failures(outcome);
  const expected = [
    /^\| Adam: losses before each step +\| +\d\.\de-7 +\| FAILED/,
    /^\| AdaHessian: parameters after step 6 .* FAILED/,
    /^\| AdaHessian: losses before each step .* FAILED/,
    /^\| SGD: parameters after step 6 +\| +\d\.\de-\d+ \| FAILED/,
    /^\| Adm .* FAILED unknown optimizer "Adm", did you mean "Adam"\?/,
    /^\| SGD .* FAILED expected parameters after 3 steps, found 2/,
    /FAILED .*none.json: expected a case of optimizers with "runs", runs by name, found \{\}/,
    /FAILED .*batches.json: expected a case of optimizers with "batches", a list of objects, found 6/,
  ];
  assertEquals(lines.length, expected.length, lines.join("\n"));
  for (const [i, line] of lines.entries()) assertMatch(line, expected[i]);
});
