import {
  absoluteFunction,
  expFunction,
  geluFunction,
  identityFunction,
  logFunction,
  logSigmoidFunction,
  reluFunction,
  type ScalarFunction,
  seluFunction,
  sigmoidFunction,
  signFunction,
  siluFunction,
  softplusFunction,
  squareFunction,
  squareRootFunction,
  tanhFunction,
} from "../functions.ts";

/** By the function itself: anyone may give a function of his own any name. */
const codes: ReadonlyMap<ScalarFunction, number> = new Map([
  [identityFunction, 0],
  [tanhFunction, 1],
  [reluFunction, 2],
  [sigmoidFunction, 4],
  [seluFunction, 6],
  [softplusFunction, 7],
  [logSigmoidFunction, 8],
  [expFunction, 9],
  [geluFunction, 10],
  [siluFunction, 11],
  [logFunction, 12],
  [squareFunction, 13],
  [squareRootFunction, 14],
  [absoluteFunction, 15],
  [signFunction, 16],
]);

/** Built-in functions with a constant, by name: only they have one. */
const codesWithConstant: Readonly<Record<string, number>> = { leakyRelu: 3, elu: 5 };

/** What the kernel `elementwise` calls a function, undefined if it does not have it. */
export function functionCode(f: ScalarFunction): number | undefined {
  const code = codes.get(f);
  if (code !== undefined || f.parameters.length === 0) return code;
  return Object.hasOwn(codesWithConstant, f.name) ? codesWithConstant[f.name] : undefined;
}
