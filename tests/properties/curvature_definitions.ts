import type { Spec } from "./architectures.ts";
import { forward, type Numbers, outputAlong } from "./definitions.ts";
import { HyperDual } from "./hyper_dual.ts";
import { lossValue } from "./loss_values.ts";

/** `diag(Jᵀ H_loss J)`: the second derivative of the loss along how the output moves with a parameter. */
export function gaussNewtonByDefinition(spec: Spec, numbers: Numbers): Float64Array {
  return numbers.parameters.map((_, entry) =>
    lossValue(spec.loss, spec.reduction, numbers.data, outputAlong(spec, numbers, entry)).ab
  );
}

/** `Σ_n g_n²`: each sample's part of the loss is what moves with that sample's output alone. */
export function fisherByDefinition(spec: Spec, numbers: Numbers): Float64Array {
  return numbers.parameters.map((_, entry) => {
    const moving = outputAlong(spec, numbers, entry);
    return moving.reduce((sum, _, n) => {
      const one = moving.map((row, m) =>
        m === n ? row : row.map(({ value }) => new HyperDual(value))
      );
      return sum + lossValue(spec.loss, spec.reduction, numbers.data, one).a ** 2;
    }, 0);
  });
}

/** The diagonal of the loss Hessian at the output, `[batch][outputs]`. */
export function lossHessianDiagonal(
  spec: Spec,
  { input, parameters, data }: Numbers,
): number[][] {
  const duals = Array.from(parameters, (value) => new HyperDual(value));
  const { output } = forward(spec, input, duals);
  return output.map((row, n) =>
    row.map((_, k) => {
      const along = output.map((other, m) =>
        other.map(({ value }, j) => {
          const direction = m === n && j === k ? 1 : 0;
          return new HyperDual(value, direction, direction);
        })
      );
      return lossValue(spec.loss, spec.reduction, data, along).ab;
    })
  );
}
