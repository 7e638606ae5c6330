import { stripVTControlCharacters } from "node:util";
import { failure, kindOf, show } from "./failure.ts";

/** A constructor of errors. */
// deno-lint-ignore no-explicit-any
export type ErrorConstructorOf<E extends Error> = abstract new (...args: any[]) => E;

/**
 * Asserts that `error` is an error, and if asked of what class and with what in its message.
 *
 * @param error What should be an error
 * @param ErrorClass The class it should be an instance of
 * @param msgMatches What its message should contain or match
 * @param msg What to say if it is not
 */
export function assertIsError<E extends Error = Error>(
  error: unknown,
  ErrorClass?: ErrorConstructorOf<E>,
  msgMatches?: string | RegExp,
  msg?: string,
): asserts error is E {
  if (!(error instanceof Error)) {
    throw failure(`Expected "error" to be an Error object, but was ${show(error)}`, msg);
  }
  if (ErrorClass && !(error instanceof ErrorClass)) {
    throw failure(
      `Expected error to be instance of "${ErrorClass.name}", but was "${kindOf(error)}"`,
      msg,
      error.stack,
    );
  }
  if (!msgMatches) return;
  const message = stripVTControlCharacters(error.message);
  const holds = typeof msgMatches === "string"
    ? message.includes(stripVTControlCharacters(msgMatches))
    : msgMatches.test(message);
  if (holds) return;
  const wanted = typeof msgMatches === "string" ? JSON.stringify(msgMatches) : String(msgMatches);
  throw failure(
    `Expected error message to include ${wanted}, but got ${JSON.stringify(error.message)}`,
    msg,
  );
}

/** Asserts that `fn` throws, and returns what it threw. */
export function assertThrows(fn: () => unknown, msg?: string): unknown;
/** Asserts that `fn` throws an `ErrorClass` whose message contains `msgIncludes`, and returns it. */
export function assertThrows<E extends Error = Error>(
  fn: () => unknown,
  ErrorClass: ErrorConstructorOf<E>,
  msgIncludes?: string,
  msg?: string,
): E;
export function assertThrows<E extends Error = Error>(
  fn: () => unknown,
  classOrMsg?: ErrorConstructorOf<E> | string,
  msgIncludes?: string,
  msg?: string,
): unknown {
  const suffix = typeof classOrMsg === "string" ? classOrMsg : msg;
  let thrown: unknown;
  try {
    fn();
  } catch (error) {
    thrown = error;
    return checked(thrown, "thrown", classOrMsg, msgIncludes, suffix);
  }
  throw failure("Expected function to throw", suffix);
}

/** Asserts that the promise that `fn` returns is rejected, and returns the reason. */
export function assertRejects(fn: () => PromiseLike<unknown>, msg?: string): Promise<unknown>;
/** Asserts that it is rejected with an `ErrorClass` whose message contains `msgIncludes`, and returns it. */
export function assertRejects<E extends Error = Error>(
  fn: () => PromiseLike<unknown>,
  ErrorClass: ErrorConstructorOf<E>,
  msgIncludes?: string,
  msg?: string,
): Promise<E>;
export async function assertRejects<E extends Error = Error>(
  fn: () => PromiseLike<unknown>,
  classOrMsg?: ErrorConstructorOf<E> | string,
  msgIncludes?: string,
  msg?: string,
): Promise<unknown> {
  const suffix = typeof classOrMsg === "string" ? classOrMsg : msg;
  let promise: PromiseLike<unknown> | undefined;
  let thrown: unknown;
  try {
    promise = fn();
  } catch (error) {
    thrown = error;
  }
  if (typeof promise?.then !== "function") {
    const details = thrown === undefined ? "no promise was returned" : show(thrown);
    throw failure("Function throws when expected to reject", suffix, details);
  }
  try {
    await promise;
  } catch (reason) {
    return checked(reason, "rejected", classOrMsg, msgIncludes, suffix);
  }
  throw failure("Expected function to reject", suffix);
}

function checked<E extends Error>(
  error: unknown,
  verb: "thrown" | "rejected",
  classOrMsg: ErrorConstructorOf<E> | string | undefined,
  msgIncludes: string | undefined,
  msg: string | undefined,
): unknown {
  if (typeof classOrMsg !== "function") return error;
  if (!(error instanceof Error)) throw failure(`A non-Error object was ${verb}`, msg);
  assertIsError(error, classOrMsg, msgIncludes, msg);
  return error;
}
