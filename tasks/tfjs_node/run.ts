/** How {@linkcode run} runs a program. */
export interface RunOptions {
  readonly signal: AbortSignal;
  /** The folder it runs in. */
  readonly cwd?: string;
  /** Whether its output is for the user; else it is kept for an error. */
  readonly show?: boolean;
}

/**
 * Runs a program to its end.
 *
 * @throws Error with the reason that it gave if it is missing or fails
 */
export async function run(
  program: string,
  args: readonly string[],
  { signal, cwd, show = false }: RunOptions,
): Promise<void> {
  const stream = show ? "inherit" : "piped";
  const command = new Deno.Command(program, {
    args: [...args],
    cwd,
    signal,
    stdin: "null",
    stdout: stream,
    stderr: stream,
  });
  try {
    const output = await command.output();
    signal.throwIfAborted();
    if (output.success) return;
    const reason = show ? "" : reasonIn(new TextDecoder().decode(output.stderr));
    throw new Error(`${program} failed with code ${output.code}${reason && `: ${reason}`}`);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new Error(`Expected ${program} on this machine, found none`, { cause: error });
  }
}

/** The first line that speaks of an error, else the last one; that one was emitted, and from where, are none. */
export function reasonIn(text: string): string {
  const lines = text.split("\n").map((line) => line.trim()).filter((line) => line !== "");
  const reason = (line: string) => /\berror\b/i.test(line) && !/'error'|^at /.test(line);
  return lines.find(reason) ?? lines.at(-1) ?? "";
}
