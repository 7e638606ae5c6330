/** All kernels: what the module exports. */

export { addScaled, binary, clip, momentStep, scale } from "./arithmetic";
export { convolve } from "./convolution";
export { convolveWeights } from "./convolution_weights";
export { elementwise, elementwiseDual } from "./elementwise";
export { heapStart } from "./memory";
export { matmul, outer } from "./product";
export { allFinite, sum, sumFeatures, sumRows } from "./reductions";
export {
  blocksOfDiagonal,
  diagonalOfBlocks,
  joinBlocks,
  repeatRows,
  transposeBlocks,
} from "./shape";
export { diagonalColumns, logSoftmax, softmax, softmaxColumns } from "./softmax";
export { atPlaces, overWindows } from "./windows";
