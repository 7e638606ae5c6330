import { assertEquals } from "@std/assert";
import { withPreset } from "../../../tasks/support/preset.ts";

Deno.test("a preset takes the place of defaults, not of what is given", () => {
  const values = { seeds: 3, steps: 10, json: false };
  const preset = { seeds: 40, steps: 10_000 };
  assertEquals(withPreset(values, preset, new Set(["seeds", "json"])), {
    seeds: 3,
    steps: 10_000,
    json: false,
  });
});
