import { assert, assertEquals, assertThrows } from "@std/assert";
import { classBytes, Heap, sizeClass } from "../../../lib/backend/simd/heap.ts";
import { createSimd } from "../../../lib/backend/simd/mod.ts";
import { Random } from "../../../mod.ts";

Deno.test("a block holds what it was asked for and three numbers, and is at most a sixteenth larger", () => {
  for (let count = 0; count < 5000; count = Math.ceil(count * 1.03) + 1) {
    const bytes = classBytes(sizeClass(count));
    const needed = 4 * (count + 3);
    assert(bytes >= needed && bytes % 64 === 0, `${count}: ${bytes}`);
    assert(bytes <= 1.0625 * needed + 128, `${count}: ${bytes}`);
  }
  for (let one = 1; one < 96; one++) {
    const bytes = classBytes(one);
    // One unit of 64 bytes is to spare.
    assertEquals(sizeClass(bytes / 4 - 16), one);
    assertEquals(sizeClass(bytes / 4 - 15), one + 1);
  }
});

const heap = (limit: number) => new Heap(new WebAssembly.Memory({ initial: 1 }), 100, limit);

Deno.test("blocks do not overlap, and are taken again once they are free", () => {
  const h = heap(2 ** 20);
  const taken = Array.from({ length: 200 }, (_, i) => {
    const one = sizeClass(i * 7 % 90);
    return { address: h.take(one), one };
  });
  const sorted = taken.toSorted((a, b) => a.address - b.address);
  assert(sorted[0].address >= 100 && sorted.every(({ address }) => address % 64 === 0));
  for (let i = 1; i < sorted.length; i++) {
    assert(sorted[i].address >= sorted[i - 1].address + classBytes(sorted[i - 1].one));
  }
  const { size } = h;
  for (const { address, one } of taken) h.release(address, one);
  assertEquals(h.used, 0);
  for (const { one } of taken) h.take(one);
  assertEquals(h.size, size);
});

Deno.test("blocks of all sizes do not overlap, and free neighbours serve a larger one", () => {
  const h = heap(2 ** 26);
  const random = new Random(1);
  const live = new Map<number, number>();
  for (let i = 0; i < 2000; i++) {
    const [some] = live.keys();
    if (some !== undefined && random.integer(5) < 2) {
      h.release(some, live.get(some)!);
      live.delete(some);
    }
    const address = h.take(sizeClass(Math.floor(2 ** (16 * random.uniform()))));
    live.set(address, h.grantedClass);
    if (live.size > 60) {
      for (const [address, one] of live) h.release(address, one);
      live.clear();
    }
    const sorted = [...live].toSorted(([a], [b]) => a - b);
    for (let k = 1; k < sorted.length; k++) {
      assert(sorted[k][0] >= sorted[k - 1][0] + classBytes(sorted[k - 1][1]));
    }
  }
  for (const [address, one] of live) h.release(address, one);
  assertEquals(h.used, 0);
  const fresh = heap(2 ** 26);
  const parts = [20_000, 30_000, 40_000].map((count) => sizeClass(count));
  const addresses = parts.map((part) => fresh.take(part));
  const { size } = fresh;
  for (const i of [0, 2, 1]) fresh.release(addresses[i], parts[i]);
  assertEquals(fresh.take(sizeClass(85_000)), addresses[0]);
  assertEquals(fresh.size, size);
});

Deno.test("at the limit a larger free block serves, or a part of it; without one the error tells sizes", () => {
  const h = heap(2 ** 16);
  const large = h.take(sizeClass(10_000));
  assertThrows(
    () => h.take(sizeClass(10_000)),
    RangeError,
    "at most 65536 bytes in all, found 41024 in use and 41024 more asked for",
  );
  const small: number[] = [];
  assertThrows(() => {
    for (;;) small.push(h.take(sizeClass(1000)));
  }, RangeError);
  assertThrows(() => {
    for (;;) h.take(sizeClass(500));
  }, RangeError);
  const last = small.pop()!;
  h.release(last, sizeClass(1000));
  assertEquals(h.take(sizeClass(500)), last);
  assertEquals(h.grantedClass, sizeClass(1000));
  h.release(large, sizeClass(10_000));
  assertEquals(h.take(sizeClass(1000)), large);
  assertEquals(h.grantedClass, sizeClass(1000));
});

Deno.test("simd: memory grows under live tensors, whose numbers stay", () => {
  const b = createSimd();
  const first = b.tensor([1, 2, 3], [3]);
  const many = Array.from({ length: 40 }, (_, i) => b.fill([10_000], i));
  assertEquals([...b.read(first)], [1, 2, 3]);
  for (const [i, tensor] of many.entries()) assertEquals(b.sum(tensor), 10_000 * i);
  b.write(first, [4, 5, 6]);
  assertEquals([...b.read(b.add(first, first))], [8, 10, 12]);
});

Deno.test("simd: a function of one's own may make tensors while it runs", () => {
  const b = createSimd();
  const greedy = {
    name: "greedy",
    parameters: [],
    value: (a: number) => b.sum(b.fill([50_000], a)),
    first: () => 0,
    second: () => 0,
  };
  const result = b.elementwise(greedy, b.tensor([1, 2], [2]));
  assertEquals([...b.read(result)], [50_000, 100_000]);
});

Deno.test("simd: steps in scopes need no more memory than one", () => {
  // Room for ten tensors of a step, not for twenty.
  const b = createSimd({ memoryLimit: 2 ** 20 });
  let state = b.fill([100, 100], 1);
  for (let step = 0; step < 1000; step++) {
    state = b.scope(() => {
      let x = b.scale(state, 0.5, 1);
      for (let i = 0; i < 8; i++) x = b.scope(() => b.add(b.scale(x, 0.5), b.scale(state, 0.5)));
      const held = b.reshape(x, [10_000]);
      b.write(state, b.read(held));
      return state;
    });
  }
  assert(b.allFinite(state));
});

Deno.test("simd: reaching the limit is a RangeError with sizes, after which it works on", () => {
  const b = createSimd({ memoryLimit: 2 ** 20 });
  const kept = b.tensor([1, 2], [2]);
  assertThrows(
    () =>
      b.scope(() => {
        for (;;) b.fill([1000], 1);
      }),
    RangeError,
    "Expected tensors of at most 1048576 bytes in all, found ",
  );
  assertEquals([...b.read(b.scope(() => b.add(kept, b.fill([2], 1))))], [2, 3]);
  assertThrows(
    () => b.fill([2 ** 30, 2 ** 12], 1),
    RangeError,
    `at most ${2 ** 31} bytes, found one of ${2 ** 44}`,
  );
  assertThrows(() => createSimd({ memoryLimit: 1 }), RangeError, "found 1");
});

Deno.test("simd: blocks live as long as any view of them", () => {
  const b = createSimd();
  const view = b.scope(() => {
    const owner = b.fill([2, 2], 3);
    b.reshape(owner, [4, 1]);
    return b.scope(() => b.reshape(owner, [4]));
  });
  b.scope(() => {
    for (let i = 0; i < 100; i++) b.fill([4], i);
  });
  const after = Array.from({ length: 100 }, (_, i) => b.fill([4], i));
  assertEquals([...b.read(view)], [3, 3, 3, 3]);
  assertEquals(after.map((tensor) => b.read(tensor)[0]), after.map((_, i) => i));
});

Deno.test("simd: a tensor from outside that a scope returns ends with its own scope", () => {
  const b = createSimd();
  const inner = b.scope(() => {
    const own = b.fill([1], 1);
    b.scope(() => own);
    b.scope(() => [own]);
    const escaped = own;
    return { shape: [], escaped } as unknown as typeof own;
  }) as unknown as { escaped: ReturnType<typeof b.fill> };
  assertThrows(() => b.read(inner.escaped), TypeError, "whose scope has ended");
});
