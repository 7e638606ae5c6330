import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { Random } from "../../mod.ts";
import { Normalizer } from "../../lib/rl/normalizer.ts";

const options = { observation: 2, environments: 2, gamma: 0.9, observations: true, rewards: true };

Deno.test("observations are normalised by mean and variance of all so far, this one included", () => {
  const normalizer = new Normalizer(options);
  const random = new Random(1);
  const seen: number[][] = [];
  for (let step = 0; step < 200; step++) {
    const raw = [3 + 2 * random.normal(), -100 + 50 * random.normal()];
    seen.push(raw);
    const row = Float64Array.from(raw);
    normalizer.observation(row);
    if (step < 20) continue;
    for (const k of [0, 1]) {
      const column = seen.map((one) => one[k]);
      const mean = column.reduce((sum, x) => sum + x, 0) / column.length;
      const variance = column.reduce((sum, x) => sum + (x - mean) ** 2, 0) / column.length;
      // The first count of 1e-4 is seen for a while.
      assertAlmostEquals(row[k], (raw[k] - mean) / Math.sqrt(variance), 0.01);
    }
  }
});

Deno.test("rewards are divided by the deviation of the discounted return of their environment", () => {
  const normalizer = new Normalizer(options);
  const random = new Random(1);
  const returns: number[] = [];
  const discounted = [0, 0];
  for (let step = 0; step < 500; step++) {
    const environment = step % 2;
    const terminated = random.uniform() < 0.1;
    const reward = 5 * random.normal();
    discounted[environment] = reward + (terminated ? 0 : 0.9 * discounted[environment]);
    returns.push(discounted[environment]);
    const found = normalizer.reward(environment, reward, terminated);
    if (step < 50) continue;
    const mean = returns.reduce((sum, x) => sum + x, 0) / returns.length;
    const variance = returns.reduce((sum, x) => sum + (x - mean) ** 2, 0) / returns.length;
    assertAlmostEquals(found, reward / Math.sqrt(variance), 0.01);
  }
});

Deno.test("normalised numbers stay within ±10; frozen statistics stay as they are", () => {
  const normalizer = new Normalizer(options);
  const random = new Random(1);
  for (let step = 0; step < 50; step++) {
    normalizer.observation(Float64Array.of(random.normal(), random.normal()));
  }
  const before = structuredClone(normalizer.saveState());
  normalizer.frozen = true;
  const row = Float64Array.of(1e6, -1e6);
  normalizer.observation(row);
  assertEquals([...row], [10, -10]);
  assertEquals(normalizer.reward(0, 1e9, false), 10);
  assertEquals(normalizer.saveState(), before);
  normalizer.frozen = false;
  normalizer.observation(Float64Array.of(1, 1));
  assert(normalizer.saveState().counts[0] > before.counts[0]);
});

Deno.test("a state of other sizes is refused, and nothing changes", () => {
  const normalizer = new Normalizer(options);
  const other = new Normalizer({ ...options, observation: 3 });
  const before = structuredClone(normalizer.saveState());
  assertThrows(
    () => normalizer.loadState(other.saveState()),
    TypeError,
    "Expected 2 numbers as observationMean, found 3",
  );
  assertEquals(normalizer.saveState(), before);
});
