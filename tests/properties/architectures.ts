import fc from "fast-check";

/** A layer as data. The same object in two places means one layer with shared parameters. */
export type LayerSpec =
  | {
    readonly kind: "linear";
    readonly inputs: number;
    readonly outputs: number;
    readonly bias: boolean;
  }
  | { readonly kind: "elementwise"; readonly name: ActivationName }
  | { readonly kind: "residual"; readonly inner: readonly LayerSpec[] }
  | { readonly kind: "dropout"; readonly probability: number }
  | { readonly kind: "own"; readonly name: OwnName; readonly inputs: number }
  | { readonly kind: "softmax" }
  | { readonly kind: "logSoftmax" };

/** Layers that a user might write; see `own_leaves.ts`. */
export const ownNames = ["expScale", "commonScale", "convolution"] as const;
export type OwnName = typeof ownNames[number];

/** All elementwise functions, and one of a user's own. */
export const activationNames = [
  "tanh",
  "relu",
  "leakyRelu",
  "sigmoid",
  "elu",
  "selu",
  "softplus",
  "logSigmoid",
  "exp",
  "gelu",
  "silu",
  "identity",
  "custom",
] as const;
export type ActivationName = typeof activationNames[number];

/** All losses. */
export const lossNames = [
  "crossEntropy",
  "nll",
  "softmaxNll",
  "gaussianNll(mean)",
  "gaussianNll(variance)",
  "gaussianNll(logStd)",
  "ppoGaussian(mean)",
  "ppoGaussian(variance)",
  "ppoGaussian(logStd)",
  "ppoCategorical",
  "huber",
  "binaryCrossEntropy",
  "meanSquaredError",
] as const;
export type LossName = typeof lossNames[number];

/** Losses whose Hessian at the output is diagonal. */
export const diagonalLosses: readonly LossName[] = [
  "gaussianNll(mean)",
  "gaussianNll(variance)",
  "gaussianNll(logStd)",
  "huber",
  "binaryCrossEntropy",
  "meanSquaredError",
];

/** Losses other than of a log-softmax layer, which is dense. */
export const fusedLosses: readonly LossName[] = lossNames.filter((name) => name !== "nll");

/** Losses convex in the output, with positive weights. */
export const convexLosses: readonly LossName[] = [
  "crossEntropy",
  "huber",
  "binaryCrossEntropy",
  "meanSquaredError",
];

/** A network, a loss and how to draw their numbers. */
export interface Spec {
  readonly inputs: number;
  readonly outputs: number;
  readonly layers: readonly LayerSpec[];
  readonly loss: LossName;
  readonly reduction: "mean" | "sum";
  /** Whether rows have weights, between ½ and 2. */
  readonly weighted: boolean;
  readonly batch: number;
  /** Of parameters, data and dropout masks. */
  readonly seed: number;
}

/** What architectures may consist of. */
export interface ArchitectureOptions {
  /** Number of linear layers outside of blocks. */
  readonly depth?: readonly [number, number];
  readonly width?: number;
  readonly activations?: readonly ActivationName[];
  readonly losses?: readonly LossName[];
  readonly residual?: boolean;
  readonly dropout?: boolean;
  readonly softmax?: boolean;
  /** Whether an elementwise layer may follow the last linear one. */
  readonly tail?: boolean;
}

/** Random networks with losses. Widths are small more often than large. */
export function architectures(options: ArchitectureOptions = {}): fc.Arbitrary<Spec> {
  const { depth = [1, 5], width = 12, losses = lossNames, tail = true } = options;
  const [least, most] = depth;
  return fc.record({
    inputs: widthUpTo(width),
    outputs: fc.integer({ min: 1, max: Math.min(5, width) }),
    slots: fc.array(slot(options, width), {
      minLength: least - 1,
      maxLength: most - 1,
      size: "max",
    }),
    last: slot(options, width),
    withTail: tail ? fc.boolean() : fc.constant(false),
    loss: fc.constantFrom(...losses),
    reduction: fc.constantFrom("mean" as const, "sum" as const),
    weighted: fc.boolean(),
    batch: fc.integer({ min: 1, max: 6 }),
    seed: fc.nat(),
  }).map(({ slots, last, withTail, ...rest }) => {
    let size = rest.inputs;
    const layers: LayerSpec[] = [];
    for (const { width: outputs, bias, activation, block } of slots) {
      layers.push({ kind: "linear", inputs: size, outputs, bias });
      if (activation) layers.push({ kind: "elementwise", name: activation });
      if (block) layers.push(...block(outputs));
      size = outputs;
    }
    layers.push({ kind: "linear", inputs: size, outputs: rest.outputs, bias: last.bias });
    if (withTail && last.activation) layers.push({ kind: "elementwise", name: last.activation });
    if (withTail && last.block) layers.push(...last.block(rest.outputs));
    return { ...rest, layers: [...layers, ...headOf(rest.loss)] };
  });
}

/** What brings a network's output into the domain of a loss. */
export function headOf(loss: LossName): LayerSpec[] {
  if (loss === "nll") return [{ kind: "logSoftmax" }];
  return loss.endsWith("(variance)") ? [{ kind: "elementwise", name: "softplus" }] : [];
}

function widthUpTo(most: number): fc.Arbitrary<number> {
  const small = fc.integer({ min: 1, max: Math.min(5, most) });
  return fc.oneof(
    { weight: 3, arbitrary: small },
    { weight: 1, arbitrary: fc.integer({ min: 1, max: most }) },
  );
}

type Block = (width: number) => LayerSpec[];

function slot({ activations = activationNames, ...options }: ArchitectureOptions, width: number) {
  return fc.record({
    width: widthUpTo(width),
    bias: fc.boolean(),
    activation: fc.option(fc.constantFrom(...activations), { freq: 8, nil: undefined }),
    block: block(options, fc.constantFrom(...activations)),
  });
}

/** Sometimes something between two linear layers besides an activation. */
function block(
  { residual = true, dropout = true, softmax = true }: ArchitectureOptions,
  activation: fc.Arbitrary<ActivationName>,
): fc.Arbitrary<Block | undefined> {
  const nothing = fc.constant(undefined);
  const dropped = fc.constantFrom(0.2, 0.5).map((probability): Block => () => [
    { kind: "dropout", probability },
  ]);
  const normalised = fc.constantFrom("softmax" as const, "logSoftmax" as const).map(
    (kind): Block => () => [{ kind }],
  );
  const joined = fc.record({ shape: fc.nat(5), bias: fc.boolean(), name: activation }).map(
    ({ shape, bias, name }): Block => (n) => {
      const dense: LayerSpec = { kind: "linear", inputs: n, outputs: n, bias };
      const other: LayerSpec = { ...dense };
      const curve: LayerSpec = { kind: "elementwise", name };
      const inner: readonly LayerSpec[][] = [
        [dense],
        [dense, curve],
        [curve, dense],
        [dense, curve, other],
        [dense, { kind: "residual", inner: [other, curve] }],
        [curve, { ...curve }],
      ];
      return [{ kind: "residual", inner: inner[shape] }];
    },
  );
  return fc.oneof(
    { weight: 6, arbitrary: nothing },
    { weight: dropout ? 1 : 0, arbitrary: dropped },
    { weight: softmax ? 1 : 0, arbitrary: normalised },
    { weight: residual ? 2 : 0, arbitrary: joined },
  );
}
