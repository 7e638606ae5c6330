import { assert, assertEquals, assertFalse, assertInstanceOf } from "@std/assert";
import { createNetwork, linear, type Network, Random, simd, tanh } from "../../mod.ts";
import { WalkMemory } from "../../lib/train/walk_memory.ts";

const networkOf = (seed: number) => createNetwork([linear(3, 2), tanh(), linear(2, 1)], { seed });

/** Two ends of one memory, of networks of one shape. */
function ends(shards: number): [Network, WalkMemory, Network, WalkMemory] {
  const [near, far] = [networkOf(1), networkOf(2)];
  const buffers = WalkMemory.room(near, shards, WalkMemory.roomForParameters(near));
  return [near, new WalkMemory(near, shards, buffers), far, new WalkMemory(far, shards, buffers)];
}

Deno.test("shared memory of walks carries parameters one way, what is found the other way", () => {
  const [near, memory, far, its] = ends(2);
  memory.writeParameters();
  its.readParameters();
  assertEquals(far.read(), near.read());

  const random = new Random(3);
  const tensors = () =>
    far.parameters.map(({ parameter: { shape } }) => simd.random("normal", shape, random));
  const founds = [
    { loss: 0.1, gradient: tensors(), curvature: undefined, scaling: tensors() },
    { loss: -2, gradient: tensors(), curvature: tensors(), scaling: undefined },
  ];
  for (const [shard, found] of founds.entries()) its.writeFound(shard, found);
  const plain = (found: typeof founds[number] | ReturnType<WalkMemory["readFound"]>) => ({
    loss: found.loss,
    tensors: [found.gradient, found.curvature, found.scaling]
      .map((some) => some?.map((tensor) => [tensor.shape, simd.read(tensor)])),
  });
  for (const [shard, found] of founds.entries()) {
    assertEquals(plain(memory.readFound(shard)), plain(found));
  }
});

Deno.test("shared memory of walks carries answers and errors of any length", () => {
  const [, memory, , its] = ends(1);
  assertFalse(memory.awaitAnswer(1, 0));
  its.answer(1);
  assert(memory.awaitAnswer(1, 0));
  assertEquals(memory.error, undefined);
  its.answer(2, new RangeError("expected …, found ∞"));
  assertInstanceOf(memory.error, RangeError);
  assertEquals(memory.error.message, "expected …, found ∞");
  its.answer(3, new TypeError("\u0001".repeat(100_000)));
  assertInstanceOf(memory.error, TypeError);
  assert(memory.error.message.length > 500);
  its.answer(4);
  assertEquals(memory.error, undefined);
});
