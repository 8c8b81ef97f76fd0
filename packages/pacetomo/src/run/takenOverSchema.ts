import { z } from 'zod';
import { finite, point, slot } from './schemaParts.ts';

const track = z.object({
  position: point,
  imageShift: point,
  residual: point,
  defocusUm: finite,
  offset: z.object({ acrossUm: finite, heightUm: finite }),
  steps: z.array(z.object({ fromDeg: finite, toDeg: finite, movedUm: finite })),
  tiltDeg: finite,
});

/** A taken-over run as it stands in the journal. */
export const takenOver = {
  file: z.string(),
  sha256: z.string(),
  images: z.array(z.object({ ...slot, section: z.int().min(0), readTiltDeg: finite, doseEPerA2: finite })),
  tracks: z.array(z.object({ plus: track, minus: track })),
  ended: z.array(z.string()),
};
