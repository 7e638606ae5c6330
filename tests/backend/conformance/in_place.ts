import type { Backend, Tensor } from "../../../lib/backend/backend.ts";
import type { Case } from "./case.ts";
import { irregular, lengths, plain } from "./plain.ts";

/** A tensor of its own with the same numbers: operands of a case stay as they are. */
export const copy = (b: Backend, a: Tensor): Tensor => b.tensor(b.read(a), a.shape);

/** Writing, and what shares storage. */
export const inPlaceCases: readonly Case[] = [
  ...[[1], [2, 3], [3, 1, 5], [0, 2], ...lengths.map((n) => [n])].map((shape): Case => ({
    name: `write [${shape}]`,
    operands: [irregular(shape)],
    run(b, a) {
      const target = copy(b, a);
      b.write(target, irregular(shape, 1).data);
      return target;
    },
    expected: irregular(shape, 1),
  })),
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
  {
    name: "write, not finite, over what is not",
    operands: [plain([1, 4], 1, NaN, 2, Infinity)],
    run(b, a) {
      const target = copy(b, a);
      b.write(target, [NaN, 3, -Infinity, 4]);
      return target;
    },
    expected: plain([1, 4], NaN, 3, -Infinity, 4),
  },
];
