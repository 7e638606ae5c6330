import {
  adaGGNMC,
  adaHesScale,
  adaHesScaleGN,
  adaHessian,
  adam,
  hesscale,
  type Network,
  type Optimizer,
  type OptimizerOptions,
  sgd,
  squaredGradient,
  type StepSizeScaling,
} from "../../mod.ts";

/** A recorded run of an optimizer of the research code. */
export interface Run {
  /** Its numbers, under the names of the research code. */
  readonly hyper: Readonly<Record<string, number | readonly number[]>>;
  /** The loss before each step. */
  readonly losses: readonly number[];
  /** After the steps that are the keys: each parameter's numbers. */
  readonly params_after: Readonly<Record<string, readonly (readonly number[])[]>>;
  /** AdaHessian: each step's vector of signs, one array for each parameter. */
  readonly rademacher?: readonly (readonly (readonly number[])[])[];
  /** AdaGGNMC: each step's sampled labels. */
  readonly mc_labels?: readonly (readonly number[])[];
}

/** The options that a run's numbers mean. */
interface Options extends OptimizerOptions {
  readonly beta1?: number;
  readonly beta2?: number;
  readonly epsilon?: number;
}

type Make = (network: Network, options: Options, run: Run) => Optimizer;

const vectors = (network: Network, { rademacher }: Run) => (step: number) => [
  Object.fromEntries(network.parameters.map(({ name }, i) => [name, rademacher![step - 1][i]])),
];
const labels = ({ mc_labels }: Run) => (step: number) => mc_labels![step - 1];

/** Step-size scaling by an average of its own. */
function scaledBy(options: Options, own: Partial<StepSizeScaling>): Options {
  const { stepSizeScaling: scaling, beta2 } = options;
  return { ...options, stepSizeScaling: scaling && { ...scaling, beta2, ...own } };
}

const bySquares = { curvature: squaredGradient, secondMoment: "magnitude" } as const;
const byRoots = { curvature: squaredGradient, secondMoment: "sqrt" } as const;

/** The optimizers of the research code in terms of this library's, by the names there. */
const optimizers: Readonly<Record<string, Make>> = {
  SGD: sgd,
  Adam: adam,
  AdamWithOvershootingPrevention: adam,
  AdaHessian: (n, o, run) => adaHessian(n, { ...o, vectors: vectors(n, run) }),
  AdaGGNMC: (n, o, run) => adaGGNMC(n, { ...o, researchCode: true, labels: labels(run) }),
  AdaHesScale: (n, o) => adaHesScale(n, { ...o, secondMoment: "magnitude" }),
  AdaHesScaleSqrt: (n, o) => adaHesScale(n, { ...o, secondMoment: "sqrt", researchCode: true }),
  AdaHesScaleAdamStyle: adaHesScale,
  AdaHesScaleGN: (n, o) => adaHesScaleGN(n, { ...o, secondMoment: "magnitude" }),
  AdaHesScaleGNSqrt: (n, o) => adaHesScaleGN(n, { ...o, secondMoment: "sqrt", researchCode: true }),
  AdaHesScaleGNAdamStyle: adaHesScaleGN,
};

/** Those that scale steps by another curvature than their own. */
const scaled: Readonly<Record<string, Make>> = {
  SGDScaled: (n, o) => sgd(n, { ...scaledBy(o, bySquares), researchCode: true }),
  SGDScaledSqrt: (n, o) => sgd(n, { ...scaledBy(o, byRoots), researchCode: true }),
  AdamScaled: (n, o) => adam(n, scaledBy(o, bySquares)),
  AdamScaledSqrt: (n, o) => adam(n, { ...scaledBy(o, byRoots), researchCode: true }),
  AdamHesScale: (n, o) => adam(n, scaledBy(o, {})),
  AdaHessianHesScaleScaled: (n, o, run) =>
    adaHessian(n, { ...scaledBy(o, { curvature: hesscale }), vectors: vectors(n, run) }),
};

/** All names that runs may have; those of `optimizers` also with `Scaled` after them. */
export const runNames: readonly string[] = [
  ...Object.keys(optimizers),
  ...Object.keys(scaled),
  ...Object.keys(optimizers).map((name) => `${name}Scaled`),
];

/** The optimizer that a run was made with; its name is one of {@linkcode runNames}. */
export function optimizerOf(name: string, run: Run, network: Network): Optimizer {
  const make = scaled[name] ?? optimizers[name] ?? optimizers[name.replace(/Scaled$/, "")];
  return make(network, optionsOf(run), run);
}

function optionsOf({ hyper }: Run): Options {
  const [beta1, beta2] = (hyper.betas ?? [hyper.beta1, hyper.beta2 ?? hyper.beta]) as number[];
  const numbers = hyper as Readonly<Record<string, number | undefined>>;
  const { lr, eps, damping, weight_decay, delta, max_scale } = numbers;
  return {
    stepSize: lr,
    beta1,
    beta2,
    epsilon: eps ?? damping,
    weightDecay: weight_decay,
    stepSizeScaling: delta === undefined ? undefined : { delta, maxScale: max_scale },
  };
}
