import { createSimd } from "../../lib/backend/simd/mod.ts";
import { testConformance } from "./conformance.ts";

testConformance(createSimd(), 2 ** -20);
