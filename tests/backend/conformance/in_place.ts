import type { Backend, MomentStep, Tensor } from "../../../lib/backend/backend.ts";
import type { Case } from "./case.ts";
import { each, irregular, lengths, type Plain, plain } from "./plain.ts";

/** A tensor of its own with the same numbers: operands of a case stay as they are. */
const copy = (b: Backend, a: Tensor): Tensor => b.tensor(b.read(a), a.shape);

const options: MomentStep = { stepSize: 0.25, beta1: 0.5, beta2: 0.75, epsilon: 0.125, step: 1 };

/** θ, m, v of one number after a step. */
function stepped(
  [theta, m, v, g, q]: readonly number[],
  { stepSize, beta1, beta2, epsilon, step }: MomentStep,
): number[] {
  const mean = beta1 * m + (1 - beta1) * g;
  const square = beta2 * v + (1 - beta2) * q ** 2;
  const unbiased = { mean: mean / (1 - beta1 ** step), square: square / (1 - beta2 ** step) };
  const moved = theta - stepSize * unbiased.mean / (Math.sqrt(unbiased.square) + epsilon);
  return [moved, mean, square];
}

function stepCase(name: string, operands: readonly Plain[], options: MomentStep): Case {
  const { shape, data } = operands[0];
  const results = data.map((_, i) => stepped(operands.map((one) => one.data[i]), options));
  return {
    name: `momentStep ${name}`,
    operands,
    run(b, ...tensors) {
      const [parameter, mean, square, gradient, curvature] = tensors.map((one) => copy(b, one));
      b.momentStep({ parameter, mean, square }, { gradient, curvature }, options);
      return [parameter, mean, square];
    },
    expected: [0, 1, 2].map((i) => ({ shape, data: results.map((result) => result[i]) })),
  };
}

const steps: readonly Case[] = [[1], [3, 5], [7, 1], [2, 3, 2], [0, 2], ...lengths.map((n) => [n])]
  .flatMap((shape) => {
    const [theta, m, v, g, q] = [0, 1, 2, 3, 4].map((salt) => irregular(shape, salt));
    const operands = [theta, m, each(v, Math.abs), g, q];
    return [1, 2, 100].map((step) =>
      stepCase(`[${shape}], step ${step}`, operands, { ...options, step })
    );
  });

const one = (value: number) => plain([1, 1], value);

/** Operations that change a tensor in place. */
export const inPlaceCases: readonly Case[] = [
  ...steps,
  stepCase("without decay", [2, 5, 5, 0.5, -0.25].map(one), { ...options, beta1: 0, beta2: 0 }),
  stepCase("at rest", [2, 0, 0, 0, 0].map(one), options),
  stepCase("with a NaN gradient", [2, 0, 0, NaN, 1].map(one), options),
  stepCase("with infinite curvature", [2, 0, 0, 1, Infinity].map(one), options),
  ...[[1], [2, 3], [3, 1, 5], [0, 2]].map((shape): Case => ({
    name: `write [${shape}]`,
    operands: [irregular(shape)],
    run(b, a) {
      const target = copy(b, a);
      b.write(target, irregular(shape, 1).data);
      return target;
    },
    expected: irregular(shape, 1),
  })),
  ...[[1], [3, 5], [7, 1], [2, 3, 2], [0, 2]].map((shape): Case => {
    const [a, b] = [irregular(shape), irregular(shape, 1)];
    return {
      name: `addScaled [${shape}]`,
      operands: [a, b],
      run(backend, target, source) {
        const moved = copy(backend, target);
        backend.addScaled(moved, source, -0.25);
        return moved;
      },
      expected: { shape, data: a.data.map((value, i) => value - 0.25 * b.data[i]) },
    };
  }),
  {
    name: "write to a reshaped tensor: storage is shared",
    operands: [irregular([2, 3])],
    run(b, a) {
      const target = copy(b, a);
      b.write(b.reshape(target, [6]), irregular([6], 1).data);
      return target;
    },
    expected: irregular([2, 3], 1),
  },
];
