import type { SettingRow } from '../plan/settings/rows.ts';
import { findSetting, type Settings } from '../plan/settings.ts';
import { isUnwanted } from './due.ts';
import type { RunState } from './state.ts';

/** A line `_set NAME = NUMBER` or `_bset NAME = WORD`. */
export interface RunFileSetting {
  readonly kind: 'set' | 'bset';
  readonly name: string;
  readonly text: string;
}

/** The six settings that PACEtomo.py itself writes into a run file, in its order (behaviour A.3). */
const always = ['startTilt', 'minTilt', 'maxTilt', 'step', 'pretilt', 'rotation'];

/** Settings that PACEtomo.py needs as whole numbers: a `_set` line would make a float of them, on which it fails (H30). */
const notSettable = new Set(['groupSize', 'tgtMntSize']);

/** The six lines, with the range that people still want. */
export function headerOf(state: RunState): readonly RunFileSetting[] {
  const wanted = state.schedule.filter((tilt) => !isUnwanted(state, tilt)).map(({ deg }) => deg);
  const isNarrowed = wanted.length < state.schedule.length;
  const range = isNarrowed ? { minTiltDeg: Math.min(...wanted), maxTiltDeg: Math.max(...wanted) } : {};
  const settings = { ...state.settings, ...range };
  return always.flatMap((oldName) => known(settings).filter(({ name }) => name === oldName));
}

/**
 * All other settings that PACEtomo.py knows and would find at another value in an unchanged script: our defaults are its
 * own. (Its run files lose them: H8.)
 */
export function changedSettings(settings: Settings, besides: readonly RunFileSetting[]): readonly RunFileSetting[] {
  const done = new Set(besides.map(({ name }) => name));
  return known(settings).filter(
    ({ name, row, value }) => !done.has(name) && !notSettable.has(name) && value !== row.default,
  );
}

/** Settings that have to be changed in the script itself before it goes on. */
export function settingRemarks(settings: Settings): readonly string[] {
  return known(settings)
    .filter(({ name, row, value }) => notSettable.has(name) && value !== row.default)
    .map(
      ({ name, value }) => `PACEtomo.py takes ${name} from no file: write ${name} = ${value} into the script itself.`,
    );
}

interface KnownSetting extends RunFileSetting {
  readonly row: SettingRow;
  readonly value: number | boolean;
}

function known(settings: Settings): readonly KnownSetting[] {
  return Object.entries(settings).flatMap(([ourName, value]): readonly KnownSetting[] => {
    const row = findSetting(ourName)?.row;
    const name = row?.oldName ?? null;
    if (row === undefined || name === null || typeof value === 'string') return [];
    return [{ ...lineOf(name, value), row, value }];
  });
}

function lineOf(name: string, value: number | boolean): RunFileSetting {
  if (typeof value === 'boolean') return { kind: 'bset', name, text: value ? 'True' : 'False' };
  return { kind: 'set', name, text: numberText(value) };
}

/** A number as Python reads it, whole ones with a point as in the original's files. */
export const numberText = (value: number): string => (Number.isInteger(value) ? value.toFixed(1) : String(value));
