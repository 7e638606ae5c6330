import { assertAlmostEquals, assertEquals, assertGreater, assertNotEquals } from "@std/assert";
import { Random } from "../../mod.ts";
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
    if (event.kind === "end") return event.checkpoint;
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

/** The output of a network of tanh layers, from its tensors in a checkpoint. */
function outputOf({ tensors }: AgentCheckpoint, name: string, input: readonly number[]): number[] {
  let x = [...input];
  for (let layer = 0; `network.${name}.${layer}.weight` in tensors; layer += 2) {
    if (layer > 0) x = x.map(Math.tanh);
    const { data: bias } = tensors[`network.${name}.${layer}.bias`];
    const { data: weight } = tensors[`network.${name}.${layer}.weight`];
    x = Array.from(bias, (b, o) => x.reduce((sum, v, i) => sum + weight[o * x.length + i] * v, b));
  }
  return x;
}

Deno.test("a loaded agent normalises by the statistics that training left, and leaves them so", async () => {
  const checkpoint = await trained("Pendulum-v1");
  const { environment, act } = await loadAgent("Pendulum-v1", checkpoint, configuration, {
    deterministic: true,
  });
  using _ = environment;
  const { data: mean } = checkpoint.tensors["statistics.observationMean"];
  const { data: variance } = checkpoint.tensors["statistics.observationVariance"];
  const random = new Random(2);
  for (let i = 0; i < 200; i++) {
    // Far from all that was seen in training: statistics that moved would be noticed soon.
    const observation = [50, -20, 300].map((scale) => scale * random.normal() / (1 + i % 50));
    const seen = observation.map((x, k) =>
      Math.min(10, Math.max(-10, (x - mean[k]) / Math.sqrt(variance[k] + 1e-8)))
    );
    const [expected] = outputOf(checkpoint, "mean", seen);
    const found = Object(act(observation))[0];
    assertAlmostEquals(found, Math.min(2, Math.max(-2, expected)), 1e-4);
  }
});
