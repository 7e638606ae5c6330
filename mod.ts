/**
 * Second-order information about a neural network at the price of a gradient: HesScale and the
 * estimators of the Hessian diagonal that it is judged against.
 *
 * @example
 * ```ts
 * import { createNetwork, crossEntropy, hesscale, linear, tanh } from "@hesscale/hesscale";
 *
 * const network = createNetwork([linear(4, 16), tanh(), linear(16, 3)], { seed: 1 });
 * const { curvature } = hesscale(network, [[1, 0, -1, 2]], crossEntropy([2]));
 * for (const { name, shape } of curvature) console.log(name, shape);
 * ```
 *
 * @module
 */

export type {
  Accumulation,
  Backend,
  ClippedStep,
  ConvolutionFlags,
  DerivativeOrder,
  MomentStep,
  Numbers,
  ProductFlags,
  SecondMoment,
  SignedColumns,
  Tensor,
} from "./lib/backend/backend.ts";
export type { ScalarFunction } from "./lib/backend/functions.ts";
export type { ConvolutionGeometry, Windows } from "./lib/backend/geometry.ts";
export { didYouMean, nearest } from "./lib/backend/nearest.ts";
export { Random, type RandomState } from "./lib/backend/random.ts";
export { reference } from "./lib/backend/reference/mod.ts";
export {
  createSimd,
  simd,
  type SimdBackend,
  type SimdMemory,
  type SimdOptions,
} from "./lib/backend/simd/mod.ts";
export { type NestedNumbers, type TensorLike, toTensor } from "./lib/backend/tensor_like.ts";

export { batchNorm, type BatchNormOptions } from "./lib/layers/batch_norm.ts";
export { channelsFirst, channelsLast } from "./lib/layers/channels.ts";
export { conv1d, conv2d, conv3d, type ConvolutionOptions } from "./lib/layers/convolution.ts";
export { dropout, type DropoutOptions } from "./lib/layers/dropout.ts";
export {
  type CustomFunction,
  elementwise,
  elu,
  exp,
  gelu,
  identity,
  leakyRelu,
  logSigmoid,
  relu,
  selu,
  sigmoid,
  silu,
  softplus,
  tanh,
} from "./lib/layers/elementwise.ts";
export { flatten } from "./lib/layers/flatten.ts";
export {
  allCnnC,
  type ImageNetworkOptions,
  network2c2d,
  network3c3d,
} from "./lib/layers/image_networks.ts";
export {
  constant,
  type Initializer,
  kaimingNormal,
  kaimingUniform,
  orthogonal,
  pytorchDefault,
  truncatedNormal,
  xavierNormal,
  xavierUniform,
} from "./lib/layers/initializers.ts";
export {
  type Activation,
  type Branch,
  type Layer,
  Leaf,
  type Pass,
  type Tangent,
  type Walk,
} from "./lib/layers/layer.ts";
export { linear, type LinearOptions } from "./lib/layers/linear.ts";
export { mlp } from "./lib/layers/mlp.ts";
export {
  createNetwork,
  type NamedParameter,
  Network,
  type NetworkOptions,
} from "./lib/layers/network.ts";
export type { NormalisationOptions } from "./lib/layers/normalisation.ts";
export { Parameter } from "./lib/layers/parameter.ts";
export {
  adaptiveAveragePool,
  averagePool,
  type AveragePoolingOptions,
  globalAveragePool,
  maxPool,
  type PoolingOptions,
} from "./lib/layers/pooling.ts";
export { residual } from "./lib/layers/residual.ts";
export { upsample, zeroPad } from "./lib/layers/resize.ts";
export { groupNorm, layerNorm } from "./lib/layers/sample_norms.ts";
export { sequential } from "./lib/layers/sequential.ts";
export { logSoftmax, softmax } from "./lib/layers/softmax.ts";
export type { Padding, PerDimension } from "./lib/layers/spatial.ts";
export {
  convTranspose1d,
  convTranspose2d,
  convTranspose3d,
  type TransposedConvolutionOptions,
} from "./lib/layers/transposed_convolution.ts";

export { crossEntropy, nll, softmaxNll } from "./lib/losses/cross_entropy.ts";
export type { GaussianData, GaussianOutput } from "./lib/losses/gaussian.ts";
export { gaussianNll } from "./lib/losses/gaussian_nll.ts";
export type {
  HessianColumns,
  Loss,
  LossAt,
  LossOptions,
  LossSource,
  Rank,
  SamplingOptions,
} from "./lib/losses/loss.ts";
export { ppoCategorical, ppoGaussian, type SurrogateData } from "./lib/losses/ppo.ts";
export { binaryCrossEntropy, huber, meanSquaredError } from "./lib/losses/regression.ts";
export { type HessianStructure, type LossParts, structuredLoss } from "./lib/losses/structured.ts";

export { bl89 } from "./lib/curvature/bl89.ts";
export type { Estimate, EvaluationOptions } from "./lib/curvature/evaluate.ts";
export { exactDiagonal, exactDiagonalByHvp, type ExactEstimate } from "./lib/curvature/exact.ts";
export { empiricalFisher, squaredGradient } from "./lib/curvature/fisher.ts";
export {
  gaussNewtonDiagonal,
  gaussNewtonMonteCarlo,
  type SampledFactorOptions,
} from "./lib/curvature/gauss_newton.ts";
export { gradient } from "./lib/curvature/gradient.ts";
export {
  type ActivationCurvature,
  hesscale,
  type HesScaleEstimate,
  hesscaleGN,
  type HesScaleOptions,
} from "./lib/curvature/hesscale.ts";
export { hessianVectorProduct } from "./lib/curvature/hessian_vector_product.ts";
export { hutchinson, type HutchinsonOptions } from "./lib/curvature/hutchinson.ts";
export { kfacDiagonal, type KfacOptions } from "./lib/curvature/kfac.ts";
export { type ParameterTensor, ParameterTree } from "./lib/curvature/tree.ts";

export {
  adaExact,
  adaFisher,
  adaGGNMC,
  type AdaGGNMCOptions,
  adaKFAC,
  type AdaKFACOptions,
} from "./lib/optim/ada_curvature.ts";
export {
  adaBL89,
  adaHesScale,
  adaHesScaleGN,
  type AdaHesScaleOptions,
} from "./lib/optim/ada_hesscale.ts";
export { adaHessian, type AdaHessianOptions } from "./lib/optim/ada_hessian.ts";
export { adam, type AdamOptions, adamW } from "./lib/optim/adam.ts";
export { createOptimizer, type OptimizerParts } from "./lib/optim/create_optimizer.ts";
export type { CurvatureOptimizerOptions } from "./lib/optim/curvature_optimizer.ts";
export {
  type CurvatureEstimator,
  spatialMean,
  type StepEstimate,
  type StepEvaluation,
} from "./lib/optim/estimator.ts";
export type { ParameterGroup } from "./lib/optim/groups.ts";
export {
  makeOptimizer,
  type NamedOptimizerOptions,
  type OptimizerName,
  optimizerNames,
  optimizerOptionNames,
} from "./lib/optim/named.ts";
export type { BegunStep, Optimizer, OptimizerOptions, Step } from "./lib/optim/optimizer.ts";
export { rmsprop, type RmspropOptions } from "./lib/optim/rmsprop.ts";
export {
  constantSchedule,
  cosineSchedule,
  type DecayOptions,
  linearSchedule,
  type Schedule,
  warmUp,
} from "./lib/optim/schedule.ts";
export { sgd, type SgdOptions } from "./lib/optim/sgd.ts";
export type { BegunWalks, ShardOptions, ShardTask, ShardThreads } from "./lib/optim/shards.ts";
export { sophia, type SophiaOptions } from "./lib/optim/sophia.ts";
export type { OptimizerState } from "./lib/optim/state.ts";
export type { Found } from "./lib/optim/walk.ts";
export type { StepSizeScaling } from "./lib/optim/step_size_scaling.ts";
export type { Place, Signals, Timing, UpdateRule } from "./lib/optim/update_rule.ts";
export { type AdaptiveOptions, adaptiveUpdate } from "./lib/optim/updates/adaptive.ts";
export { type ClippedOptions, clippedUpdate } from "./lib/optim/updates/clipped.ts";
export { type MomentumOptions, momentumUpdate } from "./lib/optim/updates/momentum.ts";
