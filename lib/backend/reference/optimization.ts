import type { Backend, Tensor } from "../backend.ts";
import { checkSame, values } from "./storage.ts";

/** f of {@linkcode Backend.accumulate}. */
const functions = {
  value: (x: number) => x,
  square: (x: number) => x * x,
  magnitude: Math.abs,
};

/** What each second moment averages, and what it divides by. */
const moments = {
  square: [functions.square, Math.sqrt],
  sqrt: [functions.magnitude, Math.sqrt],
  magnitude: [functions.magnitude, functions.value],
};

/** `θ ← θ − u − shrink · θ`, or u into `update`, which there may be. */
function apply(parameter: Tensor, update: Tensor | undefined, u: Float64Array, shrink: number) {
  if (update) {
    values(update).set(u);
    return;
  }
  const theta = values(parameter);
  for (let i = 0; i < theta.length; i++) theta[i] -= u[i] + shrink * theta[i];
}

/** Optimizers' operations of the reference backend. */
export const optimization: Pick<
  Backend,
  "addScaled" | "accumulate" | "sumOfSquares" | "momentStep" | "clippedStep"
> = {
  addScaled(a, b, factor) {
    checkSame("addScaled", a, { b });
    const [target, source] = [values(a), values(b)];
    for (let i = 0; i < target.length; i++) target[i] += factor * source[i];
  },

  accumulate(a, b, { decay, weight, of = "value" }) {
    checkSame("accumulate", a, { b });
    const [target, source, f] = [values(a), values(b), functions[of]];
    for (let i = 0; i < target.length; i++) target[i] = decay * target[i] + weight * f(source[i]);
  },

  sumOfSquares(a, weight, { root = false } = {}) {
    checkSame("sumOfSquares", a, weight ? { weight } : {});
    const c = weight && values(weight);
    return values(a).reduce((sum, x, i) => {
      if (!c) return sum + x * x;
      return sum + (root ? Math.sqrt(c[i]) : c[i]) * x * x;
    }, 0);
  },

  momentStep({ parameter, mean, square, update }, { gradient, curvature }, options) {
    const { stepSize, beta1, beta2, epsilon, step } = options;
    const { moment = "square", biasCorrection = true, weightDecay = 0 } = options;
    const given = { ...(mean && { mean }), square, ...(update && { update }) };
    checkSame("momentStep", parameter, { ...given, gradient, curvature });
    const [averageOf, divisorOf] = moments[moment];
    const [v, g, q] = [square, gradient, curvature].map(values);
    const m = mean ? values(mean) : g;
    const correction1 = biasCorrection && mean ? 1 - beta1 ** step : 1;
    const correction2 = biasCorrection ? 1 - beta2 ** step : 1;
    const u = new Float64Array(g.length);
    for (let i = 0; i < u.length; i++) {
      if (mean) m[i] = beta1 * m[i] + (1 - beta1) * g[i];
      v[i] = beta2 * v[i] + (1 - beta2) * averageOf(q[i]);
      u[i] = stepSize * (m[i] / correction1) / (divisorOf(v[i] / correction2) + epsilon);
    }
    apply(parameter, update, u, stepSize * weightDecay);
  },

  clippedStep({ parameter, mean, update }, { gradient, curvature }, options) {
    const { stepSize, beta1, gamma, epsilon, weightDecay = 0 } = options;
    const given = { mean, ...(update && { update }) };
    checkSame("clippedStep", parameter, { ...given, gradient, curvature });
    const [m, g, h] = [mean, gradient, curvature].map(values);
    const u = g.map((slope, i) => {
      m[i] = beta1 * m[i] + (1 - beta1) * slope;
      const ratio = m[i] / Math.max(gamma * h[i], epsilon);
      return stepSize * Math.min(Math.max(ratio, -1), 1);
    });
    apply(parameter, update, u, stepSize * weightDecay);
  },
};
