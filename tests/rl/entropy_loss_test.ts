import { assert, assertAlmostEquals } from "@std/assert";
import { ppoCategorical, ppoGaussian, Random, reference as b } from "../../mod.ts";
import { addLosses, categoricalEntropyLoss, gaussianEntropyLoss } from "../../lib/rl/mod.ts";

const rows = 5;
const outputs = 3;
const random = new Random(2);
const numbers = (size: number) => Array.from({ length: size }, () => random.normal());
const z = b.tensor(numbers(rows * outputs).map(Math.exp), [rows, outputs]);
const surrogate = { advantages: numbers(rows), oldLogProbabilities: numbers(rows), clip: 9 };
const actions = b.tensor(numbers(rows * outputs), [rows, outputs]);
const means = b.tensor(numbers(rows * outputs), [rows, outputs]);

const losses = {
  "variance": addLosses(
    ppoGaussian("variance", { ...surrogate, actions, means }),
    gaussianEntropyLoss("variance", { factor: -0.3 }),
  ),
  "logStd": addLosses(
    ppoGaussian("logStd", { ...surrogate, actions, means }),
    gaussianEntropyLoss("logStd", { factor: -0.3 }),
  ),
  "categorical": addLosses(
    ppoCategorical({ ...surrogate, actions: [0, 1, 2, 1, 0] }),
    categoricalEntropyLoss({ factor: -0.3 }),
  ),
};

function assertClose(found: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number) {
  for (let i = 0; i < expected.length; i++) assertAlmostEquals(found[i], expected[i], tolerance);
}

for (const [name, loss] of Object.entries(losses)) {
  Deno.test(`${name} with entropy: all that it says about its Hessian is one Hessian`, () => {
    const at = loss.at(b, z);
    const matrix = b.read(at.hessianMatrix());
    const diagonal = b.read(at.hessianDiagonal());
    for (let i = 0; i < rows * outputs; i++) {
      assertAlmostEquals(diagonal[i], matrix[i * outputs + i % outputs], 1e-12);
    }
    for (const rank of [0, 1, 2, 3, 5, "full"] as const) {
      const { columns, signs, remainder, rank: kept } = at.hessianColumns(rank);
      assert(rank === "full" || kept <= rank);
      const sum = Float64Array.from(b.read(remainder));
      const [u, s] = [b.read(columns), b.read(signs)];
      for (let i = 0; i < u.length; i++) {
        const row = Math.floor(i / (kept * outputs));
        sum[row * outputs + i % outputs] += s[Math.floor(i / outputs)] * u[i] ** 2;
      }
      assertClose(sum, diagonal, 1e-12);
    }
    const mean = new Float64Array(rows * outputs);
    const draws = 2000;
    const stream = new Random(4);
    for (let draw = 0; draw < draws; draw++) {
      b.scope(() => {
        const { columns, signs } = at.sampledColumns({ samples: 1, random: stream });
        const squares = b.multiply(b.multiply(columns, columns), signs);
        const sum = b.read(b.sumRows(squares, columns.shape[0] / rows));
        for (let i = 0; i < sum.length; i++) mean[i] += sum[i] / draws;
      });
    }
    assertClose(mean, diagonal, 0.1);
  });
}
