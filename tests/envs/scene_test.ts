import { assert, assertAlmostEquals, assertEquals, assertGreater, assertLess } from "@std/assert";
import {
  Acrobot,
  CartPole,
  type Environment,
  listEnvironments,
  makeEnvironment,
  MountainCar,
  Pendulum,
  POSE_SIZE,
  type Scene,
  sceneOf,
  type Vector3,
} from "../../lib/envs/mod.ts";
import { outline } from "../../lib/envs/render/outline.ts";
import { add, compose, rotate } from "../../lib/envs/render/vectors.ts";

const TASKS = listEnvironments();

function posesOf(scene: Scene): Float64Array {
  const poses = new Float64Array(scene.bodies * POSE_SIZE);
  scene.writePoses(poses);
  return poses;
}

/** Where a point of a body is in the world. */
function inWorld(environment: Environment, body: number, point: Vector3): Vector3 {
  const pose = posesOf(sceneOf(environment)!).subarray(body * POSE_SIZE);
  return add([pose[0], pose[1], pose[2]], rotate([pose[3], pose[4], pose[5], pose[6]], point));
}

/** The height of the lowest point of each moving geom. */
function lowest(scene: Scene): number[] {
  const poses = posesOf(scene);
  return scene.geoms.filter(({ body }) => body !== undefined).map((geom) => {
    const [x, y, z, ...turned] = poses.subarray(geom.body! * POSE_SIZE);
    const orientation = [turned[0], turned[1], turned[2], turned[3]] as const;
    const placed = {
      geom,
      position: add([x, y, z], rotate(orientation, geom.position ?? [0, 0, 0])),
      orientation: compose(orientation, geom.orientation ?? [1, 0, 0, 0]),
    };
    // From a side so far away that the outline goes through the lowest point, or nearly.
    return Math.min(...outline(placed, [0, -1e6, 0]).map(([, , height]) => height));
  });
}

Deno.test("all fourteen tasks are there", () => {
  assertEquals(new Set(TASKS.map((id) => id.replace(/-v\d+$/, ""))).size, 14);
});

for (const id of TASKS) {
  Deno.test(`${id} describes itself: poses of bodies, unit quaternions, a floor under it`, async () => {
    using environment = await makeEnvironment(id);
    environment.reset({ seed: 1 });
    const scene = sceneOf(environment);
    assert(scene, `Expected a scene of ${id}`);
    assertGreater(scene.geoms.length, 1);
    assertGreater(scene.stepSeconds, 0);
    const poses = posesOf(scene);
    for (let row = 0; row < poses.length; row += POSE_SIZE) {
      assertAlmostEquals(Math.hypot(...poses.subarray(row + 3, row + POSE_SIZE)), 1, 1e-9);
    }
    for (const { body = 0 } of scene.geoms) assertLess(body, scene.bodies);
    const floor = scene.geoms.find(({ shape }) => shape === "plane");
    // Swimmer swims half in the plane, which collides with nothing of it.
    if (floor && !id.startsWith("Swimmer")) {
      const height = floor.position?.[2] ?? 0;
      for (const z of lowest(scene)) assertLess(height - 0.02, z);
    }
    const before = [...poses];
    environment.step(environment.actionSpace.kind === "discrete" ? 0 : environment.actionSpace.low);
    assert(posesOf(scene).some((value, i) => value !== before[i]), "Expected it to move");
  });
}

Deno.test("CartPole's pole points where its angle says", () => {
  const environment = new CartPole();
  environment.setState([0.7, 0, 0.3, 0]);
  const [x, , z] = inWorld(environment, 1, [0, 0, 1]);
  const [, , axle] = inWorld(environment, 1, [0, 0, 0]);
  assertAlmostEquals(x, 0.7 + Math.sin(0.3), 1e-12);
  assertAlmostEquals(z - axle, Math.cos(0.3), 1e-12);
});

Deno.test("Pendulum's tip is at (−sin θ, cos θ)", () => {
  const environment = new Pendulum();
  environment.setState([0.8, 0]);
  const [x, , z] = inWorld(environment, 0, [0, 0, 1]);
  assertAlmostEquals(x, -Math.sin(0.8), 1e-12);
  assertAlmostEquals(z, Math.cos(0.8), 1e-12);
});

Deno.test("Acrobot's free end is above the line where the task says that it has arrived", () => {
  const environment = new Acrobot();
  const [first, second] = [2.4, 0.9];
  environment.setState([first, second, 0, 0]);
  const [x, , z] = inWorld(environment, 1, [0, 0, -1]);
  assertAlmostEquals(z, -Math.cos(first) - Math.cos(first + second), 1e-12);
  assertAlmostEquals(x, Math.sin(first) + Math.sin(first + second), 1e-12);
  const line = environment.scene.geoms.find(({ body, position }) =>
    body === undefined && position?.[2] === 1
  );
  assert(line, "Expected a line at height 1");
});

Deno.test("MountainCar stands on the valley's road, as steep as it is there", () => {
  const environment = new MountainCar();
  for (const place of [-1.1, -0.5, 0, 0.45]) {
    environment.setState([place, 0]);
    const [x, , z] = inWorld(environment, 0, [0, 0, 0]);
    assertAlmostEquals(x, place, 1e-12);
    assertAlmostEquals(z, 0.45 * Math.sin(3 * place) + 0.55, 1e-12);
    const [ahead, , up] = inWorld(environment, 0, [1, 0, 0]);
    assertAlmostEquals((up - z) / (ahead - x), 1.35 * Math.cos(3 * place), 1e-9);
  }
});

Deno.test("Reacher's fingertip and target are where the observation says", async () => {
  using environment = await makeEnvironment("Reacher-v5");
  const { observation } = environment.reset({ seed: 4 });
  const [tip, target] = [2, 3].map((body) => inWorld(environment, body, [0, 0, 0]));
  assertAlmostEquals(tip[0] - target[0], observation[8], 1e-12);
  assertAlmostEquals(tip[1] - target[1], observation[9], 1e-12);
});
