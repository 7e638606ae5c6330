import { assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import type { Backend, Tensor } from "../../../lib/backend/backend.ts";
import { squareFunction } from "../../../lib/backend/functions.ts";

/** What is to hold of tensors' lifetimes and storage in every backend. */
export const lifetimes: readonly [name: string, check: (b: Backend) => void][] = [
  ["scope returns the tensor that its body returns, alive", (b) => {
    let inner: Tensor | undefined;
    const outer = b.scope(() => {
      inner = b.fill([2], 3);
      return inner;
    });
    assertStrictEquals(outer, inner);
    assertEquals([...b.read(outer)], [3, 3]);
  }],
  ["scope keeps every tensor of a list, and what was made outside", (b) => {
    const outside = b.fill([1], 1);
    const kept = b.scope(() => {
      const sum = b.add(outside, b.fill([1], 1));
      return [sum, b.scale(sum, 2), outside];
    });
    assertEquals(kept.map((tensor) => b.read(tensor)[0]), [2, 4, 1]);
    assertEquals(b.read(outside)[0], 1);
  }],
  ["scope frees what an inner scope returned and the outer one does not", (b) => {
    const kept = b.scope(() => {
      const inner = b.scope(() => b.fill([1], 5));
      return b.scale(inner, 2);
    });
    assertEquals(b.read(kept)[0], 10);
  }],
  ["scope may return nothing", (b) => {
    const target = b.fill([2], 0);
    b.scope(() => b.write(target, b.read(b.fill([2], 7))));
    assertEquals([...b.read(target)], [7, 7]);
  }],
  ["scope passes an error on, and the next one works", (b) => {
    assertThrows(
      () =>
        b.scope(() => {
          b.fill([1], 1);
          throw new RangeError("stop");
        }),
      RangeError,
      "stop",
    );
    assertEquals(b.read(b.scope(() => b.fill([1], 2)))[0], 2);
  }],
  ["what scope returns as another shape of an inner tensor lives", (b) => {
    const kept = b.scope(() => b.reshape(b.fill([2, 3], 4), [6]));
    assertEquals([...b.read(kept)], [4, 4, 4, 4, 4, 4]);
  }],
  ["free ends a tensor before its scope, but not one that shares its numbers", (b) => {
    const kept = b.scope(() => {
      const tensor = b.fill([2, 3], 4);
      const view = b.reshape(tensor, [6]);
      b.free(tensor);
      assertThrows(() => b.read(tensor), TypeError, "live tensor");
      b.free(tensor);
      // Would take the place of the tensor, if that were there to take.
      b.fill([2, 3], 5);
      return b.scale(view, 2);
    });
    assertEquals([...b.read(kept)], [8, 8, 8, 8, 8, 8]);
  }],
  ["free outside of scopes", (b) => {
    const tensor = b.fill([2], 1);
    b.free(tensor);
    assertThrows(() => b.read(tensor), TypeError, "live tensor");
  }],
  ["crossElementwise overwrites no tensor that is looked at under another shape", (b) => {
    const kept = b.scope(() => {
      const [a, g, h] = [1, 2, 3].map((value) => b.fill([2, 2], value));
      const view = b.reshape(g, [4]);
      b.crossElementwise(squareFunction, a, g, h, 2, { overwrite: true });
      return b.scale(view, 1);
    });
    assertEquals([...b.read(kept)], [2, 2, 2, 2]);
  }],
  ["tensor copies its numbers", (b) => {
    const data = [1, 2];
    const tensor = b.tensor(data, [2]);
    data[0] = 9;
    assertEquals([...b.read(tensor)], [1, 2]);
  }],
  ["read gives a copy", (b) => {
    const tensor = b.tensor([1, 2], [2]);
    b.read(tensor)[0] = 9;
    assertEquals([...b.read(tensor)], [1, 2]);
  }],
];
