import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { reference } from "../../mod.ts";
import {
  a2c,
  type AgentCheckpoint,
  type AgentEvent,
  type EnvironmentSource,
  ppo,
} from "../../lib/rl/mod.ts";
import { TakingTurns } from "./taking_turns.ts";

const shared = {
  backend: reference,
  hidden: [6],
  valueHidden: [6],
  spreadHidden: [6],
  seed: 4,
  rolloutSteps: 5,
  steps: 500,
  optimizer: "sgd",
  stepSize: 0.01,
  epsilon: null,
  timeFeature: false,
};

const sources: Readonly<Record<string, EnvironmentSource>> = {
  "one action": "Pendulum-v1",
  "two actions": () => new TakingTurns(),
  "choices": "CartPole-v1",
};

type Tensors = AgentCheckpoint["tensors"];

async function last(events: AsyncIterable<AgentEvent>): Promise<Tensors> {
  let checkpoint: AgentCheckpoint | undefined;
  for await (const event of events) if (event.kind === "end") checkpoint = event.checkpoint;
  return checkpoint!.tensors;
}

function assertSame(found: Tensors, expected: Tensors, tolerance: number): void {
  assertEquals(Object.keys(found), Object.keys(expected));
  for (const [name, { data }] of Object.entries(found)) {
    for (const [i, value] of data.entries()) {
      assertAlmostEquals(value, expected[name].data[i], tolerance);
    }
  }
}

/** The greatest distance that a parameter went. */
function distance(from: Tensors, to: Tensors): number {
  const names = Object.keys(from).filter((name) => name.startsWith("network."));
  return Math.max(
    ...names.flatMap((name) =>
      Array.from(from[name].data, (value, i) => Math.abs(value - to[name].data[i]))
    ),
  );
}

for (const [name, source] of Object.entries(sources)) {
  for (const environments of [1, 3]) {
    Deno.test(`a2c is ppo with one epoch, one minibatch, λ = 1 and nothing clipped or normalised: ${name}, ${environments} at a time`, async () => {
      const options = { ...shared, environments };
      const begun = await last(
        a2c(source, { ...options, average: "rows", steps: 1, stepSize: 1e-30 }),
      );
      const found = await last(a2c(source, { ...options, average: "rows" }));
      const expected = await last(ppo(source, {
        ...options,
        epochs: 1,
        minibatches: 1,
        lambda: 1,
        clip: 1e9,
        normalizeAdvantages: false,
      }));
      assertSame(found, expected, 1e-8);
      assert(distance(begun, found) > 0.01);
    });
  }

  Deno.test(`the average over elements is that over rows, divided by the size of an action: ${name}`, async () => {
    const size = name === "two actions" ? 2 : 1;
    const rows = await last(a2c(source, { ...shared, average: "rows" }));
    // Without a memory of gradients the factor may as well stand before the step size.
    const elements = await last(a2c(source, {
      ...shared,
      average: "elements",
      stepSize: size * shared.stepSize,
      valueStepSize: shared.stepSize,
    }));
    assertSame(elements, rows, 1e-9);
    const other = await last(a2c(source, { ...shared, average: "elements" }));
    assertEquals(distance(other, rows) > 1e-4, size > 1);
  });

  Deno.test(`researchCode: felt with HesScale, not without curvature, nor as a sign that is squared: ${name}`, async () => {
    for (const algorithm of [ppo, a2c]) {
      const own = algorithm === ppo ? { minibatches: 2, epochs: 2 } : {};
      const options = { ...shared, ...own, rolloutSteps: 20, stepSize: 1e-3, steps: 100 };
      const of = (optimizer: string, researchCode: boolean) =>
        last(algorithm(source, { ...options, optimizer, researchCode }));
      assertEquals(await of("adam", true), await of("adam", false));
      const [published, exact] = [await of("adaHesScale", true), await of("adaHesScale", false)];
      assert(distance(published, exact) > 1e-6, algorithm.name);
      if (algorithm === ppo) {
        assertSame(await of("adaHesScaleGN", true), await of("adaHesScaleGN", false), 1e-9);
      }
    }
  });
}
