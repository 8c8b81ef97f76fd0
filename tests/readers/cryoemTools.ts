import { behindLastSlash, Complaint, linesOf, wholeNumberIn } from './complaint.ts';

/** One image as the classes of cryoem_tools hold it: the words of every key, own keys of the acquisition included. */
export interface CryoemTilt {
  readonly zValue: number;
  /** Where it will look for the frames. */
  readonly newSubFramePath: string;
  readonly words: ReadonlyMap<string, readonly string[]>;
}

/**
 * How cryoem_tools reads an mdoc (afanasyevp/cryoem_tools a72e131, util/em_classes.py): each line that is not empty is
 * taken for `key = value`, and a section for one image, whose frames lie in the folder `frames/`.
 */
export function cryoemTools(text: string): readonly CryoemTilt[] {
  const tilts: { zValue: number; newSubFramePath: string; words: Map<string, readonly string[]> }[] = [];
  for (const line of linesOf(text).map((entry) => entry.trim())) {
    if (line === '') continue;
    const [before = '', ...behind] = line.split('=');
    if (before === '[ZValue ') {
      const number = wholeNumberIn(behind.at(-1)?.split(']')[0]?.slice(1) ?? '');
      tilts.push({ zValue: number, newSubFramePath: '', words: new Map() });
      continue;
    }
    const tilt = tilts.at(-1);
    if (tilt === undefined) continue;
    const key = before.trim().split(/\s+/)[0];
    if (key === undefined || key === '') throw new Complaint(`list index out of range in “${line}”`);
    const value = behind.join(' ');
    if (key === 'SubFramePath') tilt.newSubFramePath = `frames/${behindLastSlash(value)}`;
    else
      tilt.words.set(
        key,
        value.split(/\s+/).filter((word) => word !== ''),
      );
  }
  return tilts;
}

/** The names of mdocs that its scripts take from a folder: by default those that end with `.mrc.mdoc` (t_alignframes.py). */
export const cryoemToolsMdocs = (names: readonly string[]): readonly string[] =>
  names.filter((name) => name.endsWith('.mrc.mdoc'));
