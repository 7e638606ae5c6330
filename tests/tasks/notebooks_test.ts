import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { makeNotebook, TemporaryProject } from "./notebooks/fixture.ts";

const SCRIPT = new URL("../../tasks/notebooks.ts", import.meta.url).href;
const CONFIG = new URL("../../deno.json", import.meta.url).pathname;

/** The command that the task runs, in a project of the test's own. */
function command(project: TemporaryProject, args: string[]): Deno.Command {
  const deno = Deno.execPath();
  const permissions = [
    "--no-prompt",
    "--allow-read=.",
    "--allow-write=notebooks",
    "--allow-net=127.0.0.1",
    `--allow-run=${deno}`,
  ];
  return new Deno.Command(deno, {
    args: ["run", "--quiet", "--config", CONFIG, ...permissions, SCRIPT, ...args],
    cwd: project.folder,
    env: { NO_COLOR: "1" },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  });
}

async function run(project: TemporaryProject, ...args: string[]) {
  const { code, stdout, stderr } = await command(project, args).output();
  const [out, err] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
  return { code, out, err };
}

Deno.test("one line per notebook, in alphabetical order, and problems below", async () => {
  await using project = await TemporaryProject.create();
  await project.add("b_good", makeNotebook(`Deno.pid > 1e9 ? 1 : undefined;`));
  await project.add("a_bad", makeNotebook(`console.log(1);`, `const b: string = 1;\nb;`));
  const { code, out, err } = await run(project);
  assertEquals([code, err], [1, "notebooks: 1 of 2 notebooks failed\n"]);
  const lines = out.trimEnd().split("\n");
  assertMatch(lines[0], /^notebooks.a_bad\.ipynb \.\.\. FAILED \(2 cells, \d+\.\d s\)$/);
  assertMatch(lines[1], /^ {4}cell \[2\] line 1: /);
  assertMatch(lines.at(-1)!, /^notebooks.b_good\.ipynb \.\.\. ok \(1 cell, \d+\.\d s\)$/);
});

Deno.test("the exit code is 0 if all is well, also without any notebook", async () => {
  await using project = await TemporaryProject.create();
  assertEquals(await run(project), { code: 0, out: "", err: "" });
  const path = await project.add("a", makeNotebook(`const a = 1;\na;`));
  assertEquals((await run(project, "--write", path)).code, 0);
  assertEquals((await run(project, "--check")).code, 0);
});

Deno.test("wrong arguments are told on one line, exit code 2", async () => {
  await using project = await TemporaryProject.create();
  const cases: [args: string[], words: string][] = [
    [["--wrong"], "--wrong"],
    [["--write", "--check"], "one of --write, --check and --format"],
    [["--timeout", "soon"], `found "soon"`],
    [["--timeout", "-1"], "--timeout"],
    [["missing.ipynb"], "found no file missing.ipynb"],
  ];
  const outcomes = await Promise.all(cases.map(([args]) => run(project, ...args)));
  for (const [index, { code, out, err }] of outcomes.entries()) {
    assertEquals([code, out], [2, ""]);
    assertStringIncludes(err, cases[index][1]);
    assertMatch(err, /^notebooks: .*\n$/);
  }
});

for (const [signal, exitCode] of [["SIGINT", 130], ["SIGKILL", 137]] as const) {
  Deno.test(`a run that is ended by ${signal} leaves no kernel behind`, async () => {
    await using project = await TemporaryProject.create();
    const code = `for (let beat = 0;; beat++) Deno.writeTextFileSync("beat", \`\${beat}\`);`;
    const path = await project.add("endless", makeNotebook(code));
    const process = command(project, [path]).spawn();
    const read = () => Deno.readTextFile(join(project.folder, "notebooks", "beat")).catch(() => "");
    const pause = (milliseconds: number) => new Promise((done) => setTimeout(done, milliseconds));
    const beats = async () => {
      const before = await read();
      await pause(150);
      return await read() !== before;
    };
    while (!await beats());
    process.kill(signal);
    const { code: ended } = await process.output();
    assertEquals(ended, exitCode);
    let alive = true;
    for (let attempt = 0; alive && attempt < 50; attempt++) alive = await beats();
    assert(!alive, "Expected the kernel to end with its run");
  });
}
