/** What a page that computes on its graphics processor imports. */
export { createNetwork, crossEntropy, hesscale, linear, reference, tanh } from "../../mod.ts";
export { useTensorFlow } from "../../lib/tfjs/mod.ts";
