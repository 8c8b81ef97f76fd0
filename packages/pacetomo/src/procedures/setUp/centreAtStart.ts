import type { Microscope } from '../../microscope/microscope.ts';
import { look } from '../exposing.ts';
import type { Running } from '../running.ts';
import { turnStage } from '../turnStage.ts';
import { areaItem } from './areaItem.ts';
import { centreByPreview } from './maps.ts';

/**
 * Centres the tracking target at the start tilt by its Preview map, with an image taken like that map (behaviour C.2 step
 * 18). The map comes from the Navigator item of the area, or from the file where there is no such item.
 */
export async function centreAtStart(scope: Microscope, run: Running): Promise<void> {
  const [tracking] = run.plan.targets;
  const map = tracking?.referenceMap ?? null;
  await turnStage(scope, run, 0);
  if (tracking === undefined || map === null || run.settings.tgtPattern || !run.settings.previewAli) return;
  const item = await areaItem(scope, run);
  if (item === null || !(await scope.loadItemMap(item))) {
    await centreByPreview(scope, run, tracking, map);
    return;
  }
  await look(scope, run, 'map', tracking.id, (permit) => scope.matchReference(permit));
  if ((await scope.centreOnReference(null)) !== null) return;
  await run.note({
    type: 'remark',
    text: 'The tracking target was not found by its map at the start tilt; it stays where the last View has put it.',
  });
}
