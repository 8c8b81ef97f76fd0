import type { Matrix3 } from '../camera/shot.ts';
import type { Point3 } from '../specimen/specimen.ts';

/** The rotation of the stage: counter-clockwise about +x (the tilt axis) for positive tilt, as in SerialEM's specimen frame. */
export function tiltRotation(tiltDeg: number): Matrix3 {
  const cos = Math.cos((tiltDeg * Math.PI) / 180);
  const sin = Math.sin((tiltDeg * Math.PI) / 180);
  return [1, 0, 0, 0, cos, -sin, 0, sin, cos];
}

/** The point after a rotation, µm. */
export function rotate(m: Matrix3, p: Point3): Point3 {
  return {
    x: m[0] * p.x + m[1] * p.y + m[2] * p.z,
    y: m[3] * p.x + m[4] * p.y + m[5] * p.z,
    z: m[6] * p.x + m[7] * p.y + m[8] * p.z,
  };
}

/** The point before a rotation, µm: the inverse of a rotation is its transpose. */
export function rotateBack(m: Matrix3, p: Point3): Point3 {
  return {
    x: m[0] * p.x + m[3] * p.y + m[6] * p.z,
    y: m[1] * p.x + m[4] * p.y + m[7] * p.z,
    z: m[2] * p.x + m[5] * p.y + m[8] * p.z,
  };
}

/** The sum of points or displacements, µm. */
export function sum(...points: readonly Point3[]): Point3 {
  return points.reduce((a, b) => ({ x: a.x + b.x, y: a.y + b.y, z: a.z + b.z }), { x: 0, y: 0, z: 0 });
}

/** The difference a − b, µm. */
export function difference(a: Point3, b: Point3): Point3 {
  return { x: a.x - b.x, y: a.y - b.y, z: a.z - b.z };
}

/** A displacement times a number. */
export function scaled(p: Point3, factor: number): Point3 {
  return { x: p.x * factor, y: p.y * factor, z: p.z * factor };
}
