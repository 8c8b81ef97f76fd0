import { type Camera, makeCamera, type Pose, type Shot } from '../../src/camera/formImage.ts';
import { cameraSchema } from '../../src/camera/schema.ts';
import { specimenSchema } from '../../src/specimen/schema.ts';
import { makeSpecimen, type Specimen } from '../../src/specimen/specimen.ts';

/** A goniometer without errors: the specimen point p goes to R(tilt)·(p + stage). */
export function tilted(tiltDeg: number, stageUm = { x: 0, y: 0, z: 0 }): Pose {
  const [c, s] = [Math.cos((tiltDeg * Math.PI) / 180), Math.sin((tiltDeg * Math.PI) / 180)];
  return {
    matrix: [1, 0, 0, 0, c, -s, 0, s, c],
    offsetUm: { x: stageUm.x, y: c * stageUm.y - s * stageUm.z, z: s * stageUm.y + c * stageUm.z },
  };
}

/** The laboratory position of a specimen point. */
export function labPoint({ matrix: m, offsetUm: o }: Pose, p: { x: number; y: number; z: number }) {
  return {
    x: m[0] * p.x + m[1] * p.y + m[2] * p.z + o.x,
    y: m[3] * p.x + m[4] * p.y + m[5] * p.z + o.y,
    z: m[6] * p.x + m[7] * p.y + m[8] * p.z + o.z,
  };
}

/** Matrix from laboratory µm to camera px (y up): rotation by the tilt-axis angle over the pixel size. */
function cameraMatrix(pixelNm: number, axisDeg: number): readonly [number, number, number, number] {
  const [c, s] = [Math.cos((axisDeg * Math.PI) / 180), Math.sin((axisDeg * Math.PI) / 180)];
  return [(1000 / pixelNm) * c, (-1000 / pixelNm) * s, (1000 / pixelNm) * s, (1000 / pixelNm) * c];
}

/** An exposure of 1.08 nm pixels at −5 µm and 3 e/Å² in a beam of 2.5 µm, where nothing else is said. */
export function shotOf(given: Partial<Shot> & { readonly pixelNm?: number; readonly axisDeg?: number } = {}): Shot {
  const { pixelNm = 1.08, axisDeg = 85.3, ...rest } = given;
  const centreUm = rest.centreUm ?? { x: 0, y: 0 };
  return {
    pose: tilted(0),
    driftNmPerS: { x: 0, y: 0 },
    centreUm,
    cameraFromLab: cameraMatrix(pixelNm, axisDeg),
    widthPx: 256,
    heightPx: 192,
    binning: 1,
    defocusUm: -5,
    doseEPerA2: 3,
    exposureS: 1.46,
    beam: { centreUm, diameterUm: 2.5 },
    transmissionFactor: 1,
    counter: 1,
    ...rest,
  };
}

/** A camera of a scenario's settings. */
export function cameraOf(settings: object = {}, seed = 71): Camera {
  return makeCamera(cameraSchema.parse(settings), seed);
}

/** A specimen of a scenario's settings. */
export function specimenOf(settings: object = {}, seed = 72): Specimen {
  return makeSpecimen(specimenSchema.parse(settings), seed);
}

/** Settings of a lamella without relief. */
export const evenLamella = { pretiltDeg: 0, bendUm: 0, roughnessUm: 0, curtainingFraction: 0, wedgeFraction: 0 };

/** Settings of a layer with nothing in it. */
export const emptyContent = {
  ribosomesPerUm2: 0,
  granulesPerUm2: 0,
  sheetsPerUm2: 0,
  vesiclesPerUm2: 0,
  goldPerUm2: 0,
  amorphousStrength: 0,
};
