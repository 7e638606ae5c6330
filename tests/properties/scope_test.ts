import fc from "fast-check";
import { assert, assertEquals } from "@std/assert";
import {
  type Backend,
  createNetwork,
  exactDiagonal,
  gradient,
  hesscale,
  hesscaleGN,
  hessianVectorProduct,
  reference,
  type Tensor,
} from "../../mod.ts";
import { architectures } from "./architectures.ts";
import { build, byName, layersOf } from "./build.ts";
import { checkCases } from "./cases.ts";
import { estimators } from "./estimators.ts";

/** The reference backend, noting every tensor that an operation makes. */
function watched(): { backend: Backend; alive: () => Tensor[] } {
  const made = new Set<Tensor>();
  const note = (value: unknown): void => {
    if (Array.isArray(value)) return value.forEach(note);
    if (typeof value !== "object" || value === null) return;
    if ("shape" in value) made.add(value as Tensor);
    else if ("columns" in value) Object.values(value).forEach(note);
  };
  const operations = Object.entries(reference).map(([name, operation]) => {
    if (typeof operation !== "function" || name === "read") return [name, operation];
    return [name, (...args: unknown[]) => {
      const result = (operation as (...args: unknown[]) => unknown)(...args);
      note(result);
      return result;
    }];
  });
  const alive = () => {
    for (const tensor of made) if (!isAlive(tensor)) made.delete(tensor);
    return [...made];
  };
  return { backend: Object.fromEntries(operations), alive };
}

function isAlive(tensor: Tensor): boolean {
  try {
    return reference.read(tensor).length >= 0;
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
}

/** All tensors of a result. */
function tensorsOf(value: unknown): Tensor[] {
  if (typeof value !== "object" || value === null) return [];
  if ("shape" in value && !("tensor" in value)) return [value as Tensor];
  if (Symbol.iterator in value) return [...value as Iterable<unknown>].flatMap(tensorsOf);
  return Object.values(value).flatMap(tensorsOf);
}

Deno.test("estimators free all that they make but their results, which stay readable", () => {
  checkCases(architectures({ depth: [1, 3], width: 3 }), 40, (spec) => {
    const made = build(spec);
    fc.pre(made !== undefined && spec.loss !== "ppoCategorical");
    const { input, loss, options, numbers } = made;
    const { backend, alive } = watched();
    const network = createNetwork(layersOf(spec.layers), { seed: spec.seed, backend });
    const before = new Set(alive());
    const all = {
      ...estimators,
      gradient,
      forward: () => network.forward(input),
      hvp: () =>
        hessianVectorProduct(network, input, loss, byName(network, numbers.parameters), options),
      perSample: () =>
        hesscale(network, input, loss, { ...options, perSample: true, activations: true }),
      activations: () => hesscaleGN(network, input, loss, { ...options, activations: true }),
      exactActivations: () =>
        exactDiagonal(network, input, loss, { ...options, activations: true }),
    };
    for (const [name, estimate] of Object.entries(all)) {
      const results = tensorsOf(estimate(network, input, loss, options));
      assert(results.length > 0, name);
      for (const tensor of results) assert(backend.read(tensor).every(Number.isFinite), name);
      const left = alive().filter((tensor) => !before.has(tensor) && !results.includes(tensor));
      assertEquals(left.map(({ shape }) => shape), [], `${name} leaves tensors behind`);
      results.forEach((tensor) => before.add(tensor));
    }
  });
});

Deno.test("in a scope of the caller results are freed with it, and its own tensors are not", () => {
  checkCases(architectures({ depth: [1, 3], width: 3 }), 20, (spec) => {
    const made = build(spec);
    fc.pre(made !== undefined && spec.loss !== "ppoCategorical");
    const { input, loss } = made;
    const { backend, alive } = watched();
    const network = createNetwork(layersOf(spec.layers), { seed: spec.seed, backend });
    const rows = backend.tensor(input.flat(), [spec.batch, spec.inputs]);
    for (const [name, estimate] of Object.entries(estimators)) {
      const before = alive().length;
      backend.scope(() => {
        tensorsOf(estimate(network, rows, loss)).forEach((tensor) => backend.read(tensor));
      });
      assertEquals(alive().length, before, name);
    }
  });
});

Deno.test("activations hold the curvature at the output of every layer, with parameters below or not", () => {
  checkCases(architectures({ residual: false, width: 4 }), 60, (spec) => {
    const layers = [{ kind: "elementwise", name: "tanh" } as const, ...spec.layers];
    const made = build({ ...spec, layers });
    fc.pre(made !== undefined);
    const { network, input, loss, options } = made;
    const names = network.layer.children.map(({ layer }) => layer.name);
    for (const estimate of [hesscale, hesscaleGN, exactDiagonal]) {
      const { activations } = estimate(network, input, loss, { ...options, activations: true });
      assertEquals(activations.map(({ layer }) => layer), names);
    }
  });
});
