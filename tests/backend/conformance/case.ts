import type { Backend, Tensor } from "../../../lib/backend/backend.ts";
import type { Plain } from "./plain.ts";

/** What an operation gives: tensors, a number, or whether something holds. */
export type Result<T> = T | readonly T[] | number | boolean;

/** An operation at given operands, and what it gives by definition. */
export interface Case {
  /** The operation and what is special about this case; begins with the operation's name. */
  readonly name: string;
  readonly operands: readonly Plain[];
  readonly run: (b: Backend, ...operands: Tensor[]) => Result<Tensor>;
  readonly expected: Result<Plain>;
  /** Terms of a sum whose roundings show; each is half a precision of 1 + the result more. None by default. */
  readonly terms?: number;
}
