import type { SignedColumns } from "../backend/backend.ts";
import type { Loss } from "../losses/loss.ts";

/**
 * The sum of two losses of the same outputs, with the sums of their derivatives. The columns of its
 * Hessian are those of the first, then those of the second.
 */
export function addLosses(first: Loss, second: Loss): Loss {
  return {
    name: `${first.name} + ${second.name}`,
    at(b, z) {
      const [one, two] = [first.at(b, z), second.at(b, z)];
      const batch = z.shape[0];
      const join = (a: SignedColumns, c: SignedColumns): SignedColumns => ({
        columns: b.joinBlocks(a.columns, c.columns, batch),
        signs: b.joinBlocks(a.signs, c.signs, batch),
      });
      return {
        value: () => one.value() + two.value(),
        gradient: () => b.add(one.gradient(), two.gradient()),
        hessianDiagonal: () => b.add(one.hessianDiagonal(), two.hessianDiagonal()),
        hessianMatrix: () => b.add(one.hessianMatrix(), two.hessianMatrix()),
        hessianProduct: (v) => b.add(one.hessianProduct(v), two.hessianProduct(v)),
        hessianColumns(rank) {
          const main = one.hessianColumns(rank);
          const rest = two.hessianColumns(rank === "full" ? rank : rank - main.rank);
          return {
            ...join(main, rest),
            rank: main.rank + rest.rank,
            remainder: b.add(main.remainder, rest.remainder),
          };
        },
        sampledColumns: (options) => join(one.sampledColumns(options), two.sampledColumns(options)),
        // Only which probabilities: a sum need not be linear in their logarithms.
        logSoftmax: one.logSoftmax && { p: one.logSoftmax.p },
      };
    },
  };
}
