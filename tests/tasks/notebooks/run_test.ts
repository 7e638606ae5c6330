import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { parseNotebook } from "../../../tasks/notebooks/notebook.ts";
import {
  type NotebookReport,
  runNotebooks,
  type RunNotebooksOptions,
} from "../../../tasks/notebooks/run.ts";
import { describeProblem } from "../../../tasks/notebooks/problem.ts";
import { makeNotebook, TemporaryProject } from "./fixture.ts";

type Mode = RunNotebooksOptions["mode"];

const timeout = 60_000;

async function run(path: string, mode: Mode): Promise<NotebookReport> {
  const [report] = await Array.fromAsync(runNotebooks([path], { mode, timeout }));
  return report;
}

const GOOD = [
  `import { answer } from "../lib/answer.ts";\n` +
  `import { answer as mapped } from "#answer";\n` +
  `console.log(answer === mapped);\n` +
  `[Deno.cwd().split("/").at(-1), Deno.noColor, Deno.env.get("HESSCALE_STATIC_FIGURES")];`,
  `for (let i = 0; i < 200; i++) console.log(i);\n` +
  `await Deno.jupyter.display({ "text/plain": "between" }, { raw: true });\n` +
  `console.log("after");`,
  `"x".repeat(70_000).length;`,
];

Deno.test("a good notebook is written once, then runs with the same outputs", async () => {
  await using project = await TemporaryProject.create();
  const path = await project.add("good", makeNotebook(...GOOD));
  assertEquals(await run(path, "write").then(({ problems }) => problems), []);
  const written = await Deno.readTextFile(path);
  const [first, second, third] = parseNotebook(written).cells;
  assertEquals(first.outputs, [
    { output_type: "stream", name: "stdout", text: ["true\n"] },
    {
      output_type: "execute_result",
      data: { "text/plain": [`[ "notebooks", true, "1" ]`] },
      execution_count: 1,
      metadata: {},
    },
  ]);
  const numbers = Array.from({ length: 200 }, (_, i) => `${i}\n`);
  assertEquals(second.outputs, [
    { output_type: "stream", name: "stdout", text: numbers },
    { output_type: "display_data", data: { "text/plain": ["between"] }, metadata: {} },
    { output_type: "stream", name: "stdout", text: ["after\n"] },
  ]);
  assertEquals(third.execution_count, 3);

  const again = await run(path, "run");
  assertEquals([again.problems, again.cells], [[], 3]);
  assertEquals(await run(path, "write").then(({ problems }) => problems), []);
  assertEquals(await Deno.readTextFile(path), written, "writing again changes nothing");
});

Deno.test("output that the file has not or otherwise is a problem, unless it may vary", async () => {
  await using project = await TemporaryProject.create();
  const stale = { output_type: "stream" as const, name: "stdout" as const, text: "old\n" };
  const code = `console.log("new");`;
  const strict = await project.add("strict", makeNotebook({ code, outputs: [stale] }));
  const tags = ["nbval-ignore-output"];
  const varies = await project.add("varies", makeNotebook({ code, outputs: [stale], tags }));
  const missing = await project.add("missing", makeNotebook(code));
  const paths = [strict, varies, missing];
  const reports = await Array.fromAsync(runNotebooks(paths, { mode: "run", timeout }));
  assertEquals(reports.map(({ problems }) => problems.map(describeProblem)), [
    [`cell [1]: Expected the stdout in the file: line 1 "old", found "new"`],
    [],
    ["cell [1]: Expected outputs in the file, found none where the run gives stdout"],
  ]);
});

Deno.test("what only the type checker and the linter see is a problem in its cell", async () => {
  await using project = await TemporaryProject.create();
  const types = await project.add(
    "types",
    makeNotebook(`const a = 1;`, `\nconst b: string = a;\nb;`),
  );
  const lint = await project.add("lint", makeNotebook(`let a = 1;\nlet never = 2;\na++;`));
  const syntax = await project.add("syntax", makeNotebook(`const a = 1;`, `console.log(a`));
  const good = await project.add("good", makeNotebook(`1 + 1`, `(2)`));
  const unformatted = await project.add("unformatted", makeNotebook(`const a=1`, `a;`));
  const paths = [types, lint, syntax, good, unformatted];
  const reports = await Array.fromAsync(runNotebooks(paths, { mode: "check", timeout }));
  const places = reports.map(({ problems }) => problems.map(({ cell, line }) => [cell, line]));
  assertEquals(places.slice(0, 2), [[[2, 2], [2, undefined]], [[1, 2], [1, 2]]]);
  assertEquals(places[2], [[2, 1]]);
  const words = reports.map(({ problems }) => problems.map(({ message }) => message).join("\n"));
  assertStringIncludes(words[0], "Type 'number' is not assignable to type 'string'");
  assertStringIncludes(words[1], "prefer-const");
  assertStringIncludes(words[1], "no-unused-vars");
  assertStringIncludes(words[2], "SyntaxError");
  // Cells without semicolons stay apart, although the second one could continue the first.
  assert(!words[3].includes("callable"), words[3]);
  assertStringIncludes(words[4], "Expected formatted cells");
  assertEquals(await project.list(), paths.map((path) => path.split("/").at(-1)).sort());
});

Deno.test("formatting changes the cells and makes them pass the check", async () => {
  await using project = await TemporaryProject.create();
  const path = await project.add("a", makeNotebook(`const a=[1,2]`, `a`));
  assertEquals((await run(path, "format")).problems, []);
  assertEquals((await run(path, "check")).problems, []);
  assertEquals(
    parseNotebook(await Deno.readTextFile(path)).cells.map(({ source }) => source),
    [`const a = [1, 2];`, `a;`],
  );
});

Deno.test("a notebook with an empty figure or an error is not written", async () => {
  await using project = await TemporaryProject.create();
  const empty = `await Deno.jupyter.display({ "image/svg+xml": "<svg></svg>" }, { raw: true });`;
  const faulty: [name: string, cells: string[], problem: string][] = [
    ["empty", [`1 + 1;`, empty], "cell [2]: Expected an SVG with marks, found none"],
    ["error", [`1 + 1;`, `JSON.parse("{");`], "cell [2]: SyntaxError: "],
  ];
  const paths = await Promise.all(
    faulty.map(([name, cells]) => project.add(name, makeNotebook(...cells))),
  );
  const read = () => Promise.all(paths.map((path) => Deno.readTextFile(path)));
  const before = await read();
  const reports = await Array.fromAsync(runNotebooks(paths, { mode: "write", timeout }));
  for (const [index, { problems }] of reports.entries()) {
    assertEquals(problems.length, 1);
    assertStringIncludes(describeProblem(problems[0]), faulty[index][2]);
  }
  assertEquals(await read(), before);
});

Deno.test("a file that is no notebook is a problem of its own", async () => {
  await using project = await TemporaryProject.create();
  const good = await project.add("good", makeNotebook(`Deno.pid > 0;`));
  const bad = `${project.folder}/notebooks/bad.ipynb`;
  await Deno.writeTextFile(bad, "{}");
  const reports = await Array.fromAsync(runNotebooks([bad, good], { mode: "write", timeout }));
  assertEquals(reports.map(({ problems }) => problems.length), [1, 0]);
  assertStringIncludes(reports[0].problems[0].message, "found format undefined");
});
