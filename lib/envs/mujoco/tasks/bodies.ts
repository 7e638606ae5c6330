import { didYouMean } from "../../../backend/nearest.ts";
import { bodyNames } from "../names.ts";
import type { Simulation } from "../simulation.ts";

/**
 * The number of a body.
 *
 * @param body Its name or its number
 * @throws RangeError if there is no such body
 */
export function findBody({ model, nbody }: Simulation, body: string | number): number {
  if (typeof body === "number") {
    if (body < nbody) return body;
    throw new RangeError(`Expected the number of a body below ${nbody}, found ${body}`);
  }
  const names = bodyNames(model);
  const index = names.indexOf(body);
  if (index >= 0) return index;
  throw new RangeError(
    `Expected a body among ${names.join(", ")}, found "${body}"${didYouMean(body, names)}`,
  );
}
