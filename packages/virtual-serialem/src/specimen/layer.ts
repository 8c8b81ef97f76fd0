/** A point of the specimen or of the laboratory, µm. Which of the two, the name says. */
export interface Point3 {
  readonly x: number;
  readonly y: number;
  readonly z: number;
}

/** The sheet of matter that the beam passes through, in the specimen frame (x along the tilt axis, z up). */
export interface Layer {
  /** Height of the mid-surface above the specimen's reference plane, µm. */
  heightUm(x: number, y: number): number;
  /** Thickness that attenuates the beam, nm of ice: perpendicular to the surface; 0 where there is nothing. */
  thicknessNm(x: number, y: number): number;
  /** Thickness of the part that holds objects, nm; 0 outside the lamella and off the film. */
  contentNm(x: number, y: number): number;
  /** The largest value of `contentNm` anywhere. */
  readonly thickestContentNm: number;
}
