import { assertAlmostEquals, assertEquals } from "@std/assert";
import fc from "fast-check";
import { generalizedAdvantages, nStepReturns, type Transitions } from "../../lib/rl/mod.ts";

interface Episodes extends Transitions {
  readonly rewards: number[];
  readonly terminated: number[];
  readonly ended: number[];
}

/** Random transitions of some environments side by side, ended by terminal states and time limits. */
const rollouts = fc.record({
  steps: fc.integer({ min: 1, max: 12 }),
  environments: fc.integer({ min: 1, max: 3 }),
}).chain(({ steps, environments }) => {
  const size = steps * environments;
  const numbers = () =>
    fc.array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: size, maxLength: size });
  return fc.record({
    steps: fc.constant(steps),
    environments: fc.constant(environments),
    rewards: numbers(),
    values: numbers(),
    nextValues: numbers(),
    ends: fc.array(fc.constantFrom("", "", "terminated", "truncated"), {
      minLength: size,
      maxLength: size,
    }),
    gamma: fc.double({ min: 0, max: 1, noNaN: true }),
    lambda: fc.double({ min: 0, max: 1, noNaN: true }),
    n: fc.integer({ min: 1, max: 14 }),
  });
}).map(({ ends, ...rest }) => ({
  ...rest,
  terminated: ends.map((end) => end === "terminated" ? 1 : 0),
  ended: ends.map((end) => end ? 1 : 0),
}));

/** What follows the transition (t, e) within its episode and the rollout, itself first. */
function rest(
  { ended }: Episodes,
  t: number,
  e: number,
  steps: number,
  environments: number,
): number[] {
  const indices: number[] = [];
  for (let s = t; s < steps; s++) {
    indices.push(s * environments + e);
    if (ended[s * environments + e]) break;
  }
  return indices;
}

Deno.test("generalised advantages are the double sum of their definition", () => {
  fc.assert(fc.property(rollouts, (rollout) => {
    const { steps, environments, gamma, lambda } = rollout;
    const found = generalizedAdvantages(rollout, { gamma, lambda, environments });
    for (let t = 0; t < steps; t++) {
      for (let e = 0; e < environments; e++) {
        let expected = 0;
        for (const [k, i] of rest(rollout, t, e, steps, environments).entries()) {
          const next = rollout.terminated[i] ? 0 : rollout.nextValues[i];
          const difference = rollout.rewards[i] + gamma * next - rollout.values[i];
          expected += (gamma * lambda) ** k * difference;
        }
        assertAlmostEquals(found[t * environments + e], expected, 1e-9);
      }
    }
  }));
});

Deno.test("n-step returns are the sum of their definition", () => {
  fc.assert(fc.property(rollouts, (rollout) => {
    const { steps, environments, gamma, n } = rollout;
    const found = nStepReturns(rollout, { gamma, n, environments });
    for (let t = 0; t < steps; t++) {
      for (let e = 0; e < environments; e++) {
        const window = rest(rollout, t, e, steps, environments).slice(0, n);
        const last = window.at(-1)!;
        let expected = rollout.terminated[last]
          ? 0
          : gamma ** window.length * rollout.nextValues[last];
        for (const [k, i] of window.entries()) expected += gamma ** k * rollout.rewards[i];
        assertAlmostEquals(found[t * environments + e], expected, 1e-9);
      }
    }
  }));
});

Deno.test("with λ = 1 and values that agree, advantages are n-step returns less the values", () => {
  fc.assert(fc.property(rollouts, (rollout) => {
    const { environments, gamma, values } = rollout;
    // Within an episode the value after a transition is that before the next one.
    const nextValues = rollout.nextValues.map((value, i) =>
      rollout.ended[i] || i + environments >= values.length ? value : values[i + environments]
    );
    const consistent = { ...rollout, nextValues };
    const advantages = generalizedAdvantages(consistent, { gamma, lambda: 1, environments });
    const returns = nStepReturns(consistent, { gamma, n: 100, environments });
    for (const [i, value] of values.entries()) {
      assertAlmostEquals(advantages[i], returns[i] - value, 1e-9);
    }
  }));
});

Deno.test("a terminal state is worth nothing, one cut off by a time limit its value", () => {
  const transition = { rewards: [2], values: [1], nextValues: [10], ended: [1] };
  const options = { gamma: 0.5, lambda: 0.9 };
  const of = (terminated: number) =>
    generalizedAdvantages({ ...transition, terminated: [terminated] }, options)[0];
  assertEquals([of(1), of(0)], [1, 6]);
});
