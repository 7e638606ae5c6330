import { assertEquals } from "@std/assert";
import { Random } from "../../../lib/backend/random.ts";
import { reference } from "../../../lib/backend/reference/mod.ts";
import { simd } from "../../../lib/backend/simd/mod.ts";

const kinds = ["uniform", "normal", "sign"] as const;

Deno.test("simd: random numbers are those of the stream, whatever is drawn before and after", () => {
  const [fast, slow] = [new Random(3), new Random(3)];
  const choice = new Random(4);
  for (let round = 0; round < 500; round++) {
    const kind = kinds[choice.integer(3)];
    const shape = [choice.integer(40) - 1].map((length) => Math.max(length, 0));
    const numbers = reference.read(reference.random(kind, shape, slow));
    assertEquals(simd.read(simd.random(kind, shape, fast)), Float32Array.from(numbers));
    const own = kinds[choice.integer(3)];
    assertEquals(fast[own](), slow[own]());
    assertEquals(fast.save(), slow.save());
  }
});

Deno.test("simd: normal numbers far out and near zero are those of the stream", () => {
  const shape = [100_000];
  const numbers = reference.read(reference.random("normal", shape, new Random(5)));
  assertEquals(simd.read(simd.random("normal", shape, new Random(5))), Float32Array.from(numbers));
});
