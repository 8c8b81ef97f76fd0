import { numberText } from '../../area/areaNames.ts';
import { beamFootprint, outline } from '../../dose/footprint.ts';
import { add, apply } from '../../geometry/frames.ts';
import type { ChoosingMicroscope } from '../../microscope/choosing.ts';
import type { Here } from './bearings.ts';
import type { Hand } from './dragging.ts';

/** Label of a beam outline in the Navigator. */
const label = 'beam';
/** How the Note of the outlines of an area begins. */
const noteOf = (area: string): string => `beam of ${area}`;
const corners = 32;

/** Draws into the Navigator what the beam will cover of a target at the highest tilt, as on a level sample. */
export async function drawOutline(
  scope: Pick<ChoosingMicroscope, 'addPolygon'>,
  { choosing, bearings, beam }: Hand,
  { stage, zUm }: Pick<Here, 'stage' | 'zUm'>,
): Promise<void> {
  if (beam === null) return;
  const level = { pretiltDeg: 0, rotationDeg: 0 };
  const covered = outline(beamFootprint(level, beam.maxTiltDeg, { x: 0, y: 0 }, beam.radiusUm), corners);
  const polygon = covered.map((corner) => add(stage, apply(bearings.specimenToStage, corner)));
  const note = `${noteOf(choosing.area.name)} ${numberText(choosing.area.targets.length)}`;
  await scope.addPolygon([...polygon, ...polygon.slice(0, 1)], zUm, { label, note, acquire: false });
}

/** Deletes the outlines of an area, also those that an interrupted choice has left, by their words (behaviour H66). */
export async function removeOutlines(
  scope: Pick<ChoosingMicroscope, 'items' | 'deleteItem'>,
  area: string,
): Promise<void> {
  const drawn = (await scope.items()).filter(
    (item) => item.label === label && item.note.startsWith(`${noteOf(area)} `),
  );
  for (const { note } of drawn.toReversed()) await scope.deleteItem({ label, note });
}
