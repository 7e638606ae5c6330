import { assert } from "@std/assert";
import { ppo, type PpoOptions } from "../../lib/rl/mod.ts";

/** One seed of each: these have to learn, and soon. */
const tasks: Readonly<Record<string, { readonly goal: number; readonly options: PpoOptions }>> = {
  // The paper's preset as it is.
  "CartPole-v1": { goal: 475, options: { steps: 100_000 } },
  "InvertedPendulum-v5": { goal: 950, options: { steps: 200_000 } },
  // Rewards come at once, so a short horizon serves; deviations that do not depend on the state keep
  // the policy from settling before the pendulum has been up.
  "Pendulum-v1": {
    goal: -300,
    options: {
      steps: 200_000,
      seed: 1,
      gamma: 0.9,
      stepSize: 1e-3,
      spread: "logStd",
      environments: 4,
      rolloutSteps: 512,
    },
  },
};

/** Episodes whose mean return counts. */
const WINDOW = 20;

for (const [id, { goal, options }] of Object.entries(tasks)) {
  for (const optimizer of ["adam", "adaHesScale"]) {
    Deno.test(`ppo with ${optimizer} learns ${id}: a mean return of ${goal}`, async () => {
      const returns: number[] = [];
      for await (const event of ppo(id, { ...options, optimizer })) {
        if (event.type !== "episode") continue;
        returns.push(event.return);
        const last = returns.slice(-WINDOW);
        const mean = last.reduce((sum, value) => sum + value, 0) / WINDOW;
        if (last.length === WINDOW && mean >= goal) return;
      }
      assert(false, `the last returns are ${returns.slice(-WINDOW).map(Math.round).join(" ")}`);
    });
  }
}
