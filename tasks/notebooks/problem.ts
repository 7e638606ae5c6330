/** Something wrong with a notebook, and where. */
export interface Problem {
  /** The number of the code cell, from 1, if it is about one. */
  readonly cell?: number;
  /** The line in the cell, from 1, if known. */
  readonly line?: number;
  readonly message: string;
}

/** A problem in words: `cell [3] line 2: Expected …`. */
export function describeProblem({ cell, line, message }: Problem): string {
  const place = [cell && `cell [${cell}]`, line && `line ${line}`].filter(Boolean).join(" ");
  return place ? `${place}: ${message}` : message;
}
