import { minutesWords } from '../../runs/standing.ts';
import type { RunNumbers } from './runNumbers.ts';

/** A number with its unit, `–` where there is none. */
export const withUnit = (value: number | null, decimals: number, unit: string): string =>
  value === null ? '–' : `${minus(value.toFixed(decimals))}${unit === '°' ? '' : ' '}${unit}`.trimEnd();

const minus = (text: string): string => text.replace(/^-/, '−');

/** `42 s`, `12 min`, `3 h 05 min`. */
export const spanWords = (minutes: number): string =>
  minutes < 2 ? `${Math.round(minutes * 60)} s` : minutesWords(minutes);

/** One line of the table of numbers: what it is, and the number as people read it. */
export interface NumberLine {
  readonly name: string;
  readonly words: (numbers: RunNumbers) => string;
  /** Less is better. */
  readonly lessIsBetter?: (numbers: RunNumbers) => number | null;
}

/** All numbers of a run, in the order in which one asks for them. */
export const numberLines: readonly NumberLine[] = [
  { name: 'Images', words: ({ taken, planned }) => `${taken} of ${planned}` },
  { name: 'Targets', words: ({ targets }) => String(targets) },
  { name: 'Tilts', words: ({ tilts }) => String(tilts) },
  { name: 'Lost', words: ({ lost }) => String(lost), lessIsBetter: ({ lost }) => lost },
  { name: 'Left out', words: ({ leftOut }) => String(leftOut), lessIsBetter: ({ leftOut }) => leftOut },
  {
    name: 'From first to last line',
    words: ({ minutes }) => (minutes === null ? '–' : spanWords(minutes)),
    lessIsBetter: ({ minutes }) => minutes,
  },
  {
    name: 'Usual time of an image',
    words: ({ usualS }) => withUnit(usualS, 1, 's'),
    lessIsBetter: ({ usualS }) => usualS,
  },
  {
    name: 'Usual error of prediction',
    words: ({ offNm }) => withUnit(offNm, 0, 'nm'),
    lessIsBetter: ({ offNm }) => offNm,
  },
  {
    name: 'Error, nine of ten below',
    words: ({ mostOffNm }) => withUnit(mostOffNm, 0, 'nm'),
    lessIsBetter: ({ mostOffNm }) => mostOffNm,
  },
  {
    name: 'Largest drift on a branch',
    words: ({ driftNm }) => withUnit(driftNm, 0, 'nm'),
    lessIsBetter: ({ driftNm }) => driftNm,
  },
  {
    name: 'Usual error of defocus',
    words: ({ defocusOffUm }) => withUnit(defocusOffUm, 2, 'µm'),
    lessIsBetter: ({ defocusOffUm }) => defocusOffUm,
  },
  { name: 'Dose of a target', words: ({ doseEPerA2 }) => withUnit(doseEPerA2, 1, 'e/Å²') },
  { name: 'Mean counts', words: ({ meanCounts }) => withUnit(meanCounts, 0, '') },
  { name: 'Looks without an image', words: ({ looks }) => String(looks) },
  { name: 'Waits', words: ({ waits }) => String(waits) },
  { name: 'Times resumed', words: ({ resumes }) => String(resumes) },
];
