/** One cell of the schedule: a target at one turn of the stage. */
export interface Slot {
  readonly target: string;
  /** Position of the turn in the order of acquisition, 0 is the start tilt. */
  readonly step: number;
}

/** One piece of a target's montage, in frames from the one in the middle, which is the slot's own image. */
export interface Tile {
  readonly column: number;
  readonly row: number;
}
