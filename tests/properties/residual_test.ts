import fc from "fast-check";
import {
  createNetwork,
  exactDiagonal,
  hesscale,
  linear,
  meanSquaredError,
  Random,
  reference,
  residual,
} from "../../mod.ts";
import {
  type ActivationName,
  activationNames,
  architectures,
  diagonalLosses,
  fusedLosses,
  headOf,
  type LayerSpec,
  type LossName,
  lossNames,
  type Spec,
} from "./architectures.ts";
import { build, layersOf, matrix } from "./build.ts";
import { checkCases } from "./cases.ts";
import { assertClose } from "./compare.ts";

/** `[linear, (activation), residual(inner)]` and a head, for the inner layers of a width. */
function withOneBlock(
  losses: readonly LossName[],
  inner: (width: number, activation: LayerSpec) => LayerSpec[],
): fc.Arbitrary<Spec> {
  return fc.record({
    inputs: fc.integer({ min: 1, max: 6 }),
    outputs: fc.integer({ min: 1, max: 5 }),
    name: fc.constantFrom<ActivationName>(...activationNames),
    activated: fc.boolean(),
    loss: fc.constantFrom(...losses),
    reduction: fc.constantFrom("mean" as const, "sum" as const),
    weighted: fc.boolean(),
    batch: fc.integer({ min: 1, max: 5 }),
    seed: fc.nat(),
  }).map(({ name, activated, ...spec }) => {
    const { inputs, outputs } = spec;
    const activation: LayerSpec = { kind: "elementwise", name };
    const layers: LayerSpec[] = [
      { kind: "linear", inputs, outputs, bias: true },
      ...(activated ? [activation] : []),
      { kind: "residual", inner: inner(outputs, { ...activation }) },
      ...headOf(spec.loss),
    ];
    return { ...spec, layers };
  });
}

const dense = (width: number): LayerSpec => ({
  kind: "linear",
  inputs: width,
  outputs: width,
  bias: true,
});

const oneDense: readonly [string, (width: number, activation: LayerSpec) => LayerSpec[]][] = [
  ["linear", (width) => [dense(width)]],
  ["linear, elementwise", (width, activation) => [dense(width), activation]],
  ["elementwise, linear", (width, activation) => [activation, dense(width)]],
  ["elementwise", (_, activation) => [activation]],
  ["residual(linear, elementwise)", (width, activation) => [
    { kind: "residual", inner: [dense(width), activation] },
  ]],
];

for (const [name, inner] of oneDense) {
  Deno.test(`HesScale is exact below residual(${name}) where the Hessian above is diagonal`, () => {
    checkCases(withOneBlock(diagonalLosses, inner), 100, (spec) => checkExact(spec, 0));
  });

  Deno.test(`full rank is exact below residual(${name}), with any loss`, () => {
    checkCases(withOneBlock(fusedLosses, inner), 100, (spec) => checkExact(spec, "full"));
  });
}

function checkExact(spec: Spec, rank: 0 | "full"): void {
  const made = build(spec);
  fc.pre(made !== undefined);
  const { network, input, loss, options } = made;
  const exact = exactDiagonal(network, input, loss, options).curvature;
  const { curvature } = hesscale(network, input, loss, { ...options, rank });
  assertClose(curvature.flat(), exact.flat(), `rank ${rank}`);
}

Deno.test("every rank crosses residual blocks wherever they stand", () => {
  const random = architectures({ losses: lossNames });
  checkCases(random, 300, (spec) => {
    fc.pre(spec.layers.some(({ kind }) => kind === "residual"));
    const made = build(spec);
    fc.pre(made !== undefined);
    const { network, input, loss, options } = made;
    const { gradient } = exactDiagonal(network, input, loss, options);
    for (const rank of [0, 1, 3, "full"] as const) {
      const found = hesscale(network, input, loss, { ...options, rank });
      assertClose(found.gradient.flat(), gradient.flat(), "gradient");
    }
  });
});

Deno.test("only 2 diag(J) ∘ h is dropped at the join with a block of two linear layers", () => {
  const random = fc.record({
    width: fc.integer({ min: 1, max: 5 }),
    batch: fc.integer({ min: 1, max: 4 }),
    name: fc.constantFrom<ActivationName>(...activationNames),
    seed: fc.nat(),
  });
  checkCases(random, 100, ({ width, batch, name, seed }) => {
    const below = linear(3, width);
    const inner = layersOf([dense(width), { kind: "elementwise", name }, dense(width)]);
    const joined = createNetwork([below, residual(...inner)], { seed, backend: reference });
    const alone = createNetwork([below, ...inner], { backend: reference });
    const draw = new Random(seed).split("data");
    const input = matrix(batch, 3, () => draw.normal());
    const targets = matrix(batch, width, () => draw.normal());
    // f(x) − (t − x) is x + f(x) − t: the same error, hence the same derivatives at the inner output.
    const start = joined.backend.read(
      createNetwork([below], { backend: reference }).forward(input),
    );
    const shifted = targets.map((row, n) => row.map((t, k) => t - start[n * width + k]));
    const options = { activations: true };
    const found = hesscale(joined, input, meanSquaredError(targets), options);
    const branch = hesscale(alone, input, meanSquaredError(shifted), options);
    const [h, inside] = [found, branch].map(({ activations }) =>
      joined.backend.read(activations[0].tensor)
    );
    const outside = 2 / (batch * width);
    assertClose(h, inside.map((value) => value + outside), "h at the input of the block");
  });
});
