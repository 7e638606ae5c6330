// @ts-types="@types/three"
import * as three from "three";
import type { Geom } from "../../../lib/envs/mod.ts";

/** Pieces of a round shape. */
const ROUND = 32;

/** three's cylinders and capsules stand along y, the scene's along z. */
const UPRIGHT = Math.PI / 2;

/** A mesh for a geom, at its place in its body. Planes are for the floor. */
export function meshOf(geom: Exclude<Geom, { shape: "plane" }>): three.Mesh {
  const [red, green, blue, opacity] = geom.color;
  const material = new three.MeshStandardMaterial({
    color: new three.Color().setRGB(red, green, blue, three.SRGBColorSpace),
    opacity,
    transparent: opacity < 1,
    roughness: 0.55,
  });
  const mesh = new three.Mesh(shapeOf(geom), material);
  mesh.castShadow = geom.body !== undefined;
  mesh.receiveShadow = true;
  if (geom.position) mesh.position.set(...geom.position);
  if (geom.orientation) {
    const [w, x, y, z] = geom.orientation;
    mesh.quaternion.set(x, y, z, w);
  }
  return mesh;
}

function shapeOf(geom: Exclude<Geom, { shape: "plane" }>): three.BufferGeometry {
  switch (geom.shape) {
    case "sphere":
      return new three.SphereGeometry(geom.radius, ROUND, ROUND / 2);
    case "ellipsoid":
      return new three.SphereGeometry(1, ROUND, ROUND / 2).scale(...geom.radii);
    case "capsule":
      return new three.CapsuleGeometry(geom.radius, 2 * geom.halfLength, ROUND / 4, ROUND)
        .rotateX(UPRIGHT);
    case "cylinder":
      return new three.CylinderGeometry(geom.radius, geom.radius, 2 * geom.halfLength, ROUND)
        .rotateX(UPRIGHT);
    case "box": {
      const [x, y, z] = geom.halfSize;
      return new three.BoxGeometry(2 * x, 2 * y, 2 * z);
    }
  }
}
