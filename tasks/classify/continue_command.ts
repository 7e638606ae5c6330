/** The command line that continues the run in a folder, for a shell. */
export function continueCommand(folder: string): string {
  return `deno task classify --resume --out ${quoted(folder)}`;
}

function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
