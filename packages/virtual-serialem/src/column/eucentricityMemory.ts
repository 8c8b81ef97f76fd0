/** What SerialEM remembers of its eucentricity procedures. */
export interface EucentricityMemory {
  /** LimitNextRoughEucen: largest change of height that the next rough run may make, µm; 0 for no limit. */
  nextLimitUm: number;
  /** Whether the last rough run ended without a result. */
  roughFailed: boolean;
  /** Where the tilt axis is beside the optic axis after the last fine run, µm; null before the first. */
  lastAxisOffsetUm: number | null;
  /** How often the height was set by the shortcut. */
  shortcuts: number;
}

/** The memory of a program that has just been started. */
export function freshEucentricityMemory(): EucentricityMemory {
  return { nextLimitUm: 0, roughFailed: false, lastAxisOffsetUm: null, shortcuts: 0 };
}
