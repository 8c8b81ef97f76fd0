import { apply, inverse, plus } from '../column/planeMatrix.ts';
import type { Instrument } from '../instrument.ts';
import { stageOf } from '../navigator/navigatorTable.ts';
import type { DueOf } from './faultPlan.ts';

/** How far a person drags a Navigator item, µm of stage. */
const draggedUm = 5;

/** A second hand moves the image shift. */
export function moveImageShift({ column }: Instrument, { fault }: DueOf<'image-shift-moved'>): string {
  const change = apply(inverse(column.calibration.imageShiftToSpecimen), { x: fault.xUm, y: fault.yUm });
  column.coils.set(plus(column.coils.centred, change));
  return `${fault.xUm}, ${fault.yUm} µm on the specimen`;
}

/** A second hand turns the focus. */
export function moveFocus({ column }: Instrument, { fault }: DueOf<'focus-moved'>): string {
  column.defocusUm += fault.byUm;
  return `${fault.byUm} µm`;
}

/** The magnification of the present area is left at something else; it stays so when low dose goes there again. */
export function leaveMagnification({ column }: Instrument, { fault }: DueOf<'wrong-magnification'>): string {
  const { lowDose, calibration, area } = column;
  const lower = calibration.magnifications.map(({ index }) => index).filter((index) => index < area.magIndex);
  const magIndex = fault.magIndex ?? Math.max(...lower, calibration.magnifications[0]?.index ?? area.magIndex);
  lowDose.change({ magIndex });
  lowDose.adoptPresentIn(lowDose.current);
  column.coils.setAgain();
  return `index ${magIndex} in ${lowDose.current}`;
}

/** A person edits the Navigator; without the item nothing happens. */
export function editNavigator({ navigator }: Instrument, { fault }: DueOf<'navigator-changed'>): string {
  const count = navigator.items.length;
  const index = fault.item > 0 ? fault.item : count + 1 + fault.item;
  if (index < 1 || index > count) return `there is no item ${fault.item}`;
  if (fault.change === 'delete') navigator.remove(index);
  else if (fault.change === 'rename') navigator.rename(index, 'renamed');
  else {
    const { x, y, z } = stageOf(navigator.item(index));
    navigator.set(index, 'StageXYZ', [x + draggedUm, y, z]);
  }
  return `${fault.change} item ${index}`;
}
