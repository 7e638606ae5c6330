import { assert, assertEquals, assertLess, assertNotEquals, assertThrows } from "@std/assert";
import {
  BaseEnvironment,
  Box,
  CartPole,
  Discrete,
  type Info,
  type Json,
  listEnvironments,
  makeEnvironment,
  renderFrame,
  sceneOf,
  type StepResult,
} from "../../../lib/envs/mod.ts";
import { readSvg } from "../../plot/support/svg_reader.ts";

for (const id of listEnvironments()) {
  Deno.test(`a still of ${id} is a small SVG that refers to nothing outside, with every solid`, async () => {
    using environment = await makeEnvironment(id);
    environment.reset({ seed: 2 });
    const { svg } = renderFrame(environment);
    const { counts, references, ids } = readSvg(svg);
    for (const reference of references) assert(ids.includes(reference.slice(1)), reference);
    const solids = sceneOf(environment)!.geoms.filter(({ shape }) => shape !== "plane");
    assertEquals(counts.get("g"), solids.length);
    assert(!svg.includes("NaN") && !svg.includes("Infinity"));
    assertLess(svg.length, 60_000);
  });
}

Deno.test("a still shows this moment, in the size and from where one wants", () => {
  const environment = new CartPole();
  environment.setState([0, 0, 0, 0]);
  const { svg } = renderFrame(environment);
  assertEquals(renderFrame(environment).svg, svg);
  environment.setState([1, 0, 0, 0]);
  const moved = renderFrame(environment).svg;
  assertNotEquals(moved, svg);
  assertNotEquals(renderFrame(environment, { camera: { azimuth: 40 } }).svg, moved);
  assert(
    renderFrame(environment, { width: 200, height: 100 }).svg.includes('viewBox="0 0 200 100"'),
  );
});

Deno.test("a still shows itself in a notebook", () => {
  const environment = new CartPole();
  const frame = renderFrame(environment);
  const shown: unknown = Reflect.get(frame, Symbol.for("Jupyter.display")).call(frame);
  assertEquals(Object(shown)["image/svg+xml"], frame.svg);
  assertEquals(`${frame}`, frame.svg);
});

Deno.test("what cannot be drawn is refused", () => {
  const environment = new CartPole();
  for (const width of [0, -1, NaN, Infinity]) {
    assertThrows(() => renderFrame(environment, { width }), RangeError, "positive width");
  }
  assertThrows(() => renderFrame(new Unseen()), TypeError, "found Unseen-v0 without one");
});

/** A task without a scene. */
class Unseen extends BaseEnvironment<number> {
  readonly id = "Unseen-v0";
  readonly observationSpace = new Box({ low: 0, high: 1 });
  readonly actionSpace = new Discrete(2);

  protected override begin(): Info {
    return {};
  }

  protected override advance(_: number, observation: Float64Array): StepResult {
    return { observation, reward: 0, terminated: false, truncated: false, info: {} };
  }

  protected override saveTask(): Json {
    return null;
  }

  protected override loadTask(): void {}
}
