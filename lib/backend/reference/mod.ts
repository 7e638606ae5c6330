import type { Backend } from "../backend.ts";
import { arithmetic } from "./arithmetic.ts";
import { convolutions } from "./convolutions.ts";
import { creation } from "./creation.ts";
import { optimization } from "./optimization.ts";
import { products } from "./products.ts";
import { reductions } from "./reductions.ts";
import { shape } from "./shape.ts";
import { softmax } from "./softmax.ts";
import { windows } from "./windows.ts";

/**
 * The reference backend: float64 and plain loops. It defines what every operation of
 * {@linkcode Backend} computes; exactness is tested on it, and derivations run on it.
 */
export const reference: Backend = {
  name: "reference",
  precision: Number.EPSILON,
  ...creation,
  ...shape,
  ...products,
  ...convolutions,
  ...windows,
  ...arithmetic,
  ...reductions,
  ...softmax,
  ...optimization,
};
