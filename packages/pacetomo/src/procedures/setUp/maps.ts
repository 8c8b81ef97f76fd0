import type { Microscope } from '../../microscope/microscope.ts';
import type { Target } from '../../plan/plan.ts';
import { Trouble } from '../../run/errors.ts';
import { look } from '../exposing.ts';
import type { Running } from '../running.ts';

/** How far a map is believed to move the target, µm: beyond this the correlation has found something else. */
const farthestUm = 10;
/** Focus is changed by no more than this to bring Preview and View to a like defocus, µm (as in the original). */
const largestViewDefocusUm = 10;

/** Takes a View and centres it on a View map. False when the map cannot be read or nothing in it is found again. */
export async function centreByView(scope: Microscope, run: Running, target: Target, map: string): Promise<boolean> {
  if (!(await readMap(scope, run, target, map))) return false;
  await look(scope, run, 'view', target.id, (permit) => scope.view(permit));
  return isFound(run, target, 'View', await scope.centreOnReference(farthestUm));
}

/** Takes a Preview and centres it on a Preview map. */
export async function centreByPreview(scope: Microscope, run: Running, target: Target, map: string): Promise<boolean> {
  if (!(await readMap(scope, run, target, map))) return false;
  await scope.goToRecordArea();
  await look(scope, run, 'preview', target.id, (permit) => scope.preview(permit));
  return isFound(run, target, 'Preview', await scope.centreOnReference(null));
}

/**
 * Takes a Preview and centres it on a View: on the map, or on a View taken now. The focus is brought near to that of the
 * View meanwhile, so that the two images look alike.
 */
export async function centreBetween(
  scope: Microscope,
  run: Running,
  target: Target,
  map: string | null,
): Promise<boolean> {
  if (map === null) {
    await look(scope, run, 'view', target.id, (permit) => scope.view(permit));
    await scope.keepAsReference();
  } else if (!(await readMap(scope, run, target, map))) return false;
  await scope.goToRecordArea();
  const focusUm = await scope.defocusUm();
  await scope.setDefocus(focusUm + Math.max(-largestViewDefocusUm, await scope.viewDefocusOffsetUm()));
  await look(scope, run, 'preview', target.id, (permit) => scope.preview(permit));
  const movedUm = await scope.centreBetweenMagnifications();
  await scope.setDefocus(focusUm);
  return isFound(run, target, 'Preview between magnifications', movedUm);
}

/** Takes a View like the hole template in buffer P and centres it on that. */
export async function centreByTemplate(scope: Microscope, run: Running, target: Target): Promise<boolean> {
  await scope.viewLikeTemplate();
  await look(scope, run, 'view', target.id, (permit) => scope.view(permit));
  const movedUm = await scope.centreOnTemplate();
  await scope.viewAsBefore();
  await scope.goToRecordArea();
  return isFound(run, target, 'hole template', movedUm);
}

async function readMap(scope: Microscope, run: Running, { id }: Target, map: string): Promise<boolean> {
  const isRead = await scope.readReferenceMap(map);
  if (!isRead) await run.note({ type: 'remark', text: `Target ${id}: SerialEM cannot read its map ${map}.` });
  return isRead;
}

async function isFound(run: Running, target: Target, by: string, movedUm: number | null): Promise<boolean> {
  const text =
    movedUm === null
      ? `Target ${target.id} was not found by its ${by}.`
      : `Target ${target.id}: aligned by ${by}, ${Math.round(movedUm * 1000)} nm.`;
  await run.note({ type: 'remark', text });
  return movedUm !== null;
}

/** The tracking target has to be found: everything else is found from it. */
export function notFound(what: string): Trouble {
  return new Trouble(
    'needs-person',
    `The tracking target was not found by its ${what}. Centre it by hand and look whether its map is the right one, or switch previewAli and viewAli off; then resume. Nothing was recorded.`,
  );
}
