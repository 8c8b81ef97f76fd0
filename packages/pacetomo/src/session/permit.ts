import type { ExposurePermit } from '../microscope/microscope.ts';

/** The only place where a permit is made. Call it when the intent is on the disk, and for nothing else. */
export const permitForIntentOnDisk = (): ExposurePermit => Object.freeze({}) as ExposurePermit;
