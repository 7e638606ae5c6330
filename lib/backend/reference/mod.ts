import type { Backend } from "../backend.ts";
import { arithmetic } from "./arithmetic.ts";
import { creation } from "./creation.ts";
import { optimization } from "./optimization.ts";
import { products } from "./products.ts";
import { reductions } from "./reductions.ts";
import { shape } from "./shape.ts";
import { softmax } from "./softmax.ts";

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
  ...arithmetic,
  ...reductions,
  ...softmax,
  ...optimization,
};
