import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import {
  absoluteFunction,
  eluFunction,
  expFunction,
  geluFunction,
  identityFunction,
  leakyReluFunction,
  logFunction,
  logSigmoidFunction,
  reluFunction,
  type ScalarFunction,
  seluFunction,
  sigmoidFunction,
  signFunction,
  siluFunction,
  softplusFunction,
  squareFunction,
  squareRootFunction,
  tanhFunction,
} from "../../lib/backend/functions.ts";

const activations: readonly ScalarFunction[] = [
  eluFunction(1.3),
  expFunction,
  geluFunction,
  identityFunction,
  leakyReluFunction(0.1),
  logSigmoidFunction,
  reluFunction,
  seluFunction,
  sigmoidFunction,
  siluFunction,
  softplusFunction,
  tanhFunction,
];

const others = [absoluteFunction, signFunction, squareFunction];
const ofPositive = [logFunction, squareRootFunction];

const points = Array.from({ length: 41 }, (_, i) => -6.03 + 0.3 * i);

function checkSlopes(f: ScalarFunction, at: readonly number[]): void {
  const step = 1e-5;
  for (const a of at) {
    for (const [below, derivative] of [[f.value, f.first], [f.first, f.second]] as const) {
      const slope = (below(a + step) - below(a - step)) / (2 * step);
      assertAlmostEquals(derivative(a), slope, 2e-9 * (1 + Math.abs(slope)), `${f.name} at ${a}`);
    }
  }
}

for (const f of [...activations, ...others]) {
  Deno.test(`${f.name}: both derivatives are slopes of the function below`, () => {
    checkSlopes(f, points);
  });
}

for (const f of ofPositive) {
  Deno.test(`${f.name}: both derivatives are slopes of the function below`, () => {
    checkSlopes(f, points.filter((a) => a > 0.1));
  });
}

Deno.test("values known to many digits", () => {
  const known: [ScalarFunction, number, number, number, number][] = [
    [tanhFunction, 0.5, 0.46211715726000976, 0.7864477329659274, -0.7268619813835874],
    [sigmoidFunction, 1, 0.7310585786300049, 0.19661193324148185, -0.09085774767294841],
    [softplusFunction, 1, 1.3132616875182228, 0.7310585786300049, 0.19661193324148185],
    [logSigmoidFunction, 1, -0.31326168751822286, 0.2689414213699951, -0.19661193324148185],
    [geluFunction, 1, 0.8413447460685429, 1.0833154705876864, 0.24197072451914337],
    [siluFunction, 1, 0.7310585786300049, 0.9276705118714868, 0.3023661188100153],
    [eluFunction(2), -1, -1.2642411176571153, 0.7357588823428847, 0.7357588823428847],
    [seluFunction, -1, -1.1113307378125628, 0.6467686030348141, 0.6467686030348141],
    [seluFunction, 2, 2.101401974710961, 1.0507009873554805, 0],
    [leakyReluFunction(0.1), -3, -0.30000000000000004, 0.1, 0],
  ];
  for (const [f, a, ...expected] of known) {
    for (const [i, of] of [f.value, f.first, f.second].entries()) {
      assertAlmostEquals(of(a), expected[i], 1e-14, `derivative ${i} of ${f.name} at ${a}`);
    }
  }
});

Deno.test("derivatives stay finite at ±1000, and right in the limit", () => {
  for (const f of activations.filter(({ name }) => name !== "exp")) {
    for (const a of [1e3, -1e3]) {
      for (const derivative of [f.value, f.first, f.second]) {
        assert(Number.isFinite(derivative(a)), `${f.name} at ${a}: ${derivative(a)}`);
      }
      assertAlmostEquals(f.second(a), 0, 1e-300, `${f.name} at ${a}`);
    }
  }
  for (const f of [geluFunction, siluFunction, softplusFunction, reluFunction, eluFunction(1)]) {
    assertEquals([f.value(1e3), f.first(1e3)], [1e3, 1]);
  }
  for (const f of [geluFunction, siluFunction, softplusFunction, reluFunction]) {
    assertEquals([f.value(-1e3) + 0, f.first(-1e3) + 0], [0, 0]);
  }
  assertEquals([logSigmoidFunction.value(-1e3), logSigmoidFunction.first(-1e3)], [-1e3, 1]);
  assertEquals([tanhFunction.value(-1e3), sigmoidFunction.value(-1e3)], [-1, 0]);
  assertEquals([eluFunction(2).value(-1e3), expFunction.value(-1e3)], [-2, 0]);
});

Deno.test("0 and −0 give the same, with slope 0 at the kinks of ReLU and |a|", () => {
  for (const f of [...activations, ...others]) {
    for (const derivative of [f.value, f.first, f.second]) {
      assertEquals(derivative(0) + 0, derivative(-0) + 0, f.name);
    }
  }
  assertEquals([reluFunction.first(0), absoluteFunction.first(0)], [0, 0]);
  assertEquals(leakyReluFunction(0.1).first(0), 0.1);
});

Deno.test("NaN goes through every value and, where they depend on it, every derivative", () => {
  for (const f of [...activations, ...others, ...ofPositive]) {
    assert(Number.isNaN(f.value(NaN)), f.name);
    if (f === identityFunction) continue; // its derivatives are constants
    assert(Number.isNaN(f.first(NaN)), f.name);
    if (f === squareFunction) continue;
    assert(Number.isNaN(f.second(NaN)), f.name);
  }
});

Deno.test("infinity goes through, and ends in the limit where that is finite", () => {
  for (const f of [geluFunction, siluFunction, softplusFunction, reluFunction, seluFunction]) {
    assertEquals(f.value(Infinity), Infinity, f.name);
  }
  for (const f of [geluFunction, siluFunction]) assertEquals(f.value(-Infinity), NaN, f.name);
  assertEquals([tanhFunction.value(-Infinity), sigmoidFunction.value(Infinity)], [-1, 1]);
  assertEquals([softplusFunction.value(-Infinity), logSigmoidFunction.value(Infinity) + 0], [0, 0]);
  for (const f of [reluFunction, softplusFunction]) {
    const limits = [f.value, f.first, f.second].map((of) => of(-Infinity) + 0);
    assertEquals(limits, [0, 0, 0], f.name);
    assertEquals([f.first(Infinity), f.second(Infinity) + 0], [1, 0], f.name);
  }
  for (const f of [leakyReluFunction(0.1), absoluteFunction, signFunction]) {
    assertEquals([f.second(-Infinity), f.second(Infinity)], [0, 0], f.name);
  }
});
