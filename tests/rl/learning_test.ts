import { assert, assertEquals } from "@std/assert";
import { ppo, type PpoConfiguration } from "../../lib/rl/mod.ts";
import { readStudy } from "../../tasks/study/file.ts";
import { runsOf } from "../../tasks/study/grid.ts";

/** The returns that the runs of the study `acceptance` have to reach. */
const goals: Readonly<Record<string, number>> = {
  "CartPole-v1": 475,
  "InvertedPendulum-v5": 950,
  "Pendulum-v1": -300,
};

/** Episodes whose mean return counts here; a run ends as soon as it is high enough. */
const WINDOW = 20;

/** One seed of each; the numbers that come out are the same on every machine. */
const file = new URL("../../tasks/study/acceptance.yaml", import.meta.url);
const runs = runsOf(readStudy(await Deno.readTextFile(file), "acceptance"), "acceptance", {
  seeds: 1,
});

Deno.test("the study acceptance is of every task and both optimizers", () => {
  const found = runs.map(({ options }) => `${options.environment} ${options.optimizer}`);
  const expected = Object.keys(goals).flatMap((id) =>
    ["adam", "adaHesScale"].map((optimizer) => `${id} ${optimizer}`)
  );
  assertEquals(found.sort(), expected.sort());
});

for (const { options } of runs) {
  const { environment, algorithm: _, ...configuration } = options;
  const goal = goals[environment];
  Deno.test(`ppo with ${options.optimizer} learns ${environment}: a mean return of ${goal}`, async () => {
    const returns: number[] = [];
    for await (const event of ppo(environment, configuration as PpoConfiguration)) {
      if (event.kind !== "episode") continue;
      returns.push(event.return);
      const last = returns.slice(-WINDOW);
      const mean = last.reduce((sum, value) => sum + value, 0) / WINDOW;
      if (last.length === WINDOW && mean >= goal) return;
    }
    assert(false, `the last returns are ${returns.slice(-WINDOW).map(Math.round).join(" ")}`);
  });
}
