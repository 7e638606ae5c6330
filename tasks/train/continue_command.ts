/** The command line that continues a run which began with these arguments, for a shell. */
export function continueCommand(args: readonly string[]): string {
  const words = args.includes("--resume") ? args : [...args, "--resume"];
  return ["deno task train", ...words.map(quoted)].join(" ");
}

function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
