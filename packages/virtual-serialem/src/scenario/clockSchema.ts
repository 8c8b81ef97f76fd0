import { z } from 'zod';

const seconds = (value: number, about: string) => z.number().min(0).default(value).describe(`${about}, s`);

/** What each action costs in virtual time, and when the virtual day begins. */
export const clockSchema = z.strictObject({
  startsAt: z
    .string()
    .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/)
    .default('2025-01-06T09:00:00')
    .describe('Date and time at the start, without zone; fixed, so that the files of two runs are the same'),
  commandS: seconds(0.01, 'Round trip of a command; estimate'),
  tiltStartS: seconds(0.8, 'Start and stop of a tilt; estimate'),
  tiltSpeedDegPerS: z.number().positive().default(6).describe('Speed of tilting, degrees per second; 2 on side entry'),
  tiltDelayS: seconds(
    2,
    'Delay before the next exposure after a tilt of 3°, times √(travel/3°) up to ×2; SerialEM source',
  ),
  stageStartS: seconds(4.3, 'Stage move: 1.5 start, 2.0 StageMoveDelay, 0.8 built in; SerialEM help'),
  stageSpeedUmPerS: z.number().positive().default(50).describe('Speed of the stage, µm per second; estimate'),
  imageShiftDelayS: seconds(0.5, 'Settling after an image shift of 0.5 µm or more; SerialEM ImageShiftDelays'),
  areaChangeS: seconds(3.5, 'Change of low-dose area with a change of magnification; 1.5 plus 2.0 normalisation'),
  beamTiltS: seconds(0.1, 'Adjusting the beam tilt; SerialEM source'),
  cameraStartS: seconds(0.5, 'From the command to the start of an exposure; estimate'),
  readoutS: seconds(1.2, 'Read-out of Record or Focus and writing of frames; estimate'),
  shortReadoutS: seconds(0.8, 'Read-out of the other sets; estimate'),
  saveS: seconds(0.4, 'Saving a section; estimate'),
  openFileS: seconds(0.5, 'Opening a file or reading a section; estimate'),
  closeFileS: seconds(0.05, 'Closing a file; estimate'),
  alignS: seconds(0.25, 'An alignment; estimate'),
  ctfFindS: seconds(1.5, 'CtfFind; estimate'),
  ctfplotterS: seconds(2.5, 'Ctfplotter; estimate'),
  autofocusS: seconds(0.5, 'Autofocus, beside its exposures; estimate'),
  eucentricityS: seconds(45, 'Rough eucentricity; estimate'),
  refineZlpS: seconds(30, 'Refining the zero-loss peak; estimate'),
});
