import { assert, assertEquals } from "@std/assert";
import {
  adaptiveAveragePool,
  averagePool,
  batchNorm,
  channelsFirst,
  channelsLast,
  conv1d,
  conv2d,
  conv3d,
  convTranspose2d,
  createNetwork,
  dropout,
  groupNorm,
  layerNorm,
  Leaf,
  maxPool,
  Random,
  reference as b,
  type Tensor,
  upsample,
  zeroPad,
} from "../../mod.ts";
import { assertClose } from "./compare.ts";

const BATCH = 3;

const sizeOf = (shape: readonly number[]) => shape.reduce((size, length) => size * length, 1);

/** Leaves with the features of an input; names tell them apart. */
const leaves: readonly (readonly [Leaf, readonly number[]])[] = [
  [conv1d(2, 3, 2), [4, 2]],
  [conv2d(2, 2, 3, { padding: 1 }), [3, 3, 2]],
  [conv2d(4, 4, [3, 2], { padding: [[1, 1], [0, 1]], groups: 2, bias: false }), [3, 2, 4]],
  [conv2d(2, 4, 2, { stride: 2, dilation: [1, 2], padding: 1, groups: 2 }), [3, 4, 2]],
  [conv3d(1, 2, 2, { stride: [1, 2, 1] }), [2, 3, 2, 1]],
  [convTranspose2d(2, 3, 2, { stride: 2, padding: 1, outputPadding: 1 }), [2, 3, 2]],
  [convTranspose2d(4, 2, 2, { groups: 2, padding: "same", stride: [2, 1] }), [2, 2, 4]],
  [maxPool(2, { stride: 1 }), [3, 3, 2]],
  [maxPool(3, { stride: 2, padding: "same" }), [5, 4, 1]],
  [averagePool(2, { stride: 1, padding: 1 }), [3, 2, 2]],
  [averagePool([2, 3], { padding: [0, 1], countPadding: false }), [4, 3, 2]],
  [adaptiveAveragePool([2, 3]), [5, 4, 1]],
  [zeroPad([[1, 0], [2, 1]]), [2, 2, 2]],
  [upsample([2, 1, 3]), [1, 2, 2, 1]],
  [channelsLast(), [2, 3, 2]],
  [channelsFirst(), [3, 2, 2]],
  [dropout(0.4, { per: "channel" }), [2, 2, 3]],
  [layerNorm(5), [5]],
  [layerNorm([2, 2, 2]), [2, 2, 2]],
  [layerNorm(4, { affine: false, epsilon: 0.3 }), [4]],
  [groupNorm(2, 4), [3, 4]],
  [groupNorm(3, 3), [2, 2, 3]],
  [groupNorm(1, 2, { epsilon: 0.5 }), [2, 1, 2]],
];

/** Numbers of parameters away from those that normalisation begins with. */
function placed(leaf: Leaf): Leaf {
  const network = createNetwork(leaf, { seed: 1, backend: b });
  const random = new Random(7);
  for (const { parameter } of network.parameters) {
    b.write(parameter.value, b.read(b.random("normal", parameter.shape, random)));
  }
  return leaf;
}

const dot = (x: Tensor, y: Tensor) => b.sum(b.multiply(x, y));

for (const [i, [leaf, features]] of leaves.entries()) {
  Deno.test(`${leaf.name} (${i}): diagonal rules are diagonals of the full ones, tangents adjoint to signals`, () => {
    const random = new Random(2);
    const x = b.random("normal", [BATCH, ...features], random);
    const { output, memory } = placed(leaf).forward({ backend: b, training: true, random }, x);
    assertEquals(output.shape.slice(1), [...leaf.outputShape(features)]);
    const [inputs, outputs] = [sizeOf(features), sizeOf(output.shape.slice(1))];
    const signal = b.random("normal", output.shape, random);
    const tangent = b.random("normal", x.shape, random);
    const parameters = leaf.parameters.map(({ shape }) => b.random("normal", shape, random));
    const parameter = (one: typeof leaf.parameters[number]) =>
      parameters[leaf.parameters.indexOf(one)];

    const along = leaf.jvp(b, memory, { input: tangent, parameter });
    const gradients = leaf.parameterVjp(b, memory, signal);
    const sides = [
      dot(along, signal),
      dot(tangent, leaf.vjp(b, memory, signal)) +
      gradients.reduce((sum, one, k) => sum + dot(one, parameters[k]), 0),
    ];
    assertClose(sides.slice(0, 1), sides.slice(1), "⟨J t, v⟩ = ⟨t, Jᵀ v⟩");

    const units = b.reshape(b.unitRows(BATCH, outputs), [
      BATCH * outputs,
      ...output.shape.slice(1),
    ]);
    const jacobian = b.reshape(leaf.vjp(b, memory, units), [BATCH * outputs, inputs]);
    const spread = b.reshape(signal, [BATCH * outputs, 1]);
    const squared = b.sumRows(b.multiply(b.multiply(jacobian, jacobian), spread), outputs);
    assertClose(b.read(leaf.squaredVjp(b, memory, signal)), b.read(squared), "(J∘J)ᵀh");

    const diagonal = leaf.jacobianDiagonal(b, memory);
    if (diagonal && inputs === outputs) {
      const found = b.multiply(b.fill([BATCH, ...features], 1), diagonal);
      assertClose(b.read(found), b.read(b.diagonalOfBlocks(jacobian, BATCH)), "diag J");
    }
    if (leaf.curvatureTerm && leaf.vjpTangent) {
      const input = b.reshape(b.unitRows(BATCH, inputs), [BATCH * inputs, ...features]);
      const turned = leaf.vjpTangent(b, memory, signal, { input });
      const full = b.diagonalOfBlocks(b.reshape(turned, [BATCH * inputs, inputs]), BATCH);
      assertClose(b.read(leaf.curvatureTerm(b, memory, signal)), b.read(full), "diag Σ g ∇²f");
    }
    const own = leaf.squaredParameterVjp(b, memory, signal);
    for (const [k, rows] of leaf.parameterVjp(b, memory, units, true).entries()) {
      const squares = b.multiply(b.multiply(rows, rows), spread);
      const sum = b.sumRows(squares, BATCH * outputs);
      assertClose(b.read(own[k]), b.read(sum), "(J_θ∘J_θ)ᵀh");
    }
    const dual = leaf.parameterDual(b, memory, signal, signal);
    for (const [k, gradient] of gradients.entries()) {
      assertClose(b.read(dual[0][k]), b.read(gradient), "gradient beside curvature");
      assertClose(b.read(dual[1][k]), b.read(own[k]), "curvature beside gradient");
    }
    const [g, h] = leaf.crossDual(b, memory, signal, signal, false);
    assertClose(b.read(g), b.read(leaf.vjp(b, memory, signal)), "Jᵀg beside (J∘J)ᵀh");
    assertClose(b.read(h), b.read(leaf.squaredVjp(b, memory, signal)), "(J∘J)ᵀh beside Jᵀg");
  });
}

for (const features of [[2], [2, 2], [1, 2, 3]]) {
  Deno.test(`batchNorm in training on [${features}]: the rules are exact for the batch as one sample`, () => {
    const channels = features.at(-1)!;
    const leaf = placed(batchNorm(channels, { epsilon: 0.1 }));
    const random = new Random(3);
    const x = b.random("normal", [BATCH, ...features], random);
    const pass = { backend: b, training: true, random };
    const { output, memory } = leaf.forward(pass, x);
    assert(leaf.samplesCoupled(memory));
    const size = BATCH * sizeOf(features);
    const signal = b.random("normal", output.shape, random);
    const g = b.read(signal);
    const unit = (j: number) =>
      b.tensor(Array.from({ length: size }, (_, i) => Number(i === j)), x.shape);
    const back = b.read(leaf.vjp(b, memory, signal));
    const crossed = b.read(leaf.squaredVjp(b, memory, signal));
    const curved = b.read(leaf.curvatureTerm!(b, memory, signal));
    for (let j = 0; j < size; j++) {
      const input = unit(j);
      const column = b.read(leaf.jvp(b, memory, { input }));
      const sums = [0, 0];
      for (const [i, entry] of column.entries()) {
        sums[0] += entry * g[i];
        sums[1] += entry * entry * g[i];
      }
      assertClose([back[j], crossed[j]], sums, `entry ${j}`);
      const turned = b.read(leaf.vjpTangent!(b, memory, signal, { input }));
      assertClose([curved[j]], [turned[j]], `curvature ${j}`);
      // By differences: nothing here is taken from the rules.
      const step = 1e-4;
      const moved = (factor: number) => {
        const at = b.add(x, b.scale(input, factor * step));
        return dot(leaf.forward(pass, at).output, signal);
      };
      const [low, middle, high] = [moved(-1), moved(0), moved(1)];
      assertClose([back[j]], [(high - low) / (2 * step)], `gradient ${j}`, 1e-6);
      assertClose([curved[j]], [(high - 2 * middle + low) / step ** 2], `second ${j}`, 1e-5);
    }
  });
}
