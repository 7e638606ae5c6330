import { assertNotMatch, assertStringIncludes, assertThrows } from "@std/assert";

/** Something that should be refused, and how. */
export interface BadInput {
  readonly name: string;
  readonly run: () => unknown;
  /** The class of its error. */
  readonly error: typeof RangeError | typeof TypeError;
  /** What stands after "expected". */
  readonly expected: string;
  /** What stands after "found". */
  readonly found: string;
  /** What else the message says: where it is. */
  readonly place?: string;
}

/** One test for each: the error is of its class and says what was expected and what was found. */
export function testBadInput(cases: readonly BadInput[]): void {
  for (const { name, run, error, expected, found, place = "" } of cases) {
    Deno.test(`refused: ${name}`, () => {
      const { message } = assertThrows(run, error);
      assertStringIncludes(message, `xpected ${expected}`);
      assertStringIncludes(message, `found ${found}`);
      assertStringIncludes(message, place);
      assertNotMatch(message, /\.$|undefined|\[object/);
    });
  }
}
