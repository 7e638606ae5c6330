import {
  assert,
  assertEquals,
  assertFalse,
  assertMatch,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { type Job, runJobs } from "../../../tasks/support/pool.ts";
import type { WorkerReport } from "../../../tasks/support/serve.ts";
import type { Task } from "./fixture_worker.ts";

const WORKER = new URL("./fixture_worker.ts", import.meta.url);

const wait = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

const squares = (count: number, time = (_: number) => 0): Job<Task>[] =>
  Array.from({ length: count }, (_, i) => ({
    name: `square ${i}`,
    input: { do: "square", of: i, wait: time(i) },
  }));

Deno.test("runJobs gives the results in the order of the jobs, however many run at a time", async () => {
  const jobs = squares(12, (i) => (7 * i) % 12);
  const expected = jobs.map((_, i) => i * i);
  for (const parallel of [1, 2, 5, 50]) {
    assertEquals(await runJobs(WORKER, jobs, { parallel }), expected);
  }
  assertEquals(await runJobs(WORKER, jobs), expected, "one per core");
});

Deno.test("runJobs hands on each result when it is there, with the job's index", async () => {
  const seen: [number, number][] = [];
  let open = 0;
  const results = await runJobs<Task, number>(WORKER, squares(4, (i) => i === 0 ? 150 : 0), {
    parallel: 2,
    async onResult(output, index) {
      open++;
      await wait(10);
      seen.push([index, output]);
      open--;
    },
  });
  assertEquals(results, [0, 1, 4, 9]);
  assertEquals(seen, [[1, 1], [2, 4], [3, 9], [0, 0]]);
  assertEquals(open, 0, "all that onResult has begun is done");
});

Deno.test("runJobs uses as many workers as it may, and no more", async () => {
  const count: Job<Task>[] = Array.from({ length: 6 }, (_, i) => ({
    name: `count ${i}`,
    input: { do: "count" },
  }));
  assertEquals(await runJobs(WORKER, count, { parallel: 1 }), [1, 2, 3, 4, 5, 6]);
  const totals = await runJobs<Task, number>(WORKER, count, { parallel: 6 });
  assert(totals.filter((total) => total === 1).length > 1, `one worker did all: ${totals}`);
});

Deno.test("runJobs has nothing to do without jobs", async () => {
  assertEquals(await runJobs(WORKER, []), []);
  assertEquals(await runJobs(new URL("missing.ts", WORKER), [], { parallel: 1 }), []);
});

const FAILURES: [string, unknown, string][] = [
  ["throws", { do: "throw", what: "Expected 1, found 2" }, "Job bad failed: Expected 1, found 2"],
  ["throws no error", { do: "throw", what: null }, "Job bad failed: null"],
  [
    "leaves a rejection unhandled",
    { do: "reject later" },
    "Job bad failed: Nobody waited for this",
  ],
  ["ends its process", { do: "exit" }, "Job bad failed: The worker ended itself"],
  ["closes its worker", { do: "close" }, "Job bad failed: The worker ended itself"],
  ["returns what cannot be copied", { do: "return a function" }, "could not be cloned"],
  ["gets what cannot be copied", () => 0, "Job bad failed: its input cannot be copied to a worker"],
];

for (const [what, input, message] of FAILURES) {
  for (const parallel of [1, 3]) {
    Deno.test(`runJobs stops when a job ${what}, ${parallel} at a time`, async () => {
      const jobs: Job<unknown>[] = [
        { name: "good", input: { do: "square", of: 3 } },
        { name: "bad", input },
        { name: "never", input: { do: "hang" } },
        { name: "never either", input: { do: "hang" } },
      ];
      const error = await assertRejects(
        () => runJobs(WORKER, jobs, { parallel }),
        Error,
        "Job bad",
      );
      assertStringIncludes(error.message, message);
    });
  }
}

Deno.test("runJobs ends its workers when it is told to stop", async () => {
  const channel = new BroadcastChannel(crypto.randomUUID());
  const controller = new AbortController();
  let ticks = 0;
  channel.onmessage = () => {
    if (++ticks === 3) controller.abort();
  };
  const job: Job<Task> = { name: "ticks", input: { do: "tick", on: channel.name } };
  await assertRejects(() => runJobs(WORKER, [job], { signal: controller.signal }));
  await wait(50); // what was under way arrives
  ticks = 0;
  await wait(100);
  channel.close();
  assertEquals(ticks, 0);
});

Deno.test("runJobs waits for what onResult has begun, also when a job fails", async () => {
  const jobs: Job<Task>[] = [
    ...squares(1),
    { name: "bad", input: { do: "throw", what: "Oh" } },
  ];
  let stored = false;
  const onResult = async () => {
    await wait(100);
    stored = true;
  };
  await assertRejects(() => runJobs(WORKER, jobs, { parallel: 1, onResult }), Error, "Oh");
  assert(stored);
});

Deno.test("runJobs keeps where in the worker an error was thrown", async () => {
  const error = await assertRejects(
    () => runJobs(WORKER, [{ name: "bad", input: { do: "throw", what: "Oh" } }]),
    Error,
  );
  assertStringIncludes((error.cause as Error).stack ?? "", "fixture_worker.ts");
});

Deno.test("runJobs says when a worker's module does not load", async () => {
  for (
    const [worker, found] of [
      [new URL("missing.ts", WORKER), "(Module not found|Type checking failed)"],
      [new URL("data:text/javascript,throw new Error('Not today')"), "Error: Not today"],
    ] as const
  ) {
    const error = await assertRejects(() => runJobs(worker, squares(2), { parallel: 2 }), Error);
    assertMatch(error.message, /^Job square [01] failed: its worker .+ does not load: /);
    assertMatch(error.message, new RegExp(`${found}`));
    assertFalse(error.message.includes("\x1b"), "no colours");
  }
});

Deno.test("runJobs fails if a result cannot be handled, at once or later", async () => {
  const jobs: Job<Task>[] = [...squares(1), { name: "never", input: { do: "hang" } }];
  const refuse = () => {
    throw new Error("Disk full");
  };
  const refuseLater = () => wait(20).then(refuse);
  for (const onResult of [refuse, () => Promise.reject(new Error("Disk full")), refuseLater]) {
    for (const parallel of [1, 2]) {
      await assertRejects(() => runJobs(WORKER, jobs, { parallel, onResult }), Error, "Disk full");
    }
    await assertRejects(() => runJobs(WORKER, squares(1), { onResult }), Error, "Disk full");
  }
});

Deno.test("runJobs hands nothing on after it has been stopped, also what came at the same moment", async () => {
  const { Worker } = globalThis;
  let finishJob = () => {};
  class FakeWorker extends EventTarget {
    onmessage?: (event: { readonly data: WorkerReport }) => void;
    constructor() {
      super();
      queueMicrotask(() => this.onmessage?.({ data: { kind: "ready" } }));
    }
    postMessage() {
      finishJob = () => this.onmessage?.({ data: { kind: "result", output: 1 } });
    }
    terminate() {}
  }
  globalThis.Worker = FakeWorker as unknown as typeof Worker;
  try {
    const controller = new AbortController();
    let handed = 0;
    const { signal } = controller;
    const run = runJobs(WORKER, squares(2), { parallel: 1, signal, onResult: () => void handed++ });
    await wait(1);
    finishJob();
    await wait(1);
    controller.abort();
    finishJob();
    await assertRejects(() => run);
    assertEquals(handed, 1);
  } finally {
    globalThis.Worker = Worker;
  }
});

Deno.test("runJobs stops when it is told to, before, meanwhile, or not at all", async () => {
  const jobs: Job<Task>[] = [{ name: "never", input: { do: "hang" } }];
  const before = AbortSignal.abort(new Error("Enough"));
  await assertRejects(() => runJobs(WORKER, jobs, { signal: before }), Error, "Enough");
  const controller = new AbortController();
  setTimeout(() => controller.abort(), 60);
  const error = await assertRejects(() => runJobs(WORKER, jobs, { signal: controller.signal }));
  assertEquals((error as DOMException).name, "AbortError");
  const { signal } = new AbortController();
  assertEquals(await runJobs(WORKER, squares(2), { signal }), [0, 1]);
});

for (const parallel of [0, -1, 1.5, NaN]) {
  Deno.test(`runJobs refuses to do ${parallel} jobs at a time`, async () => {
    await assertRejects(
      () => runJobs(WORKER, squares(1), { parallel }),
      RangeError,
      `Expected parallel to be a whole number of at least 1, found ${parallel}`,
    );
  });
}
