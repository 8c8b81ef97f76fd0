import { booleanWord, pacetomoNumber } from './targetBranch.ts';
import type { TargetEntry, TargetsFile } from './targets.ts';

/** The common facts of a target; null is said where the file does not say it, says `None` or says no number. */
export interface TargetFacts {
  /** The stack that the tilt series goes to: `tsfile`. A name from a file: check it before opening. */
  readonly tiltSeriesFile: string | null;
  /** The Preview to align to: `tgtfile`. */
  readonly referenceFile: string | null;
  /** The View map to align to: `viewfile`. */
  readonly viewFile: string | null;
  /** Position on the specimen from the tracking target, µm, x along the tilt axis: `SSX`, `SSY`. */
  readonly specimen: { readonly xUm: number; readonly yUm: number } | null;
  /** Stage position, µm: `stageX`, `stageY`. */
  readonly stage: { readonly xUm: number; readonly yUm: number } | null;
  /** Whether the target is to be left out; absent means false. */
  readonly skip: boolean;
  /** SPACEtomo's score of the target, 0 to 1. */
  readonly score: number | null;
}

/** The typed view of a target. */
export function readTarget({ keys }: TargetEntry): TargetFacts {
  const name = (key: string): string | null => {
    const text = keys.get(key) ?? '';
    return text === '' || text === 'None' ? null : text;
  };
  const position = (xKey: string, yKey: string) => {
    const xUm = pacetomoNumber(keys.get(xKey) ?? '');
    const yUm = pacetomoNumber(keys.get(yKey) ?? '');
    return xUm === null || yUm === null ? null : { xUm, yUm };
  };
  return {
    tiltSeriesFile: name('tsfile'),
    referenceFile: name('tgtfile'),
    viewFile: name('viewfile'),
    specimen: position('SSX', 'SSY'),
    stage: position('stageX', 'stageY'),
    skip: booleanWord(keys.get('skip') ?? '') ?? false,
    score: pacetomoNumber(keys.get('SPACEscore') ?? ''),
  };
}

/** The target with a key set: in place if it has the key, otherwise as its last. */
export function setTargetKey(target: TargetEntry, key: string, text: string): TargetEntry {
  return { ...target, keys: new Map(target.keys).set(key, text) };
}

/** The text of a setting of either kind, or null. Of two with the same name the last one counts, as in PACEtomo. */
export function settingText(file: TargetsFile, name: string): string | null {
  return file.settings.findLast((setting) => setting.name === name)?.text ?? null;
}

/** The number of a setting, or null if it is absent or no finite number. */
export function settingNumber(file: TargetsFile, name: string): number | null {
  return pacetomoNumber(settingText(file, name) ?? '');
}

/** The boolean of a setting of either kind, or null if it is absent or no such word. `1` is true, as documented. */
export function settingBoolean(file: TargetsFile, name: string): boolean | null {
  return booleanWord(settingText(file, name) ?? '');
}
