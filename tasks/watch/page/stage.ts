// @ts-types="@types/three"
import * as three from "three";
// @ts-types="@types/three/examples/jsm/controls/OrbitControls.js"
import { OrbitControls } from "three/addons/controls/OrbitControls.js";
import type { Camera, Geom } from "../../../lib/envs/mod.ts";
import type { Header } from "../rows.ts";
import { type Floor, floorOf } from "./floor.ts";
import { meshOf } from "./shapes.ts";

const SKY = "#f5f7fa";

/** A picture that is narrower shows as much to the left and the right as one of this shape. */
const WIDE = 4 / 3;

/** Numbers of a pose: position x y z, quaternion w x y z. */
const POSE = 7;

/** The scene on a canvas. */
export class Stage {
  readonly #renderer: three.WebGLRenderer;
  readonly #scene = new three.Scene();
  readonly #eye: three.PerspectiveCamera;
  readonly #controls: OrbitControls;
  readonly #bodies: three.Group[];
  readonly #floors: Floor[] = [];
  readonly #sun = new three.DirectionalLight("#ffffff", 2.2);
  readonly #hint: Camera;
  readonly #followed = new three.Vector2();
  #stale = true;

  constructor(container: HTMLElement, scene: NonNullable<Header["scene"]>) {
    this.#hint = scene.camera;
    const { distance } = scene.camera;
    this.#renderer = new three.WebGLRenderer({ antialias: true });
    this.#renderer.setPixelRatio(Math.min(devicePixelRatio, 2));
    this.#renderer.shadowMap.enabled = true;
    container.append(this.#renderer.domElement);
    this.#eye = new three.PerspectiveCamera(45, 1, distance / 50, distance * 100);
    this.#eye.up.set(0, 0, 1);
    this.#controls = new OrbitControls(this.#eye, this.#renderer.domElement);
    this.#controls.addEventListener("change", () => this.#stale = true);
    this.#scene.background = new three.Color(SKY);
    this.#scene.fog = new three.Fog(SKY, 3 * distance, 20 * distance);
    this.#bodies = Array.from({ length: scene.bodies }, () => new three.Group());
    this.#scene.add(...this.#bodies);
    for (const geom of scene.geoms) this.#add(geom);
    this.#light(distance);
    this.resetCamera();
    new ResizeObserver(() => this.#resize(container)).observe(container);
    this.#resize(container);
  }

  /** Looks from where the scene wants to be seen. */
  resetCamera(): void {
    const { target: [x, y, z], distance, azimuth, elevation } = this.#hint;
    const [around, up] = [azimuth, elevation].map((degrees) => degrees * Math.PI / 180);
    const target = this.#controls.target.set(x + this.#followed.x, y + this.#followed.y, z);
    this.#eye.position.set(
      target.x - distance * Math.cos(up) * Math.cos(around),
      target.y - distance * Math.cos(up) * Math.sin(around),
      target.z - distance * Math.sin(up),
    );
    this.#controls.update();
    this.#stale = true;
  }

  /** Puts the bodies between two poses. */
  pose(from: Float32Array, to: Float32Array, part: number): void {
    const [start, end] = [new three.Quaternion(), new three.Quaternion()];
    const mix = (index: number) => from[index] + part * (to[index] - from[index]);
    for (const [body, group] of this.#bodies.entries()) {
      const at = body * POSE;
      group.position.set(mix(at), mix(at + 1), mix(at + 2));
      start.set(from[at + 4], from[at + 5], from[at + 6], from[at + 3]);
      end.set(to[at + 4], to[at + 5], to[at + 6], to[at + 3]);
      group.quaternion.slerpQuaternions(start, end, part).normalize();
    }
    this.#follow();
    this.#stale = true;
  }

  /** Draws, if there is anything new to be seen. */
  draw(): void {
    if (!this.#stale) return;
    this.#stale = false;
    this.#renderer.render(this.#scene, this.#eye);
  }

  #add(geom: Geom): void {
    if (geom.color[3] === 0) return;
    if (geom.shape === "plane") {
      const floor = floorOf(geom, this.#hint.distance);
      this.#floors.push(floor);
      this.#scene.add(floor.mesh);
    } else {
      const parent = geom.body === undefined ? this.#scene : this.#bodies[geom.body];
      parent.add(meshOf(geom));
    }
  }

  #light(distance: number): void {
    this.#scene.add(new three.HemisphereLight("#ffffff", "#c9ced6", 1.6));
    this.#sun.castShadow = true;
    this.#sun.shadow.mapSize.set(2048, 2048);
    const { camera } = this.#sun.shadow;
    camera.left = camera.bottom = -distance;
    camera.right = camera.top = distance;
    camera.near = distance / 10;
    camera.far = 10 * distance;
    // Else a round surface casts shadows on itself.
    this.#sun.shadow.normalBias = distance / 400;
    this.#scene.add(this.#sun, this.#sun.target);
    this.#shine();
  }

  #shine(): void {
    const { target: [x, y, z], distance } = this.#hint;
    this.#sun.target.position.set(x + this.#followed.x, y + this.#followed.y, z);
    this.#sun.position.set(-0.9, -1.5, 3).multiplyScalar(distance)
      .add(this.#sun.target.position);
  }

  /** Takes camera, light and floor along, and leaves the view that one has turned to as it is. */
  #follow(): void {
    const { follow } = this.#hint;
    if (follow === undefined) return;
    const { x, y } = this.#bodies[follow].position;
    const way = new three.Vector3(x - this.#followed.x, y - this.#followed.y, 0);
    this.#followed.set(x, y);
    this.#eye.position.add(way);
    this.#controls.target.add(way);
    this.#controls.update();
    this.#shine();
    for (const floor of this.#floors) floor.follow(x, y);
  }

  #resize({ clientWidth, clientHeight }: HTMLElement): void {
    if (clientWidth === 0 || clientHeight === 0) return;
    this.#renderer.setSize(clientWidth, clientHeight);
    const aspect = clientWidth / clientHeight;
    const height = Math.tan(Math.PI / 8) * Math.max(1, WIDE / aspect);
    this.#eye.aspect = aspect;
    this.#eye.fov = 2 * Math.atan(height) * 180 / Math.PI;
    this.#eye.updateProjectionMatrix();
    this.#stale = true;
    this.draw();
  }
}
