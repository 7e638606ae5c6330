import fc from "fast-check";
import {
  type ActivationName,
  activationNames,
  fusedLosses,
  headOf,
  type LayerSpec,
  ownNames,
  type Spec,
} from "./architectures.ts";

const basis = {
  inputs: fc.integer({ min: 1, max: 4 }),
  outputs: fc.integer({ min: 1, max: 4 }),
  width: fc.integer({ min: 2, max: 5 }),
  activation: fc.constantFrom<ActivationName>(...activationNames),
  loss: fc.constantFrom(...fusedLosses),
  reduction: fc.constantFrom("mean" as const, "sum" as const),
  weighted: fc.boolean(),
  batch: fc.integer({ min: 1, max: 5 }),
  seed: fc.nat(),
};

/** Networks in which one linear layer stands in several places, in a residual block too. */
export const shared: fc.Arbitrary<Spec> = fc.record({
  ...basis,
  places: fc.array(fc.boolean(), { minLength: 2, maxLength: 4 }),
})
  .map(({ width, activation, places, ...spec }) => {
    const { inputs, outputs, loss } = spec;
    const one: LayerSpec = { kind: "linear", inputs: width, outputs: width, bias: true };
    const layers = places.flatMap((inBlock): LayerSpec[] => [
      inBlock ? { kind: "residual", inner: [one] } : one,
      { kind: "elementwise", name: activation },
    ]);
    return {
      ...spec,
      layers: [
        { kind: "linear", inputs, outputs: width, bias: true },
        ...layers,
        { kind: "linear", inputs: width, outputs, bias: true },
        ...headOf(loss),
      ],
    };
  });

/** Networks with layers of a user's own. */
export const own: fc.Arbitrary<Spec> = fc.record({
  ...basis,
  names: fc.array(fc.constantFrom(...ownNames), { minLength: 1, maxLength: 3 }),
}).map(({ width, activation, names, ...spec }) => {
  const { inputs, outputs, loss } = spec;
  let size = width + names.length;
  const layers: LayerSpec[] = [{ kind: "linear", inputs, outputs: size, bias: true }];
  for (const name of names) {
    layers.push({ kind: "own", name, inputs: size }, { kind: "elementwise", name: activation });
    if (name === "convolution") size--;
  }
  layers.push({ kind: "linear", inputs: size, outputs, bias: true }, ...headOf(loss));
  return { ...spec, layers };
});
