import { assertEquals, assertThrows } from "@std/assert";
import {
  type Backend,
  createNetwork,
  crossEntropy,
  hesscale,
  linear,
  type Numbers,
  reference,
  relu,
  type Tensor,
} from "../../mod.ts";
import { testBadInput } from "./bad_input.ts";

const other: Backend = { ...reference, name: "other" };
const bias = [1, 2, 3];
const weight = [1, 2, 3, 4, 5, 6];

const network = () => createNetwork([relu(), linear(2, 3)], { seed: 1, backend: reference });

const unfit: readonly [
  name: string,
  values: Readonly<Record<string, ArrayLike<number>>>,
  expected: string,
  found: string,
][] = [
  [
    "a misspelt parameter",
    { "1.wieght": weight, "1.bias": bias },
    "parameters 1.weight, 1.bias",
    '1.wieght, did you mean "1.weight"?',
  ],
  [
    "an unknown parameter",
    { "1.weight": weight, "1.bias": bias, momentum: [] },
    "parameters 1.weight, 1.bias",
    "momentum",
  ],
  ["a missing parameter", { "1.weight": weight }, "1.bias to have 3 numbers for shape [3]", "none"],
  [
    "a parameter that is too long",
    { "1.weight": weight, "1.bias": [1, 2, 3, 4] },
    "1.bias to have 3 numbers for shape [3]",
    "4",
  ],
  [
    "a parameter that is too short",
    { "1.weight": [1], "1.bias": bias },
    "1.weight to have 6 numbers for shape [3, 2]",
    "1",
  ],
];

testBadInput(unfit.map(([name, values, expected, found]) => ({
  name: `load: ${name}`,
  run: () => network().load(values),
  error: TypeError,
  expected,
  found,
})));

for (const [name, values] of unfit) {
  Deno.test(`load leaves all parameters as they are: ${name}`, () => {
    const one = network();
    const before = one.read();
    assertThrows(() => one.load(values), TypeError);
    assertEquals(one.read(), before);
    one.load({ "1.weight": weight, "1.bias": bias });
    assertEquals<Record<string, Numbers>>(one.read(), {
      "1.weight": Float64Array.from(weight),
      "1.bias": Float64Array.from(bias),
    });
  });
}

/** A tensor whose scope has ended. */
function freed(): Tensor {
  let tensor: Tensor = reference.fill([1, 2], 0);
  reference.scope(() => {
    tensor = reference.fill([1, 2], 0);
  });
  return tensor;
}

testBadInput([
  {
    name: "the curvature of a misspelt parameter",
    run: () => hesscale(network(), [[1, 2]], crossEntropy([0])).curvature.read("1.Wieght"),
    error: RangeError,
    expected: 'a parameter such as "1.weight"',
    found: '"1.Wieght"',
  },
  {
    name: "the gradient of a layer without parameters",
    run: () =>
      hesscale(createNetwork([relu()], { backend: reference }), [[1, 2]], crossEntropy([0]))
        .gradient.get("weight"),
    error: RangeError,
    expected: "no name, for the network has no parameters",
    found: '"weight"',
  },
  {
    name: "a tensor after its scope",
    run: () => reference.read(freed()),
    error: TypeError,
    expected: "a live tensor",
    found: "one of shape [1, 2] whose scope has ended",
  },
  {
    name: "an input after its scope",
    run: () => hesscale(network(), freed(), crossEntropy([0])),
    error: TypeError,
    expected: "a live tensor",
    found: "one of shape [1, 2] whose scope has ended",
  },
  {
    name: "a tensor of nobody's",
    run: () => hesscale(network(), { shape: [1, 2] }, crossEntropy([0])),
    error: TypeError,
    expected: "a tensor of the reference backend",
    found: "an instance of Object",
  },
  {
    name: "a parameter before it is in a network",
    run: () => linear(2, 3).parameters[0].value,
    error: TypeError,
    expected: "weight to be in a network",
    found: "it without a value",
  },
  {
    name: "a layer of another backend",
    run: () => {
      const layer = linear(2, 3);
      createNetwork([layer], { backend: reference });
      return createNetwork([layer], { backend: other });
    },
    error: TypeError,
    expected: "a layer of the other backend",
    found: "one whose weight is in the reference backend",
  },
]);

Deno.test("a network that is refused places none of its layers", () => {
  const [fresh, placed] = [linear(2, 2), linear(2, 3)];
  createNetwork([placed], { backend: reference });
  assertThrows(() => createNetwork([fresh, placed], { backend: other }), TypeError);
  assertThrows(() => fresh.parameters[0].value, TypeError, "without a value");
  createNetwork([fresh, placed], { backend: reference });
});

Deno.test("parameters are as they were after an evaluation that failed", () => {
  const one = network();
  const before = one.read();
  assertThrows(() => hesscale(one, [[1, NaN]], crossEntropy([0])), RangeError);
  assertThrows(() => hesscale(one, [[1, 2]], crossEntropy([3])), RangeError);
  assertEquals(one.read(), before);
});
