/**
 * The paper's experiments as functions that return plain data.
 *
 * @module
 */

export { type Method, type MethodName, methodNames, methodOf } from "./methods.ts";
export {
  measureQuality,
  type MethodError,
  type Phase,
  type QualityRun,
  type QualitySetting,
} from "./quality.ts";
export { errorOf, type QualityRow, ratioOf, summarizeQuality } from "./quality_summary.ts";
export { type ActivationName, activationNames, type Setting } from "./setting.ts";
export { bootstrapMean, type Interval } from "./statistics.ts";
export {
  type HeatmapRun,
  type HeatmapSetting,
  type LayerHessian,
  measureHeatmaps,
} from "./heatmaps.ts";
