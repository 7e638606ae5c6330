import fc from "fast-check";
import { assert, assertEquals } from "@std/assert";
import {
  type LossAt,
  ppoCategorical,
  Random,
  reference as b,
  type SignedColumns,
} from "../../mod.ts";
import { type LossName, lossNames } from "./architectures.ts";
import { lossOf, matrix } from "./build.ts";
import { checkCases } from "./cases.ts";
import { assertClose } from "./compare.ts";
import { HyperDual } from "./hyper_dual.ts";
import { type LossData, lossValue } from "./loss_values.ts";

/** A loss with its data and the output where it is looked at. */
interface Problem {
  readonly loss: LossName;
  readonly reduction: "mean" | "sum";
  readonly output: readonly (readonly number[])[];
  readonly data: LossData;
}

const problems: fc.Arbitrary<Problem> = fc.record({
  loss: fc.constantFrom(...lossNames),
  reduction: fc.constantFrom("mean" as const, "sum" as const),
  batch: fc.integer({ min: 1, max: 6 }),
  outputs: fc.integer({ min: 1, max: 7 }),
  weighted: fc.boolean(),
  spread: fc.constantFrom(0.3, 1, 3),
  seed: fc.nat(),
}).map(({ loss, reduction, batch, outputs, weighted, spread, seed }) => {
  const random = new Random(seed);
  const normal = () => random.normal();
  const rows = (draw: () => number) => Array.from({ length: batch }, draw);
  const positive = () => 0.3 + random.uniform();
  const logStd = loss.endsWith("(logStd)");
  const data = {
    labels: rows(() => random.integer(outputs)),
    targets: matrix(batch, outputs, normal),
    probabilities: matrix(batch, outputs, () => random.uniform()),
    means: matrix(batch, outputs, normal),
    variances: matrix(batch, outputs, positive),
    advantages: rows(normal),
    oldLogProbabilities: rows(() => -outputs * (1 + random.uniform())),
    weights: weighted ? rows(normal) : undefined,
  };
  const draw = loss.endsWith("(variance)")
    ? positive
    : logStd
    ? () => random.normal() / 3
    : () => spread * random.normal();
  return { loss, reduction, output: matrix(batch, outputs, draw), data };
});

/** Checks a property of every loss at random outputs. */
function checkLosses(runs: number, property: (problem: Problem, at: LossAt) => void): void {
  checkCases(problems, runs, (problem) => {
    const { output } = problem;
    const z = b.tensor(output.flat(), [output.length, output[0].length]);
    property(problem, lossOf(problem, problem.data).at(b, z));
  });
}

Deno.test("value, gradient and Hessian of every loss are those of its definition", () => {
  checkLosses(500, ({ loss, reduction, output, data }, at) => {
    const [batch, c] = [output.length, output[0].length];
    const [gradient, hessian] = [new Float64Array(batch * c), new Float64Array(batch * c * c)];
    let value = NaN;
    for (let n = 0; n < batch; n++) {
      for (let i = 0; i < c; i++) {
        for (let j = 0; j < c; j++) {
          const along = output.map((row, m) =>
            row.map((z, k) =>
              new HyperDual(z, m === n && k === i ? 1 : 0, m === n && k === j ? 1 : 0)
            )
          );
          const found = lossValue(loss, reduction, data, along);
          value = found.value;
          gradient[n * c + i] = found.a;
          hessian[(n * c + i) * c + j] = found.ab;
        }
      }
    }
    assertClose([at.value()], [value], "value");
    assertClose(b.read(at.gradient()), gradient, "gradient");
    assertClose(b.read(at.hessianMatrix()), hessian, "Hessian");
    const diagonal = gradient.map((_, i) => hessian[i * c + i % c]);
    assertClose(b.read(at.hessianDiagonal()), diagonal, "diagonal of the Hessian");
  });
});

Deno.test("Hessian-vector products of every loss are products with its matrix", () => {
  checkLosses(300, ({ output }, at) => {
    const [batch, c] = [output.length, output[0].length];
    const random = new Random(c);
    const v = b.random("normal", [2 * batch, c], random);
    const matrices = b.read(at.hessianMatrix());
    const directions = b.read(v);
    const expected = directions.map((_, i) => {
      const [row, k] = [Math.floor(i / c), i % c];
      const sample = Math.floor(row / 2);
      let sum = 0;
      for (let j = 0; j < c; j++) {
        sum += matrices[(sample * c + k) * c + j] * directions[row * c + j];
      }
      return sum;
    });
    assertClose(b.read(at.hessianProduct(v)), expected, "H v");
  });
});

Deno.test("columns and remainder have the diagonal of H for every rank, full rank all of H", () => {
  checkLosses(400, ({ output }, at) => {
    const [batch, c] = [output.length, output[0].length];
    const diagonal = b.read(at.hessianDiagonal());
    for (const rank of [...Array(c + 3).keys(), "full" as const]) {
      const found = at.hessianColumns(rank);
      assert(rank === "full" || found.rank <= rank, `rank ${found.rank} for ${rank}`);
      assertEquals(found.columns.shape, [batch * found.rank, c]);
      assertEquals(found.signs.shape, [batch * found.rank, 1]);
      const matrices = product(found, batch, c);
      const remainder = b.read(found.remainder);
      const sums = remainder.map((d, i) => d + matrices[i * c + i % c]);
      assertClose(sums, diagonal, `diagonal at rank ${rank}`);
      if (rank !== "full") continue;
      assertClose(matrices, b.read(at.hessianMatrix()), "H at full rank");
      assertEquals(remainder, new Float64Array(batch * c));
    }
  });
});

/** What labels too rare to have been drawn may contribute, relative to the largest entry. */
const RARE = 0.01;

Deno.test("sampled columns have the mean H", () => {
  const samples = 2000;
  checkLosses(60, ({ output }, at) => {
    const [batch, c] = [output.length, output[0].length];
    const expected = b.read(at.hessianMatrix());
    const [sums, squares] = [expected.map(() => 0), expected.map(() => 0)];
    const random = new Random(batch);
    for (let sample = 0; sample < samples; sample++) {
      product(at.sampledColumns({ samples: 1, random }), batch, c).forEach((value, i) => {
        sums[i] += value;
        squares[i] += (value - expected[i]) ** 2;
      });
    }
    const scale = Math.max(...expected.map(Math.abs));
    for (const [i, value] of expected.entries()) {
      const error = Math.sqrt(squares[i]) / samples;
      const found = sums[i] / samples;
      assert(
        Math.abs(found - value) <= 6 * error + RARE * scale,
        `entry ${i}: expected ${value}, found ${found} ± ${error}`,
      );
    }
  });
});

/** `Σ_k s_k u_k u_kᵀ` of each sample, `[batch · c, c]`. */
function product({ columns, signs }: SignedColumns, batch: number, c: number): Float64Array {
  const rank = columns.shape[0] / batch;
  const [u, s] = [b.read(columns), b.read(signs)];
  const matrices = new Float64Array(batch * c * c);
  for (let row = 0; row < batch * rank; row++) {
    const sample = Math.floor(row / rank);
    for (let i = 0; i < c; i++) {
      for (let j = 0; j < c; j++) {
        matrices[(sample * c + i) * c + j] += s[row] * u[row * c + i] * u[row * c + j];
      }
    }
  }
  return matrices;
}

Deno.test("PPO's surrogate stays finite where a ratio overflows and is clipped", () => {
  const z = b.tensor([0.3, -0.4], [1, 2]);
  const data = { actions: [0], oldLogProbabilities: [-800], clip: 0.2 };
  const at = ppoCategorical({ ...data, advantages: [3] }).at(b, z);
  assertEquals(at.value(), -1.2 * 3);
  assertEquals([...b.read(at.gradient())].map(Math.abs), [0, 0]);
  assertEquals([...b.read(at.hessianMatrix())].map(Math.abs), [0, 0, 0, 0]);
  assertEquals(ppoCategorical({ ...data, advantages: [-3] }).at(b, z).value(), Infinity);
});
