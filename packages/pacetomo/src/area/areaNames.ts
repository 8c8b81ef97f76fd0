/** What the name of a targets file or run file says: `lamella_tgts_p03_run02.txt` is run 2 of the copy 3 of `lamella`. */
export interface AreaFileName {
  readonly root: string;
  /** Number of the copy for another position of the stage; null for the area that was chosen. */
  readonly copy: number | null;
  /** Number of the run; null for a targets file. */
  readonly run: number | null;
}

const pattern = /^(.+)_tgts(?:_p(\d{2,}))?(?:_run(\d\d))?\.txt$/i;

/** Reads the name of a targets or run file, without its folder; null for any other name. */
export function readAreaFileName(name: string): AreaFileName | null {
  const [, root, copy, run] = pattern.exec(name) ?? [];
  if (root === undefined) return null;
  return { root, copy: copy === undefined ? null : Number(copy), run: run === undefined ? null : Number(run) };
}

/** The name of the targets file of an area, or of a copy of it. */
export function targetsFileName({ root, copy }: Pick<AreaFileName, 'root' | 'copy'>): string {
  return `${root}_tgts${copy === null ? '' : copyMark(copy)}.txt`;
}

/** The root of all other files of an area: `lamella`, or `lamella_p03` for its copy 3. */
export function areaNameOf({ root, copy }: Pick<AreaFileName, 'root' | 'copy'>): string {
  return `${root}${copy === null ? '' : copyMark(copy)}`;
}

/** The name of the targets file of an area by the area's name: `lamella_tgts_p03.txt` for `lamella_p03`. */
export function targetsFileOf(name: string): string {
  const [, root, copy] = /^(.+)_p(\d{2,})$/.exec(name) ?? [];
  return root === undefined
    ? targetsFileName({ root: name, copy: null })
    : targetsFileName({ root, copy: Number(copy) });
}

const copyMark = (copy: number): string => `_p${String(copy).padStart(2, '0')}`;

/** A target's number as files and labels write it: `003`. */
export const numberText = (number: number): string => String(number).padStart(3, '0');

/** The stack of a tilt series. */
export const stackName = (name: string, number: number): string => `${name}_ts_${numberText(number)}.mrc`;

/** The Preview that a target is chosen with. */
export const previewMapName = (name: string, number: number): string => `${name}_tgt_${numberText(number)}.mrc`;

/** The View that a target is chosen on. */
export const viewMapName = (name: string, number: number): string => `${name}_tgt_${numberText(number)}_view.mrc`;

/** The stack that belongs to a Preview by its name; null when the name is not of that kind. */
export function stackOfPreview(previewMap: string): string | null {
  const stack = previewMap.replace(/_tgt_(?!.*_tgt_)/i, '_ts_');
  return stack === previewMap ? null : stack;
}

/** The number in the name of a stack, Preview or View; null when there is none. */
export function numberIn(file: string): number | null {
  const digits = /_(?:ts|tgt)_(\d+)(?:_view)?\.[^.]*$/i.exec(file)?.[1];
  return digits === undefined ? null : Number(digits);
}

/**
 * Why a text cannot be the root of an area's names, or null when it can. A blank would cut every name in the targets file
 * (behaviour H48), and a root with `_tgts` in it would be cut there by PACEtomo.py (H38).
 */
export function objectionToRoot(root: string): string | null {
  if (root === '') return 'is empty';
  if (/\s/.test(root)) return 'holds a blank, at which targets files would cut it; write _ instead';
  if (!/^[A-Za-z0-9][A-Za-z0-9._+-]{0,79}$/.test(root))
    return 'has to be plain letters, digits and . _ + -, at most 80, beginning with a letter or digit';
  if (/_p\d{2,}$/i.test(root)) return 'ends like the name of a copy of another area';
  return /_tgts/i.test(root) ? 'holds “_tgts”, at which PACEtomo.py would cut it' : null;
}

/**
 * The first of root, root2, root3, … that no file in the folder belongs to. Maps and stacks that an area has left behind
 * without its targets file count too: nothing may be written over them.
 */
export function freeRoot(wanted: string, entries: readonly string[]): string {
  for (let number = 1; ; number++) {
    const root = number === 1 ? wanted : `${wanted}${number}`;
    const family = familyOf(root);
    if (!entries.some((entry) => family.test(entry))) return root;
  }
}

/** All files of an area and of its copies. Windows does not tell small letters from capitals. */
function familyOf(root: string): RegExp {
  return new RegExp(`^${literal(root)}(?:_p\\d{2,})?_(?:tgts(?:_|\\.txt)|tgt_\\d|ts_\\d)`, 'i');
}

/** The highest number of a copy of an area among names of files and Notes of Navigator items; 0 when there is none. */
export function highestCopy(root: string, names: readonly string[]): number {
  const copy = new RegExp(`^${literal(root)}(?:_tgts_p(\\d{2,})(?:_run\\d\\d)?\\.txt|_p(\\d{2,})_(?:ts|tgt)_)`, 'i');
  return Math.max(0, ...names.map((name) => copy.exec(name)).map((found) => Number(found?.[1] ?? found?.[2] ?? 0)));
}

const literal = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
