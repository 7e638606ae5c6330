/** A command line that says something which the command does not understand or cannot follow; it ends with exit code 2. */
export class UsageError extends Error {
  override name = "UsageError";
}
