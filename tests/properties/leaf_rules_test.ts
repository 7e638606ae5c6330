import {
  createNetwork,
  dropout,
  Leaf,
  logSoftmax,
  Random,
  reference as b,
  softmax,
} from "../../mod.ts";
import { activationNames, ownNames } from "./architectures.ts";
import { layersOf } from "./build.ts";
import { assertClose } from "./compare.ts";
import { ownLeaves } from "./own_leaves.ts";

const [BATCH, SIZE] = [3, 5];

const leaves = [
  ...layersOf(activationNames.map((name) => ({ kind: "elementwise", name }))),
  ...layersOf([{ kind: "linear", inputs: SIZE, outputs: 4, bias: true }]),
  ...ownNames.map((name) => ownLeaves[name](SIZE)),
  dropout(0.4),
  softmax(),
  logSoftmax(),
].filter((layer) => layer instanceof Leaf);

for (const leaf of leaves) {
  Deno.test(`${leaf.name}: the diagonal rules are diagonals of the full ones`, () => {
    createNetwork(leaf, { seed: 1 });
    const random = new Random(2);
    const x = b.random("normal", [BATCH, SIZE], random);
    const { output, memory } = leaf.forward({ backend: b, training: true, random }, x);
    const outputs = output.shape[1];
    const signal = b.random("normal", [BATCH, outputs], random);
    const units = b.unitRows(BATCH, outputs);
    const jacobian = leaf.vjp(b, memory, units);
    const spread = b.reshape(signal, [BATCH * outputs, 1]);
    const squared = b.sumRows(b.multiply(b.multiply(jacobian, jacobian), spread), outputs);
    assertClose(b.read(leaf.squaredVjp(b, memory, signal)), b.read(squared), "(J∘J)ᵀh");

    const diagonal = leaf.jacobianDiagonal(b, memory);
    if (diagonal) {
      const found = b.multiply(b.fill([BATCH, SIZE], 1), diagonal);
      const blocks = outputs === SIZE ? b.diagonalOfBlocks(jacobian, BATCH) : found;
      assertClose(b.read(found), b.read(blocks), "diag J");
    }
    if (leaf.curvatureTerm && leaf.vjpTangent) {
      const input = b.unitRows(BATCH, SIZE);
      const full = b.diagonalOfBlocks(leaf.vjpTangent(b, memory, signal, { input }), BATCH);
      assertClose(b.read(leaf.curvatureTerm(b, memory, signal)), b.read(full), "diag Σ g ∇²f");
    }
    const own = leaf.squaredParameterVjp(b, memory, signal);
    for (const [i, rows] of leaf.parameterVjp(b, memory, units, true).entries()) {
      const squares = b.multiply(b.multiply(rows, rows), spread);
      const sum = b.sumRows(squares, BATCH * outputs);
      assertClose(b.read(own[i]), b.read(sum), "(J_θ∘J_θ)ᵀh");
    }
  });
}
