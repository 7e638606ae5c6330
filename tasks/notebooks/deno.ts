import { stripVTControlCharacters } from "node:util";

/** What a command left behind. */
export interface CommandOutcome {
  readonly success: boolean;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs this very Deno with other arguments, gives it `input` to read, and collects plain text.
 *
 * @param args The arguments
 * @param directory Where it runs and looks for `deno.json`
 * @param options `input`: what it reads from standard input; `signal` ends it
 * @throws The signal's reason, if it is aborted
 */
export async function runDeno(
  args: string[],
  directory: string,
  { input = "", signal }: { input?: string; signal?: AbortSignal } = {},
): Promise<CommandOutcome> {
  const process = new Deno.Command(Deno.execPath(), {
    args,
    cwd: directory,
    signal,
    env: { NO_COLOR: "1" },
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  // A command that ends without reading its input breaks the pipe: its exit code tells the story.
  const sent = new Blob([input]).stream().pipeTo(process.stdin).catch(() => {});
  const [{ success, stdout, stderr }] = await Promise.all([process.output(), sent]);
  signal?.throwIfAborted();
  const text = (bytes: Uint8Array) => stripVTControlCharacters(new TextDecoder().decode(bytes));
  return { success, stdout: text(stdout), stderr: text(stderr) };
}
