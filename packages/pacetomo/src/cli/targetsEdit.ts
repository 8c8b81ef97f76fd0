import { basename } from 'node:path';
import type { Area } from '../area/area.ts';
import type { Edited } from '../area/edit.ts';
import { addGeometryPoint, addSuggestedPoints, clearGeometryPoints } from '../area/editGeometry.ts';
import { removeSetting, setSetting } from '../area/editSettings.ts';
import { deleteTarget, moveTarget, reorder, setSkip, skipAllButTracking } from '../area/editTargets.ts';
import { specimenToStage } from '../area/stageMatrix.ts';
import { Trouble } from '../run/errors.ts';
import { type OpenedArea, openArea, openNewestArea } from '../session/areaFiles/openArea.ts';
import { saveArea } from '../session/areaFiles/saveArea.ts';
import { checkSetting, namesOfSetting } from '../session/areaFiles/settingCheck.ts';
import { placeOf, settingOf, targetIndex } from './targetsArguments.ts';

/** Which file of an area is meant. */
export interface FileOptions {
  /** The newest run file beside the targets file, as PACEtomo.py would read it. */
  readonly newest?: true | undefined;
  /** Says nothing of the file: what follows is for programs. */
  readonly quiet?: true | undefined;
}

/** Opens the file that is given, or the newest of its area, and says what there is to say of it. */
export async function opened(path: string, { newest, quiet }: FileOptions): Promise<OpenedArea> {
  const area = await (newest ? openNewestArea(path) : openArea(path));
  if (!quiet) for (const remark of area.remarks) console.log(remark);
  return area;
}

/** Saves an edited area and says so. */
export async function saved(before: OpenedArea, area: Area): Promise<void> {
  const outcome = await saveArea(before, area);
  if (outcome.kind === 'unchanged') console.log(`Nothing changes in ${before.path}.`);
  else console.log(`Saved ${before.path}. The file as it was is ${basename(outcome.backup)}.`);
}

/** The area after edits, each made to what the last one has left; throws `bad-input` with the sentence of one that is refused. */
function after(area: Area, edits: readonly ((area: Area) => Edited)[]): Area {
  return edits.reduce((now, edit) => {
    const outcome = edit(now);
    if (outcome.kind === 'edited') return outcome.area;
    throw new Trouble('bad-input', `${outcome.why} Nothing was saved.`);
  }, area);
}

async function edit(path: string, options: FileOptions, edits: readonly ((area: Area) => Edited)[]): Promise<void> {
  const before = await opened(path, options);
  await saved(before, after(before.area, edits));
}

/** `pacetomo targets skip` and `unskip`. */
export function skip(
  path: string,
  targets: readonly string[],
  isSkipped: boolean,
  options: FileOptions,
): Promise<void> {
  const indices = targets.map(targetIndex);
  return edit(
    path,
    options,
    indices.map((index) => (area) => setSkip(area, index, isSkipped)),
  );
}

/** `pacetomo targets only-tracking` */
export function onlyTracking(path: string, options: FileOptions): Promise<void> {
  return edit(path, options, [skipAllButTracking]);
}

/** `pacetomo targets order` */
export function order(path: string, targets: readonly string[], options: FileOptions): Promise<void> {
  const wanted = targets.map(targetIndex);
  return edit(path, options, [(area) => reorder(area, wanted)]);
}

/** `pacetomo targets delete` */
export function remove(path: string, targets: readonly string[], options: FileOptions): Promise<void> {
  const lastFirst = [...new Set(targets.map(targetIndex))].toSorted((a, b) => b - a);
  return edit(
    path,
    options,
    lastFirst.map((index) => (area) => deleteTarget(area, index)),
  );
}

/** What `pacetomo targets move` may be told: one of the two places. */
export interface MoveOptions extends FileOptions {
  readonly to?: string | undefined;
  readonly by?: string | undefined;
}

/** `pacetomo targets move` */
export function move(path: string, target: string, { to, by, ...options }: MoveOptions): Promise<void> {
  if ((to === undefined) === (by === undefined))
    throw new Trouble(
      'bad-input',
      'Say one place: --to x,y from the tracking target, or --by x,y from where the target is.',
    );
  const index = targetIndex(target);
  const place = to === undefined ? placeOf('--by', by ?? '') : placeOf('--to', to);
  return edit(path, options, [
    (area) => {
      const from =
        to === undefined ? (area.targets[index]?.position ?? { x: Number.NaN, y: Number.NaN }) : { x: 0, y: 0 };
      return moveTarget(area, index, { x: from.x + place.x, y: from.y + place.y }, specimenToStage(area));
    },
  ]);
}

/** `pacetomo targets geo add` */
export function addGeometry(path: string, places: readonly string[], options: FileOptions): Promise<void> {
  const points = places.map((text) => placeOf('--at', text));
  return edit(
    path,
    options,
    points.map((point) => (area) => addGeometryPoint(area, point)),
  );
}

/** `pacetomo targets geo suggest` */
export function suggestGeometry(path: string, limitUm: number, options: FileOptions): Promise<void> {
  return edit(path, options, [(area) => addSuggestedPoints(area, limitUm)]);
}

/** `pacetomo targets geo clear` */
export function clearGeometry(path: string, options: FileOptions): Promise<void> {
  return edit(path, options, [clearGeometryPoints]);
}

/** `pacetomo targets set` */
export function setSettings(path: string, wishes: readonly string[], options: FileOptions): Promise<void> {
  const settings = wishes.map(settingOf);
  return edit(
    path,
    options,
    settings.map(
      ([name, value]) =>
        (area) =>
          setSetting(area, name, value, checkSetting),
    ),
  );
}

/** `pacetomo targets unset` */
export function unsetSettings(path: string, names: readonly string[], options: FileOptions): Promise<void> {
  return edit(
    path,
    options,
    names.map((name) => (area) => removeSetting(area, namesOfSetting(name))),
  );
}
