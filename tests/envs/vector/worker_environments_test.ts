import { assertEquals, assertRejects } from "@std/assert";
import {
  type Autoreset,
  type EnvironmentVector,
  makeEnvironment,
  VectorEnvironment,
  WorkerEnvironments,
} from "../../../lib/envs/mod.ts";
import "./fixture_tasks.ts";

const modules = [import.meta.resolve("./fixture_tasks.ts")];

async function inOneThread(id: string, count: number, autoreset?: Autoreset) {
  const environments = await Promise.all(Array.from({ length: count }, () => makeEnvironment(id)));
  return new VectorEnvironment(environments, { autoreset });
}

/** Every number and info of some steps. */
async function play(vector: EnvironmentVector, steps: number, from = 0): Promise<unknown[]> {
  const size = vector.count * vector.actionSpace.size;
  const rows: unknown[] = [];
  for (let t = from; t < from + steps; t++) {
    const step = await vector.step(
      Array.from({ length: size }, (_, i) => (t * 7 + i * 3) % 5 > 2 ? 1 : 0),
    );
    const { observations, rewards, terminated, truncated, infos, finalInfos } = step;
    const ended = [...terminated].flatMap((one, i) => one || truncated[i] ? [i] : []);
    const width = observations.length / vector.count;
    const last = ended.map((i) => [...step.finalObservations.subarray(i * width, (i + 1) * width)]);
    const arrays = [observations, rewards, terminated, truncated].map((array) => [...array]);
    rows.push([...arrays, last, structuredClone(infos), structuredClone(finalInfos)]);
  }
  return rows;
}

for (const autoreset of ["next-step", "same-step"] as const) {
  Deno.test(`one, two and three workers do what one thread does: ${autoreset}`, async () => {
    using one = await inOneThread("Walk-v0", 3, autoreset);
    const start = one.reset({ seed: 11 });
    const expected = [[...start.observations], start.infos, await play(one, 60)];
    for (const workers of [1, 2, 3]) {
      const options = { count: 3, workers, autoreset, modules };
      using vector = await WorkerEnvironments.make("Walk-v0", options);
      const { observations, infos } = await vector.reset({ seed: 11 });
      assertEquals([[...observations], infos, await play(vector, 60)], expected);
    }
  });
}

Deno.test("continuous actions and wrapped tasks go through workers as well", async () => {
  using one = await inOneThread("NormalizedPendulum-v0", 2);
  using vector = await WorkerEnvironments.make("NormalizedPendulum-v0", { count: 2, modules });
  assertEquals(`${vector.observationSpace}`, `${one.observationSpace}`);
  assertEquals(`${vector.actionSpace}`, `${one.actionSpace}`);
  one.reset({ seed: 1 });
  await vector.reset({ seed: 1 });
  assertEquals(await play(vector, 10), await play(one, 10));
});

Deno.test("a state saved in workers goes on in one thread, and the other way round", async () => {
  using one = await inOneThread("Walk-v0", 3);
  using vector = await WorkerEnvironments.make("Walk-v0", { count: 3, workers: 2, modules });
  await vector.reset({ seed: 2 });
  await play(vector, 9);
  const state = JSON.parse(JSON.stringify(await vector.saveState()));
  const expected = await play(vector, 30, 9);
  one.loadState(state);
  assertEquals(await play(one, 30, 9), expected);
  one.loadState(state);
  await vector.loadState(one.saveState());
  assertEquals(await play(vector, 30, 9), expected);
});

Deno.test("MuJoCo's tasks do in workers what they do in one thread", async () => {
  using one = await inOneThread("Hopper-v5", 2);
  using vector = await WorkerEnvironments.make("Hopper-v5", { count: 2, workers: 2 });
  one.reset({ seed: 3 });
  await vector.reset({ seed: 3 });
  assertEquals(await play(vector, 60), await play(one, 60));
});

/** Steps until something happens. */
async function stepOften(vector: EnvironmentVector): Promise<void> {
  for (let i = 0; i < 10; i++) await vector.step(new Float64Array(vector.count));
}

for (
  const [harm, message] of [
    ["throws", "Environment 0 of Walk-v0 (seed 40): expected a floor, found none"],
    ["closes", "Worker 0 with environment 0 of Walk-v0 (seeds 40) has closed itself"],
    ["hangs", "Worker 0 with environment 0 of Walk-v0 (seeds 40) has not answered for 1000 ms"],
  ]
) {
  Deno.test(`a worker that ${harm} makes a step fail`, async () => {
    const timeout = harm === "hangs" ? 1000 : undefined;
    const made = { count: 3, workers: 2, modules, options: { harm }, timeout };
    using vector = await WorkerEnvironments.make("Walk-v0", made);
    await vector.reset({ seed: 40 });
    const kind = harm === "throws" ? RangeError : Error;
    await assertRejects(() => stepOften(vector), kind, message);
    if (harm === "throws") {
      await assertRejects(() => stepOften(vector), Error, "expected a reset of all");
      await vector.reset({ seed: 40 });
      await vector.step([0, 0, 0]);
    } else {
      await assertRejects(() => vector.reset(), Error, message);
    }
  });
}

Deno.test("a worker that ends itself at a reset makes it fail", async () => {
  const options = { harm: "closes at reset" };
  using vector = await WorkerEnvironments.make("Walk-v0", { count: 1, modules, options });
  await assertRejects(() => vector.reset({ seed: 8 }), Error, "(seeds 8) has closed itself");
});

Deno.test("a worker that dies outside of any call is reported", async () => {
  const late = import.meta.resolve("./fixture_late_death.ts");
  await assertRejects(
    async () => {
      const options = { count: 1, modules: [...modules, late] };
      using vector = await WorkerEnvironments.make("Walk-v0", options);
      // Its timer gets a turn between messages.
      for (let i = 0; i < 20; i++) await vector.reset({ seed: 1 });
    },
    Error,
    "out of the blue",
  );
});

Deno.test("what is wrong with a task is told by the worker", async () => {
  const make = (id: string, options = {}) => WorkerEnvironments.make(id, { count: 1, ...options });
  await assertRejects(() => make("CartPol-v1"), RangeError, 'did you mean "CartPole-v1"?');
  await assertRejects(() => make("Pendulum-v1", { options: { g: 1 } }), RangeError, '"g"');
  await assertRejects(() => make("Pendulum-v1", { modules: ["data:text/javascript,throw 7"] }));
  await assertRejects(() => make("Pendulum-v1", { workers: 2 }), RangeError, "workers from 1 to 1");
  await assertRejects(() => make("Pendulum-v1", { count: 0 }), RangeError, "Expected count");
  await assertRejects(
    () => make("Pendulum-v1", { autoreset: "later" as Autoreset }),
    RangeError,
    "found later",
  );
});

Deno.test("calls out of order, at once, or after close fail", async () => {
  const vector = await WorkerEnvironments.make("CartPole-v1", { count: 2, workers: 2 });
  await assertRejects(async () => await vector.step([0, 0]), Error, "expected a reset of all");
  await assertRejects(() => vector.reset({ seed: [1] }), TypeError, "Expected 2 seeds");
  const running = vector.reset({ seed: 1 });
  await assertRejects(() => vector.reset(), Error, "found another running");
  await running;
  await assertRejects(() => vector.step([0]), TypeError, "expected 2 actions");
  await assertRejects(() => vector.step([0, 7]), RangeError, "Environment 1 of CartPole-v1");
  vector.close();
  vector.close();
  await assertRejects(() => vector.reset(), Error, "found them closed");
});

Deno.test("infos that are longer than their room are an error", async () => {
  const made = { count: 1, modules, infoBytes: 1024, options: { harm: "long infos" } };
  using vector = await WorkerEnvironments.make("Walk-v0", made);
  await vector.reset({ seed: 1 });
  await assertRejects(() => stepOften(vector), RangeError, "raise infoBytes");
});
