import type { Backend, Tensor } from "../backend/backend.ts";
import type { Branch } from "../layers/layer.ts";

/**
 * The diagonal at the input of `x + inner(x)`: `h + h_inner + 2 diag(J_inner) ∘ h`, without the last
 * term where the diagonal of the inner Jacobian is not cheap.
 */
export function joinDiagonals(
  b: Backend,
  { layer, memory }: Branch,
  output: Tensor,
  inner: Tensor,
): Tensor {
  const sum = b.add(inner, output);
  const jacobian = layer.jacobianDiagonal(b, memory);
  return jacobian ? b.add(sum, b.scale(b.multiply(output, jacobian), 2)) : sum;
}
