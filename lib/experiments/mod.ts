/**
 * The paper's experiments as functions that return plain data, and figures of what they return.
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
export { layersFigure, qualityFigure } from "./quality_figures.ts";
export {
  errorOf,
  type QualityRow,
  ratioOf,
  roundingShare,
  summarizeQuality,
} from "./quality_summary.ts";
export type { Setting } from "./setting.ts";
export { type ActivationName, activationNames, type Architecture } from "../train/architecture.ts";
export { bootstrap, bootstrapMean, type Interval, type Range } from "./statistics.ts";
export {
  type HeatmapRun,
  type HeatmapSetting,
  type LayerHessian,
  measureHeatmaps,
} from "./heatmaps.ts";
export { heatmapsFigure } from "./heatmaps_figure.ts";
export { type ComparedOptimizer, comparedOptimizers, makeCompared } from "./compared_optimizers.ts";
export {
  type OptimizerEpoch,
  type OptimizerRun,
  type OptimizerSetting,
  timeEpochs,
  timeEvaluation,
  trainWith,
} from "./optimizers.ts";
export {
  type CurveOf,
  epochsFigure,
  secondsFigure,
  sensitivityFigure,
  timeFigure,
} from "./optimizers_figures.ts";
export {
  bestStepSizes,
  type Measured,
  type OptimizerRow,
  type OptimizerSummary,
  type SensitivityPoint,
  summarizeOptimizers,
  type TimedSummary,
} from "./optimizers_summary.ts";
export {
  type AgentResult,
  type AgentsSummary,
  type Improvement,
  type Overall,
  type SeedSummary,
  summarizeAgents,
} from "./agents.ts";
export { type AgentsFigure, agentsFigures } from "./agents_figures.ts";
export { type AgentGroup, type AgentRun, groupRuns } from "./agents_groups.ts";
export {
  type Aggregate,
  interquartileMean,
  probabilityOfImprovement,
  type Scores,
  standardError,
  stratifiedBootstrap,
} from "./aggregates.ts";
export { binReturns, type EndedEpisode, finalReturn } from "./returns.ts";
