import { EmFileError, errorAtLine, quoted } from './errors.ts';
import { type BranchState, booleanWord, pacetomoNumber, readBranch } from './targetBranch.ts';
import { readTargetsLine, type Setting, type TargetsLine } from './targetsLine.ts';
import {
  type LineEnd,
  lineEndOf,
  refuseControlCharacters,
  refuseWhatIsNoText,
  splitLines,
  textLimits,
} from './textLines.ts';

/** One target: one tilt series to be taken. The first one of a file is the tracking target. */
export interface TargetEntry {
  /** `001`; for people, the order in the file is what counts. */
  readonly label: string;
  /** Keys and texts in the order of the file; `readTarget` gives the typed view. */
  readonly keys: ReadonlyMap<string, string>;
  /** State of the two branches, in run files of a run that was not finished. */
  readonly plus: BranchState | null;
  readonly minus: BranchState | null;
}

/** A point at which the specimen's geometry is to be measured, µm on the specimen from the tracking target. */
export interface GeometryPoint {
  readonly ssxUm: number;
  readonly ssyUm: number;
}

/** A PACEtomo targets file (`root_tgts.txt`) or run file (`root_tgts_run01.txt`). */
export interface TargetsFile {
  /** Settings in the order of the file; of two with the same name the last one counts. */
  readonly settings: readonly Setting[];
  /** The last exposure that was finished: section of the stacks and target, both from 0. Only in run files. */
  readonly resumeAt: { readonly section: number; readonly target: number } | null;
  readonly targets: readonly TargetEntry[];
  readonly geometryPoints: readonly GeometryPoint[];
  readonly lineEnd: LineEnd;
  /** The text that was read, to be written again as it was if nothing is changed. */
  readonly source?: string;
}

/**
 * The targets, settings and geometry points of a file.
 *
 * Throws `bad-line` with line and reason for anything that is not understood, for a key above the first target, for
 * numbers that are none and for a branch with missing keys (a run file that a crash has torn); `too-large`; `not-text`.
 */
export function parseTargets(text: string): TargetsFile {
  refuseWhatIsNoText(text);
  const lines = splitLines(text.startsWith('\uFEFF') ? text.slice(1) : text);
  const draft = new Draft();
  for (const { number, text: content } of lines) {
    refuseStrayCharacters(content, number);
    draft.add(readTargetsLine(content), number);
  }
  return { ...draft.finished(), lineEnd: lineEndOf(lines), source: text };
}

function refuseStrayCharacters(content: string, line: number): void {
  try {
    refuseControlCharacters('The line', content);
  } catch (cause) {
    throw new EmFileError('bad-line', { line }, `Line ${line}: ${quoted(content)} holds a control character.`, cause);
  }
}

interface Entry {
  readonly text: string;
  readonly line: number;
}

/** A part of a file with the lines that belong to it. */
interface Part {
  readonly line: number;
  readonly keys: Map<string, Entry>;
}

interface TargetPart extends Part {
  readonly label: string;
  plus: Part | null;
  minus: Part | null;
}

/** A file while it is read line by line: key lines belong to the heading above them. */
class Draft {
  readonly #settings: Setting[] = [];
  readonly #targets: TargetPart[] = [];
  readonly #points: Part[] = [];
  #resumeAt: TargetsFile['resumeAt'] = null;
  #current: Part | null = null;

  add(line: TargetsLine, number: number): void {
    if (line.kind === 'setting') this.#settings.push(line.setting);
    else if (line.kind === 'resume') this.#resumeAt = { section: line.section, target: line.target };
    else if (line.kind === 'target') this.#startTarget(line.label, number);
    else if (line.kind === 'branch') this.#startBranch(line.branch, number);
    else if (line.kind === 'geometry') this.#current = added(this.#points, { line: number, keys: new Map() });
    else if (line.kind === 'key') this.#addKey(line.key, { text: line.text, line: number });
    else if (line.kind === 'unreadable') throw errorAtLine('bad-line', number, line.reason);
  }

  finished(): Omit<TargetsFile, 'lineEnd' | 'source'> {
    return {
      settings: this.#settings,
      resumeAt: this.#resumeAt,
      targets: this.#targets.map(finishedTarget),
      geometryPoints: this.#points.map(finishedPoint),
    };
  }

  #startTarget(label: string, line: number): void {
    this.#current = added(this.#targets, { label, line, keys: new Map(), plus: null, minus: null });
  }

  #startBranch(branch: 'plus' | 'minus', line: number): void {
    const target = this.#targets.at(-1);
    if (!target) throw errorAtLine('bad-line', line, 'the state of a branch stands above the first _tgt.');
    if (target[branch]) throw errorAtLine('bad-line', line, `target ${target.label} has two ${branch} branches.`);
    target[branch] = { line, keys: new Map() };
    this.#current = target[branch];
  }

  #addKey(key: string, entry: Entry): void {
    if (!this.#current) throw errorAtLine('bad-line', entry.line, `${quoted(key)} stands above the first _tgt.`);
    this.#current.keys.set(key, entry);
  }
}

function added<Item>(list: Item[], item: Item): Item {
  if (list.length === textLimits.items) {
    throw new EmFileError('too-large', null, `The file has more than ${textLimits.items} targets or points.`);
  }
  list.push(item);
  return item;
}

function texts(part: Part): Map<string, string> {
  return new Map(Array.from(part.keys, ([key, { text }]) => [key, text]));
}

function finishedTarget(part: TargetPart): TargetEntry {
  for (const [key, { text, line }] of part.keys) {
    if (positionKeys.has(key) && pacetomoNumber(text) === null) {
      throw errorAtLine('bad-line', line, `${key} is ${quoted(text)}, no finite number.`);
    }
    if (key === 'skip' && booleanWord(text) === null) {
      throw errorAtLine('bad-line', line, `skip is ${quoted(text)}, neither True nor False.`);
    }
  }
  return {
    label: part.label,
    keys: texts(part),
    plus: part.plus && finishedBranch(part.plus),
    minus: part.minus && finishedBranch(part.minus),
  };
}

/** Keys whose misreading would send the beam elsewhere. */
const positionKeys = new Set(['SSX', 'SSY', 'stageX', 'stageY']);

function finishedBranch(part: Part): BranchState {
  return readBranch(texts(part), (key, reason) =>
    errorAtLine('bad-line', part.keys.get(key)?.line ?? part.line, reason),
  );
}

function finishedPoint(part: Part): GeometryPoint {
  const coordinate = (key: string): number => {
    const entry = part.keys.get(key);
    const value = entry ? pacetomoNumber(entry.text) : null;
    if (value !== null) return value;
    throw errorAtLine('bad-line', entry?.line ?? part.line, `the geometry point has no finite number for ${key}.`);
  };
  for (const [key, { line }] of part.keys) {
    if (key !== 'SSX' && key !== 'SSY') throw errorAtLine('bad-line', line, `a geometry point has no ${quoted(key)}.`);
  }
  return { ssxUm: coordinate('SSX'), ssyUm: coordinate('SSY') };
}
