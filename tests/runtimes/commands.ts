import { join } from "node:path";
import { ROOT } from "../house/project.ts";

/** Whether a command, by its name or its whole path, is there and may be run. */
export async function canRun(command: string): Promise<boolean> {
  const { state } = await Deno.permissions.query({ name: "run", command });
  if (state !== "granted") return false;
  return !command.startsWith("/") || await Deno.stat(command).then(() => true, () => false);
}

/** A name that says why a test is skipped, if it is. */
export const named = (name: string, runs: boolean, reason: string): string =>
  runs ? name : `${name} (skipped: ${reason})`;

/**
 * One module of JavaScript out of one of TypeScript and all that it imports, as the README says.
 *
 * @param source A path from the project's folder
 * @param output The module's path
 * @param options `platform`: what packages are chosen for; Deno by default, whose modules may need those of Node
 */
export async function bundle(
  source: string,
  output: string,
  { platform = "deno" }: { readonly platform?: "browser" | "deno" } = {},
): Promise<void> {
  const args = ["bundle", "--platform", platform, source, "-o", output];
  await run(Deno.execPath(), args, ROOT);
}

/** Runs a program in Node: the function `run` of `program.js` on what `library.js` exports, both in a folder. */
export async function runInNode(folder: string, seed: number): Promise<unknown> {
  const script = join(folder, "main.js");
  await Deno.writeTextFile(
    script,
    `import * as library from "./library.js";
    import { run } from "./program.js";
    console.log(JSON.stringify(await run(library, ${seed})));`,
  );
  return JSON.parse(await run("node", [script], folder));
}

/** The standard output of a command; an error with its standard error if it fails. */
async function run(command: string, args: string[], cwd: string): Promise<string> {
  const { success, code, stdout, stderr } = await new Deno.Command(command, {
    args,
    cwd,
    stdin: "null",
  }).output();
  const decoder = new TextDecoder();
  if (!success) {
    throw new Error(`${command} ${args.join(" ")}: exit code ${code}\n${decoder.decode(stderr)}`);
  }
  return decoder.decode(stdout);
}
