import { assertEquals, assertStringIncludes } from "@std/assert";
import { executeCells, type Execution } from "../../../tasks/notebooks/execute.ts";
import { codeCells, type Output } from "../../../tasks/notebooks/notebook.ts";
import { describeProblem } from "../../../tasks/notebooks/problem.ts";
import { type CellSource, makeNotebook } from "./fixture.ts";

async function execute(cells: CellSource[], timeout = 60_000): Promise<Execution> {
  const directory = await Deno.makeTempDir();
  try {
    const execution = await executeCells(codeCells(makeNotebook(...cells)), { directory, timeout });
    assertEquals(await Array.fromAsync(Deno.readDir(directory)), [], "nothing is left behind");
    return execution;
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
}

async function problemsOf(cells: CellSource[], timeout?: number): Promise<string[]> {
  return (await execute(cells, timeout)).problems.map(describeProblem);
}

const printed = (text: string): Output => ({ output_type: "stream", name: "stdout", text: [text] });

Deno.test("a cell that throws fails, and the cells after it do not run", async () => {
  const { problems, outputs } = await execute([
    `console.log(1);`,
    `throw new RangeError("Too small");`,
    `console.log(3);`,
  ]);
  assertEquals(problems.map(describeProblem), ["cell [2]: RangeError: Too small"]);
  assertEquals([...outputs.keys()], [1, 2, 3]);
  assertEquals(outputs.get(1), [printed("1\n")]);
  assertEquals(outputs.get(3), []);
});

Deno.test("a cell tagged raises-exception must throw", async () => {
  const tags = ["raises-exception"];
  const thrower = { code: `throw new Error("Meant");`, tags };
  const [problem, ...others] = await problemsOf([thrower, { code: `1;`, tags }]);
  assertStringIncludes(problem, "cell [2]: Expected an error");
  assertEquals(others, []);
});

Deno.test("a rejection that nobody handles fails the cell", async () => {
  const code = `(async () => {\n  await 0;\n  throw new TypeError("Lost");\n})();`;
  assertEquals(await problemsOf([code]), ["cell [1]: TypeError: Lost"]);
});

Deno.test("an exception in a timer fails the cell, and does not hold up the run", async () => {
  const start = performance.now();
  const code = `setTimeout(() => {\n  throw new Error("Late");\n}, 5);`;
  assertEquals(await problemsOf([code]), ["cell [1]: Error: Late"]);
  assertEquals(performance.now() - start < 20_000, true);
});

Deno.test("a rejection that is caught is no error", async () => {
  assertEquals(
    await problemsOf([`await Promise.reject(new Error("Caught")).catch(() => {});`]),
    [],
  );
});

Deno.test("displays are updated in place, also from a later cell", async () => {
  const show = (text: string, update: boolean) =>
    `await Deno.jupyter.display({ "text/plain": "${text}" }, ` +
    `{ raw: true, display_id: "bar", update: ${update} });`;
  const { outputs } = await execute([
    [show("0 %", false), show("50 %", true)].join("\n"),
    show("100 %", true),
  ]);
  assertEquals(outputs.get(1), [
    { output_type: "display_data", data: { "text/plain": ["100 %"] }, metadata: {} },
  ]);
  assertEquals(outputs.get(2), []);
});

Deno.test("output that comes after a cell's end belongs to that cell", async () => {
  const { outputs } = await execute([
    `setTimeout(() => console.log("late"), 15);\nconsole.log("now");`,
    `const print = console.log;\nconsole.log = () => {};\nprint("next");`,
    `print("last");`,
  ]);
  const texts = [...outputs.values()]
    .map((cell) => cell.flatMap((output) => "text" in output ? output.text : []));
  assertEquals(texts, [["now\n", "late\n"], ["next\n"], ["last\n"]]);
});

Deno.test("a cell or output that never ends is stopped after its time", async () => {
  const endless = [`while (Deno.pid > 0);`, `setInterval(() => console.log("more"), 5);`];
  for (const code of endless) {
    assertEquals(await problemsOf([code], 700), [
      "cell [1]: Expected an end within 0.7 s, found none",
    ]);
  }
});

Deno.test("a cell that ends the kernel fails", async () => {
  assertEquals(await problemsOf([`Deno.exit(0);`, `1;`]), [
    "cell [1]: The kernel ended before the code did",
  ]);
});
