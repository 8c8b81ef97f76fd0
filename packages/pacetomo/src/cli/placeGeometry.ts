import { Trouble } from '../run/errors.ts';
import { inspectorBehind } from '../serialem/inspecting.ts';
import { freeSpots } from '../session/dryRun/freeSpots.ts';
import { readPlan } from '../session/planning/readPlan.ts';
import { type CheckOptions, toldBy } from './check.ts';
import { addGeometry } from './targetsEdit.ts';
import { withSerialEm } from './workOn.ts';

/** What `pacetomo targets geo place` may be told. */
export interface PlaceOptions extends Pick<CheckOptions, 'set' | 'settings' | 'beam' | 'serialem'> {
  readonly count: number;
}

/** Adds geometry points where no exposure of the run goes, and says where. */
export async function placeGeometry(path: string, options: PlaceOptions): Promise<void> {
  const made = await readPlan(path, options);
  if (made.plan === null) throw new Trouble('bad-input', made.problems.join('\n'));
  const wish = { plan: made.plan, count: options.count, told: toldBy(options) };
  const { serialem } = options;
  const chosen =
    serialem === undefined
      ? await freeSpots(wish)
      : await withSerialEm({ serialem }, (client) => freeSpots({ ...wish, serialEm: inspectorBehind(client) }));
  if (chosen.kind === 'none') throw new Trouble('bad-input', `No points were added: ${chosen.why}.`);
  await addGeometry(
    path,
    chosen.spots.map(({ x, y }) => `${x.toFixed(3)},${y.toFixed(3)}`),
    {},
  );
}
