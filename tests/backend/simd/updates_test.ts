import { assert, assertEquals, assertGreater, assertLess, assertThrows } from "@std/assert";
import {
  adaHesScale,
  type Backend,
  createNetwork,
  createSimd,
  crossEntropy,
  mlp,
  Random,
  tanh,
} from "../../../mod.ts";
import type { Heap } from "../../../lib/backend/simd/heap.ts";
import { SimdTensor } from "../../../lib/backend/simd/storage.ts";

const UPDATES = 2000;
const BATCH = 8;

/** The memory of a backend, which every tensor of it knows. */
function heapOf(backend: Backend): Heap {
  const tensor = backend.fill([1], 0);
  assert(tensor instanceof SimdTensor);
  return tensor.storage.heap;
}

/** A learner: each call is one update by AdaHesScale, and gives the loss before it. */
function learner(backend: Backend) {
  const network = createNetwork(mlp([10, 24, 24, 4], tanh), {
    backend,
    seed: 1,
  });
  const random = new Random(2);
  const input = Array.from(
    { length: BATCH },
    () => Array.from({ length: 10 }, () => random.normal()),
  );
  const loss = crossEntropy(Array.from({ length: BATCH }, (_, n) => n % 4));
  const optimizer = adaHesScale(network, {
    stepSize: 0.003,
    rank: 1,
    weightDecay: 1e-3,
    stepSizeScaling: { delta: 1e-2 },
  });
  const update = () => optimizer.step(input, loss).loss;
  return { network, update };
}

Deno.test("simd: 2,000 updates in scopes leave the memory as the first one did", () => {
  const backend = createSimd();
  const heap = heapOf(backend);
  const { update } = learner(backend);
  const { used: before } = heap;
  const first = update();
  const { used, size } = heap;
  assertEquals(used, before, "an update keeps a block");
  let last = first;
  for (let i = 1; i < UPDATES; i++) last = update();
  assertEquals({ used: heap.used, size: heap.size }, { used, size });
  assertLess(last, first / 10);
});

Deno.test("simd: 2,000 updates in the least memory that one has room in are the same to the bit", () => {
  const free = learner(createSimd());
  const losses = Array.from({ length: UPDATES }, free.update);

  const limit = leastLimit();
  const backend = createSimd({ memoryLimit: limit });
  const heap = heapOf(backend);
  const bound = learner(backend);
  assertEquals(Array.from({ length: UPDATES }, bound.update), losses);
  assertEquals(bound.network.read(), free.network.read());
  assertEquals(heap.size, limit);

  const page = 2 ** 16;
  assertThrows(() => learner(createSimd({ memoryLimit: limit - page })).update(), RangeError);
});

/** Bytes, in pages of WebAssembly, that a learner and its first update fit into. */
function leastLimit(): number {
  const page = 2 ** 16;
  for (let limit = 2 * page;; limit += page) {
    assertGreater(64 * page, limit);
    try {
      learner(createSimd({ memoryLimit: limit })).update();
      return limit;
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
    }
  }
}
