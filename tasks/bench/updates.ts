import {
  type Backend,
  type Estimate,
  exactDiagonal,
  gaussNewtonMonteCarlo,
  gradient,
  hesscale,
  hesscaleGN,
  hutchinson,
  type Loss,
  type Network,
  type Tensor,
} from "../../mod.ts";

type Estimator = (network: Network, input: Tensor, loss: Loss) => Estimate;

/** For optimizers without curvature: the gradient in its place. */
const gradientAlone: Estimator = (n, x, l) => {
  const found = gradient(n, x, l);
  return { ...found, curvature: found.gradient };
};

/** Where the curvature of each optimizer comes from. */
const estimators: Readonly<Record<string, Estimator>> = {
  "sgd": gradientAlone,
  "adam": gradientAlone,
  "adahesscale": (n, x, l) => hesscale(n, x, l),
  "adahesscale-rank1": (n, x, l) => hesscale(n, x, l, { rank: 1 }),
  "adahesscale-full": (n, x, l) => hesscale(n, x, l, { rank: "full" }),
  "adahesscale-gn": (n, x, l) => hesscaleGN(n, x, l),
  "adahessian": (n, x, l) => hutchinson(n, x, l, { estimate: "magnitude" }),
  "adaggnmc": (n, x, l) => gaussNewtonMonteCarlo(n, x, l),
  "exact-diagonal": (n, x, l) => exactDiagonal(n, x, l),
};

/**
 * A full update of a network by one optimizer: forward, loss, backward, step.
 *
 * @throws RangeError for an unknown name.
 */
export function updateOf(name: string, network: Network): (input: Tensor, loss: Loss) => void {
  if (!Object.hasOwn(estimators, name)) {
    throw new RangeError(`Expected an optimizer, found ${name}`);
  }
  const estimator = estimators[name];
  const b: Backend = network.backend;
  const moments = network.parameters.map(({ parameter: { shape } }) => ({
    mean: b.fill(shape, 0),
    square: b.fill(shape, 0),
  }));
  // So small that nothing is learnt: a network that knows its batch by heart has denormal signals.
  const options = { stepSize: 1e-15, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };
  let step = 0;
  return (input, loss) =>
    b.scope(() => {
      const { gradient, curvature } = estimator(network, input, loss);
      if (name === "sgd") {
        for (const { name, parameter } of network.parameters) {
          b.addScaled(parameter.value, gradient.get(name), -options.stepSize);
        }
        return;
      }
      step++;
      for (const [i, { name, parameter }] of network.parameters.entries()) {
        b.momentStep(
          { parameter: parameter.value, ...moments[i] },
          { gradient: gradient.get(name), curvature: curvature.get(name) },
          { ...options, step },
        );
      }
    });
}
