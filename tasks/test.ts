/**
 * Every check of the project, one after another: `deno task test`.
 *
 * @module
 */

import { defineCommand, EXIT_CODES, runCommand } from "./command.ts";
import { FOLDER } from "./notebooks.ts";
import { commandCheck, notebookCheck, runChecks, testCheck } from "./test/checks.ts";

const command = defineCommand({
  name: "test",
  summary: `Checks format, lint, types, documentation and packaging, runs all tests and documented
    examples, and runs the notebooks. Ends with the line "N passed, N failed, N skipped".`,
  options: {},
});

/** Their examples are code, too. */
const DOCUMENTS = ["README.md", "CONTRIBUTING.md"];

/** The modules that users import. */
async function listEntryPoints(): Promise<string[]> {
  const { exports } = JSON.parse(await Deno.readTextFile("deno.json"));
  return Object.values<string>(exports);
}

if (import.meta.main) {
  let allPassed = false;
  const code = await runCommand(command, Deno.args, async (_, { signal }) => {
    allPassed = await runChecks([
      commandCheck("format", ["fmt", "--check"]),
      commandCheck("lint", ["lint"]),
      commandCheck("types", ["check", "--quiet", "--doc", ".", ...DOCUMENTS]),
      commandCheck("documentation", ["doc", "--lint", ...await listEntryPoints()]),
      commandCheck("package", ["publish", "--dry-run", "--allow-dirty"]),
      testCheck([...DOCUMENTS, "mod.ts", "lib", "tasks", "tests"]),
      notebookCheck(FOLDER),
    ], signal);
  });
  // The counts say it all: no other line comes after them.
  Deno.exitCode = code === EXIT_CODES.success && !allPassed ? EXIT_CODES.failure : code;
}
