import { assertEquals } from "@std/assert";
import { deviationOf, meanOf } from "../../../tasks/support/statistics.ts";

Deno.test("the mean, and the deviation of a sample", () => {
  assertEquals(meanOf([1, 2, 6]), 3);
  assertEquals(deviationOf([1, 2, 6]), Math.sqrt((4 + 1 + 9) / 2));
  assertEquals([meanOf([5]), deviationOf([5])], [5, 0]);
});
