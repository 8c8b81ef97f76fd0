import type { AreaAction } from '../../api/areas.ts';
import type { MicroscopeView } from '../../api/microscope.ts';
import type { AreaSheet } from './areaSheet.ts';
import { overtaken } from './areaSheet.ts';

type Refused = Partial<Record<AreaAction, string>>;

/** What cannot be done with an area now, with the reason (behaviour E.2, "Disabled"). */
export function refusedActions(
  sheet: AreaSheet,
  { job, problems, microscope }: Surroundings,
): Readonly<Partial<Record<AreaAction, string>>> {
  return {
    ...(microscope.state === 'ours' ? {} : each(withMicroscope, microscopeReason(microscope))),
    ...ofArea(sheet, problems),
    ...(sheet.isOvertaken ? each(['save', 'start'], overtaken(sheet.opened.path)) : {}),
    ...(sheet.opened.isInterrupted ? ofInterrupted() : {}),
    ...(job === null ? {} : each(all, 'A job works on this area. Wait until it ends, or stop it.')),
  };
}

/** What allows or forbids things beside the area itself. */
export interface Surroundings {
  readonly job: string | null;
  /** Everything wrong with its settings. */
  readonly problems: readonly string[];
  readonly microscope: Pick<MicroscopeView, 'state' | 'sentence'>;
}

const all: readonly AreaAction[] = [
  'add',
  'move',
  'delete',
  'reorder',
  'skip',
  'make-track',
  'save-views',
  'measure-geometry',
  'copy',
  'settings',
  'start',
  'save',
];

/** These use SerialEM, or change its Navigator. */
const withMicroscope: readonly AreaAction[] = ['make-track', 'save-views', 'measure-geometry', 'copy', 'start'];

function microscopeReason({ state, sentence }: Surroundings['microscope']): string {
  return state === 'none' ? 'Connect to SerialEM first.' : sentence;
}

function ofArea({ area }: AreaSheet, problems: readonly string[]): Refused {
  const [problem] = problems;
  return {
    ...(problem === undefined ? {} : { start: problem }),
    ...(area.targets.length < 2 ? each(['make-track', 'reorder', 'delete'], 'There is one target only.') : {}),
    ...(area.geometryPoints.length < 3
      ? { 'measure-geometry': `A plane needs at least 3 geometry points; there are ${area.geometryPoints.length}.` }
      : {}),
  };
}

function ofInterrupted(): Refused {
  const during = 'A run of PACEtomo.py was interrupted here';
  return {
    ...each(
      ['add', 'move', 'delete', 'reorder', 'make-track', 'copy'],
      `${during}, which goes on with the targets, the order and the places that it began with.`,
    ),
    'measure-geometry': `${during}, which goes on with the slope that it began with.`,
    start: `${during}. Go on with it by “pacetomo take-over”, or move its run file away to begin anew.`,
  };
}

const each = (actions: readonly AreaAction[], why: string): Refused =>
  Object.fromEntries(actions.map((action) => [action, why]));
