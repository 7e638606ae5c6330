/** Address of an array of numbers in the module's memory, in bytes. */
type Address = number;

/** What the module of kernels exports; `kernels/` says what each does. */
export interface Kernels {
  readonly memory: WebAssembly.Memory;
  heapStart(): Address;
  binary(
    code: number,
    a: Address,
    b: Address,
    out: Address,
    rows: number,
    features: number,
    repeat: number,
    width: number,
  ): void;
  scale(a: Address, out: Address, count: number, factor: number, offset: number): void;
  clip(a: Address, out: Address, count: number, low: number, high: number): void;
  addScaled(a: Address, b: Address, count: number, factor: number): void;
  accumulate(
    code: number,
    a: Address,
    b: Address,
    count: number,
    decay: number,
    weight: number,
  ): void;
  momentStep(
    code: number,
    parameter: Address,
    mean: Address,
    square: Address,
    update: Address,
    gradient: Address,
    curvature: Address,
    count: number,
    beta1: number,
    rest1: number,
    beta2: number,
    rest2: number,
    a: number,
    b: number,
    epsilon: number,
    shrink: number,
  ): void;
  clippedStep(
    parameter: Address,
    mean: Address,
    update: Address,
    gradient: Address,
    curvature: Address,
    count: number,
    beta1: number,
    rest1: number,
    gamma: number,
    epsilon: number,
    stepSize: number,
    shrink: number,
  ): void;
  sumOfSquares(code: number, a: Address, weight: Address, count: number): number;
  elementwise(
    code: number,
    a: Address,
    out: Address,
    count: number,
    order: number,
    constant: number,
  ): void;
  elementwiseDerivatives(
    code: number,
    a: Address,
    value: Address,
    first: Address,
    second: Address,
    count: number,
    constant: number,
  ): void;
  elementwiseDual(
    g: Address,
    h: Address,
    slope: Address,
    bend: Address,
    outG: Address,
    outH: Address,
    count: number,
  ): void;
  matmul(
    a: Address,
    c: Address,
    b: Address,
    bias: Address,
    outA: Address,
    outC: Address,
    m: number,
    k: number,
    n: number,
    flags: number,
  ): void;
  outer(
    a: Address,
    b: Address,
    out: Address,
    rows: number,
    repeat: number,
    m: number,
    n: number,
    square: number,
  ): void;
  convolve(
    geometry: Address,
    a: Address,
    w: Address,
    out: Address,
    rows: number,
    adjoint: number,
    square: number,
    tables: Address,
    ordered: Address,
    packed: Address,
    frame: Address,
    images: number,
  ): void;
  convolveWeights(
    geometry: Address,
    a: Address,
    c: Address,
    b: Address,
    outA: Address,
    outC: Address,
    rows: number,
    repeat: number,
    flags: number,
    tables: Address,
    sums: Address,
    packed: Address,
    frame: Address,
    images: number,
  ): void;
  convolveDepthwise(
    geometry: Address,
    a: Address,
    w: Address,
    out: Address,
    rows: number,
    times: number,
    way: number,
    square: number,
    tables: Address,
    packed: Address,
    wide: Address,
    frame: Address,
    images: number,
  ): void;
  depthwiseWeights(
    geometry: Address,
    a: Address,
    b: Address,
    out: Address,
    rows: number,
    repeat: number,
    times: number,
    flags: number,
    tables: Address,
    sums: Address,
    signal: Address,
    wide: Address,
    frame: Address,
    images: number,
  ): void;
  overWindows(
    windows: Address,
    kind: number,
    x: Address,
    y: Address,
    places: Address,
    rows: number,
    channels: number,
  ): void;
  atPlaces(
    back: number,
    x: Address,
    y: Address,
    places: Address,
    rows: number,
    repeat: number,
    size: number,
    width: number,
    channels: number,
  ): void;
  random(
    code: number,
    out: Address,
    count: number,
    high0: number,
    low0: number,
    high1: number,
    low1: number,
    spareNormal: number,
  ): void;
  randomWord(index: number): number;
  randomSpare(): number;
  sum(a: Address, count: number): number;
  sumFeatures(a: Address, out: Address, rows: number, features: number): void;
  sumRows(a: Address, out: Address, groups: number, size: number, features: number): void;
  allFinite(a: Address, count: number): number;
  transposeBlocks(a: Address, out: Address, blocks: number, height: number, width: number): void;
  joinBlocks(
    a: Address,
    b: Address,
    out: Address,
    blocks: number,
    aboveBytes: number,
    belowBytes: number,
  ): void;
  diagonalOfBlocks(a: Address, out: Address, blocks: number, size: number): void;
  repeatRows(a: Address, out: Address, rows: number, rowBytes: number, times: number): void;
  softmax(z: Address, out: Address, rows: number, features: number): void;
  logSoftmax(z: Address, out: Address, rows: number, features: number): void;
  softmaxColumns(
    p: Address,
    out: Address,
    rows: number,
    features: number,
    rank: number,
    scratch: Address,
  ): void;
  diagonalColumns(
    d: Address,
    out: Address,
    signs: Address,
    rows: number,
    features: number,
    rank: number,
    scratch: Address,
  ): void;
}
