import { EmFileError, quoted } from './errors.ts';
import { finiteNumber, pythonFloat } from './numberText.ts';

/**
 * The state of one branch of a tilt series as a PACEtomo run file keeps it (`_pbr` plus, `_nbr` minus). The names are
 * those of the file with the unit added; the specimen frame has x along the tilt axis.
 */
export interface BranchState {
  /** Predicted and corrected position of the target on the specimen, µm from the tracking target. */
  readonly ssxUm: number;
  readonly ssyUm: number;
  /** Defocus as SerialEM reads it out, µm, negative under focus. */
  readonly focusUm: number;
  /** Height above the eucentric plane, µm. */
  readonly z0Um: number;
  /** Distance from the tilt axis in the untilted plane, µm. */
  readonly n0Um: number;
  /** The movements across the axis seen last, µm, oldest first, and the stage tilts at which they were seen. */
  readonly shiftsUm: readonly number[];
  readonly anglesDeg: readonly number[];
  /** Image shift to be set for the target, in SerialEM's image-shift units. */
  readonly isxSet: number;
  readonly isySet: number;
  /** The part of it that came from aligning images. */
  readonly isxAli: number;
  readonly isyAli: number;
  /** Dose so far, e/Å². Versions before 1.5 did not write it: null. */
  readonly doseEPerA2: number | null;
  /** Section of the stack that holds the last image of this branch, from 0. */
  readonly section: number;
  /** Whether the branch has ended. */
  readonly skip: boolean;
  /** Keys that PACEtomo does not know; it drops them when it writes the file again. */
  readonly others: ReadonlyMap<string, string>;
}

type FloatName = 'ssxUm' | 'ssyUm' | 'focusUm' | 'z0Um' | 'n0Um' | 'isxSet' | 'isySet' | 'isxAli' | 'isyAli';

/** The keys in the order in which PACEtomo writes them, with our names for the plain numbers. */
const floats: readonly (readonly [key: string, name: FloatName])[] = [
  ['SSX', 'ssxUm'],
  ['SSY', 'ssyUm'],
  ['focus', 'focusUm'],
  ['z0', 'z0Um'],
  ['n0', 'n0Um'],
  ['ISXset', 'isxSet'],
  ['ISYset', 'isySet'],
  ['ISXali', 'isxAli'],
  ['ISYali', 'isyAli'],
];
const known = new Set([...floats.map(([key]) => key), 'shifts', 'angles', 'dose', 'sec', 'skip']);

/** Makes the error for a key that is wrong, or for the part as a whole where a key is missing. */
export type BranchFailure = (key: string, reason: string) => EmFileError;

/**
 * The state that the keys of a `_pbr` or `_nbr` part say. Throws what `fail` makes for a key that is missing (the file
 * may be torn) or says no finite number.
 */
export function readBranch(keys: ReadonlyMap<string, string>, fail: BranchFailure): BranchState {
  const text = (key: string): string => {
    const value = keys.get(key);
    if (value === undefined) throw fail(key, `the branch lacks “${key}”; the file may be torn.`);
    return value;
  };
  const number = (part: string, key: string): number => {
    const value = pacetomoNumber(part);
    if (value === null) throw fail(key, `${key} is ${quoted(part)}, no finite number.`);
    return value;
  };
  const float = (key: string): number => number(text(key), key);
  const list = (key: string): readonly number[] =>
    text(key) === ''
      ? []
      : text(key)
          .split(',')
          .map((part) => number(part.trim(), key));
  const skip = booleanWord(text('skip'));
  if (skip === null) throw fail('skip', `skip is ${quoted(text('skip'))}, neither True nor False.`);
  const section = float('sec');
  if (!Number.isSafeInteger(section)) throw fail('sec', `sec is ${quoted(text('sec'))}, no whole number.`);
  const dose = keys.get('dose');
  return {
    ssxUm: float('SSX'),
    ssyUm: float('SSY'),
    focusUm: float('focus'),
    z0Um: float('z0'),
    n0Um: float('n0'),
    shiftsUm: list('shifts'),
    anglesDeg: list('angles'),
    isxSet: float('ISXset'),
    isySet: float('ISYset'),
    isxAli: float('ISXali'),
    isyAli: float('ISYali'),
    doseEPerA2: dose === undefined ? null : number(dose, 'dose'),
    section,
    skip,
    others: new Map(Array.from(keys).filter(([key]) => !known.has(key))),
  };
}

/** The keys of a branch in PACEtomo's order, with numbers as Python writes them. Throws `unwritable` for NaN. */
export function formatBranch(branch: BranchState): ReadonlyMap<string, string> {
  if (!Number.isSafeInteger(branch.section)) {
    throw new EmFileError('unwritable', null, `${branch.section} is no section number to write.`);
  }
  const keys = new Map<string, string>();
  for (const [key, name] of floats.slice(0, 5)) keys.set(key, pythonFloat(branch[name]));
  keys.set('shifts', branch.shiftsUm.map(pythonFloat).join(','));
  keys.set('angles', branch.anglesDeg.map(pythonFloat).join(','));
  for (const [key, name] of floats.slice(5)) keys.set(key, pythonFloat(branch[name]));
  if (branch.doseEPerA2 !== null) keys.set('dose', pythonFloat(branch.doseEPerA2));
  keys.set('sec', String(branch.section));
  keys.set('skip', branch.skip ? 'True' : 'False');
  for (const [key, text] of branch.others) if (!known.has(key)) keys.set(key, text);
  return keys;
}

/**
 * The finite number that PACEtomo's text says, or null. Run files that were written with NumPy 2 hold `np.float64(1.5)`,
 * which PACEtomo itself cannot read back.
 */
export function pacetomoNumber(text: string): number | null {
  const wrapped = text.startsWith('np.float64(') && text.endsWith(')');
  return finiteNumber(wrapped ? text.slice('np.float64('.length, -1) : text);
}

/** True and false in the words that people and programs use for them; null for any other word. */
export function booleanWord(text: string): boolean | null {
  const word = text.toLowerCase();
  if (['true', 'yes', 'y', 'on', '1', '1.0'].includes(word)) return true;
  return ['false', 'no', 'n', 'off', '0', '0.0'].includes(word) ? false : null;
}
