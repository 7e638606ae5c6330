// @ts-types="@types/three"
import * as three from "three";
import type { Geom } from "../../../lib/envs/mod.ts";

/** Pixels of a cell of the grid. */
const PIXELS = 128;

/** A plane reaches this many distances of the camera, or to its own end. */
const REACH = 40;

/** Beyond this many distances its end is as good as the horizon. */
const ENDLESS = 4;

/** The floor, and what keeps it under the camera. */
export interface Floor {
  readonly mesh: three.Mesh;
  /** Moves a floor without an end under a point, by whole cells, so that the grid seems to stand still. */
  follow(x: number, y: number): void;
}

/** A floor with a grid. */
export function floorOf(plane: Geom & { shape: "plane" }, distance: number): Floor {
  const cell = roundCell(distance / 6);
  const [x, y] = plane.halfSize ?? [Infinity, Infinity];
  const endless = Math.min(x, y) >= ENDLESS * distance;
  // An even number of cells, so that lines go through the origin.
  const reach = 2 * cell * Math.ceil(REACH * distance / cell / 2);
  const [width, height] = endless ? [2 * reach, 2 * reach] : [2 * x, 2 * y];
  const texture = gridTexture(plane.color);
  texture.repeat.set(width / cell, height / cell);
  texture.offset.set(-width / cell / 2 % 1, -height / cell / 2 % 1);
  const material = new three.MeshStandardMaterial({ map: texture, roughness: 0.9 });
  const mesh = new three.Mesh(new three.PlaneGeometry(width, height), material);
  mesh.receiveShadow = true;
  const [px, py, pz] = plane.position ?? [0, 0, 0];
  mesh.position.set(px, py, pz);
  if (plane.orientation) {
    const [qw, qx, qy, qz] = plane.orientation;
    mesh.quaternion.set(qx, qy, qz, qw);
  }
  return {
    mesh,
    follow(x, y) {
      if (!endless) return;
      mesh.position.x = px + cell * Math.round((x - px) / cell);
      mesh.position.y = py + cell * Math.round((y - py) / cell);
    },
  };
}

/** 1, 2 or 5 times a power of ten. */
function roundCell(wanted: number): number {
  const power = 10 ** Math.floor(Math.log10(wanted));
  return power * [1, 2, 5, 10].find((factor) => factor * power >= wanted * (1 - 1e-9))!;
}

/** One cell, with half a line at each of its edges. */
function gridTexture([red, green, blue]: Geom["color"]): three.Texture {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = PIXELS;
  const context = canvas.getContext("2d")!;
  const css = (factor: number) =>
    `rgb(${[red, green, blue].map((part) => Math.round(255 * factor * part)).join(" ")})`;
  context.fillStyle = css(1);
  context.fillRect(0, 0, PIXELS, PIXELS);
  context.strokeStyle = css(0.78);
  context.lineWidth = 3;
  context.strokeRect(0, 0, PIXELS, PIXELS);
  const texture = new three.CanvasTexture(canvas);
  texture.wrapS = texture.wrapT = three.RepeatWrapping;
  texture.anisotropy = 8;
  texture.colorSpace = three.SRGBColorSpace;
  return texture;
}
