/** All kernels: what the module exports. */

export { binary, clip, scale } from "./arithmetic";
export { convolve } from "./convolution";
export { convolveWeights } from "./convolution_weights";
export { convolveDepthwise } from "./depthwise";
export { depthwiseWeights } from "./depthwise_weights";
export { elementwise, elementwiseDerivatives, elementwiseDual } from "./elementwise";
export { heapStart } from "./memory";
export { accumulate, addScaled, clippedStep, momentStep, sumOfSquares } from "./optimization";
export { matmul, outer } from "./product";
export { random, randomSpare, randomWord } from "./random";
export { allFinite, sum, sumFeatures, sumRows } from "./reductions";
export { diagonalOfBlocks, joinBlocks, repeatRows, transposeBlocks } from "./shape";
export { diagonalColumns, logSoftmax, softmax, softmaxColumns } from "./softmax";
export { atPlaces, overWindows } from "./windows";
