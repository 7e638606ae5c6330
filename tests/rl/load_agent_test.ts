import { assertEquals, assertGreater, assertNotEquals } from "@std/assert";
import {
  type AgentCheckpoint,
  evaluateAgent,
  loadAgent,
  ppo,
  ppoConfiguration,
} from "../../lib/rl/mod.ts";

const configuration = ppoConfiguration({
  hidden: [6],
  valueHidden: [6],
  spreadHidden: [6],
  environments: 2,
  rolloutSteps: 64,
  minibatches: 4,
  epochs: 1,
  steps: 256,
});

async function trained(id: string): Promise<AgentCheckpoint> {
  for await (const event of ppo(id, configuration)) {
    if (event.type === "end") return event.checkpoint;
  }
  throw new Error("Expected an end, found none");
}

for (const id of ["Pendulum-v1", "CartPole-v1"]) {
  Deno.test(`a loaded agent acts on ${id} as it does when it is evaluated`, async () => {
    const checkpoint = await trained(id);
    for (const deterministic of [false, true]) {
      const options = { deterministic, seed: 3 };
      const expected = await evaluateAgent(id, checkpoint, configuration, {
        ...options,
        episodes: 3,
      });
      const { environment, begin, act } = await loadAgent(id, checkpoint, configuration, options);
      using _ = environment;
      // Any episode alone, in any order.
      for (const episode of [2, 0]) {
        let { observation } = environment.reset({ seed: begin(episode) });
        let [total, length, over] = [0, 0, false];
        while (!over) {
          const before = observation.slice();
          const step = environment.step(act(observation));
          assertEquals(observation, before);
          ({ observation } = step);
          total += step.reward;
          length++;
          over = step.terminated || step.truncated;
        }
        assertGreater(length, 5);
        assertEquals([total, length], [expected[episode].return, expected[episode].length]);
      }
      assertNotEquals(
        expected[0].return + expected[0].length,
        expected[1].return + expected[1].length,
      );
    }
  });
}

Deno.test("actions are drawn as the seed says, and stay in their space", async () => {
  const checkpoint = await trained("Pendulum-v1");
  const draw = async (seed: number) => {
    const { environment, act } = await loadAgent("Pendulum-v1", checkpoint, configuration, {
      seed,
    });
    using _ = environment;
    const actions = Array.from({ length: 50 }, () => Object(act([1, 0, 0]))[0] as number);
    for (const action of actions) assertEquals(Math.abs(action) <= 2, true);
    return actions;
  };
  const first = await draw(1);
  assertEquals(await draw(1), first);
  assertNotEquals(await draw(2), first);
});
