import type { SetName } from '../column/cameraSets.ts';
import { apply, planeRotation } from '../column/planeMatrix.ts';
import type { Instrument } from '../instrument.ts';
import { stageOf } from '../navigator/navigatorTable.ts';
import type { Place } from '../scenario/faultMoment.ts';
import type { Point3 } from '../specimen/specimen.ts';

/** Records farther apart than this are of different places, µm: less than the pitch of any pattern of targets. */
const samePlaceUm = 1;

/** Remembers the place of a Record, so that schedules can call it the n-th target. */
export function noteRecordPlace({ disturbances }: Instrument, set: SetName, pointUm: Point3): void {
  if (set !== 'record') return;
  const isKnown = disturbances.recordPlaces.some((known) => distanceUm(known, pointUm) <= samePlaceUm);
  if (!isKnown) disturbances.recordPlaces.push(pointUm);
}

/** Whether a point of the specimen (µm) belongs to a place. */
export function isAtPlace(instrument: Instrument, place: Place, pointUm: Point3): boolean {
  if ('file' in place) return instrument.files.current?.path.replace(/^.*[\\/]/, '').includes(place.file) ?? false;
  const there = placeUm(instrument, place);
  return there !== null && distanceUm(there, pointUm) <= place.withinUm;
}

function placeUm(instrument: Instrument, place: Exclude<Place, { file: string }>): { x: number; y: number } | null {
  if ('xUm' in place) return { x: place.xUm, y: place.yUm };
  if ('target' in place) return instrument.disturbances.recordPlaces[place.target - 1] ?? null;
  const item = instrument.navigator.items[place.item - 1];
  if (!item) return null;
  // What lies on the tilt axis when the stage reads this coordinate at zero tilt.
  const moved = apply(planeRotation(instrument.scenario.optics.stageRotationDeg), stageOf(item));
  return { x: -moved.x, y: instrument.scenario.stage.tiltAxisAtUm - moved.y };
}

function distanceUm(a: { x: number; y: number }, b: { x: number; y: number }): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}
