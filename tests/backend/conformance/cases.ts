import { arithmeticCases } from "./arithmetic.ts";
import type { Case } from "./case.ts";
import { convolutionCases } from "./convolutions.ts";
import { creationCases } from "./creation.ts";
import { inPlaceCases } from "./in_place.ts";
import { optimizationCases } from "./optimization.ts";
import { productCases } from "./products.ts";
import { reductionCases } from "./reductions.ts";
import { shapeCases } from "./shape.ts";
import { softmaxCases } from "./softmax.ts";
import { windowCases } from "./windows.ts";

/** All cases, by operation. */
export const cases: ReadonlyMap<string, readonly Case[]> = Map.groupBy([
  ...creationCases,
  ...shapeCases,
  ...productCases,
  ...convolutionCases,
  ...windowCases,
  ...arithmeticCases,
  ...reductionCases,
  ...softmaxCases,
  ...inPlaceCases,
  ...optimizationCases,
], ({ name }) => name.split(/\W/)[0]);
