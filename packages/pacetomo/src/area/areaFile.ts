import { EmFileError, readTarget, type Setting, type TargetEntry, type TargetsFile } from '@pacetomo/em-files';
import type { Area, AreaSetting, AreaTarget } from './area.ts';
import { numberText, stackName, stackOfPreview } from './areaNames.ts';

/** Keys of a target that an `AreaTarget` has fields for. */
const ownKeys = new Set(['tgtfile', 'tsfile', 'viewfile', 'stageX', 'stageY', 'SSX', 'SSY', 'skip', 'SPACEscore']);

/**
 * The area that a targets or run file describes. `name` is the root of its file names; a target without `tsfile` gets the
 * stack that its Preview's name or its place in the file says, as the original's editor gives it when it saves.
 */
export function areaFrom(file: TargetsFile, name: string): Area {
  const targets = file.targets.map(targetFrom);
  return {
    name,
    settings: file.settings.map(({ kind, name: setting, text }) => ({ kind: kindOf(kind), name: setting, text })),
    targets: withStacks(targets, name),
    geometryPoints: file.geometryPoints.map(({ ssxUm, ssyUm }) => ({ x: ssxUm, y: ssyUm })),
  };
}

/**
 * The targets file that describes an area. With the file that it was read from, whatever still says the same keeps its
 * text: keys in their order, numbers as they were written, labels, states of a run, unknown keys. `tgtfile = None`, which
 * PACEtomo.py would take for the name of a file, is left out (behaviour H58).
 *
 * Throws `unwritable` for a position that is no finite number.
 */
export function targetsFileFrom(area: Area, previous?: TargetsFile): TargetsFile {
  const old = previous === undefined ? new Map<string, OldTarget>() : oldTargets(previous, area.name);
  return {
    ...(previous ?? { resumeAt: null, lineEnd: '\n' as const }),
    settings: area.settings.map(({ kind, name, text }): Setting => ({ kind: wordOf(kind), name, text })),
    targets: area.targets.map((target, index) => entryFrom(target, index, old.get(target.stack))),
    geometryPoints: area.geometryPoints.map(({ x, y }) => ({ ssxUm: plain(x), ssyUm: plain(y) })),
  };
}

const kindOf = (kind: Setting['kind']): AreaSetting['kind'] => (kind === 'bset' ? 'boolean' : 'number');
const wordOf = (kind: AreaSetting['kind']): Setting['kind'] => (kind === 'boolean' ? 'bset' : 'set');

function targetFrom(entry: TargetEntry): AreaTarget {
  const { tiltSeriesFile, referenceFile, viewFile, specimen, stage, skip, score } = readTarget(entry);
  return {
    position: specimen && { x: specimen.xUm, y: specimen.yUm },
    stage: stage && { x: stage.xUm, y: stage.yUm },
    stack: tiltSeriesFile ?? '',
    previewMap: referenceFile,
    viewMap: viewFile,
    skip,
    score,
    otherKeys: new Map(Array.from(entry.keys).filter(([key]) => !ownKeys.has(key))),
  };
}

function withStacks(targets: readonly AreaTarget[], name: string): readonly AreaTarget[] {
  const taken = new Set(targets.map(({ stack }) => stack));
  return targets.map((target, index) => {
    if (target.stack !== '') return target;
    const own = target.previewMap === null ? null : stackOfPreview(target.previewMap);
    let stack = own ?? stackName(name, index + 1);
    for (let number = targets.length + 1; taken.has(stack); number++) stack = stackName(name, number);
    taken.add(stack);
    return { ...target, stack };
  });
}

interface OldTarget {
  readonly entry: TargetEntry;
  readonly index: number;
  readonly target: AreaTarget;
}

/** The entries of a file by their stacks, which stay with their targets through all edits. */
function oldTargets(file: TargetsFile, name: string): ReadonlyMap<string, OldTarget> {
  const { targets } = areaFrom(file, name);
  const old = new Map<string, OldTarget>();
  file.targets.forEach((entry, index) => {
    const target = targets[index];
    if (target !== undefined && !old.has(target.stack)) old.set(target.stack, { entry, index, target });
  });
  return old;
}

function entryFrom(target: AreaTarget, index: number, old: OldTarget | undefined): TargetEntry {
  const keys = keysOf(target, index === 0);
  if (old === undefined) return { label: numberText(index + 1), keys, plus: null, minus: null };
  const label = old.index === index ? old.entry.label : numberText(index + 1);
  return { ...old.entry, label, keys: changedKeys(old, keys) };
}

/** The old texts, but for keys that say something else now. */
function changedKeys({ entry, target }: OldTarget, wanted: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const before = keysOf(target, false);
  const keys = new Map(entry.keys);
  for (const key of ['tgtfile', 'viewfile', 'tsfile']) {
    if (['None', ''].includes(keys.get(key) ?? 'absent')) keys.delete(key);
  }
  for (const key of before.keys()) if (!wanted.has(key)) keys.delete(key);
  for (const [key, text] of wanted) {
    if (before.get(key) !== text || (key === 'tsfile' && !keys.has(key))) keys.set(key, text);
  }
  return keys;
}

/** All keys of a target in the order in which the original's target selection writes them. */
function keysOf(target: AreaTarget, isTracking: boolean): ReadonlyMap<string, string> {
  const position = coordinates('SS', target.position);
  const stage = coordinates('stage', target.stage);
  return new Map([
    ...file('tgtfile', target.previewMap),
    ['tsfile', target.stack],
    ...(isTracking ? [...stage, ...position] : [...position, ...stage]),
    ...file('viewfile', target.viewMap),
    ['skip', target.skip ? 'True' : 'False'],
    ...(target.score === null ? [] : [['SPACEscore', number(target.score)] as const]),
    ...target.otherKeys,
  ]);
}

type Key = readonly [key: string, text: string];

const file = (key: string, name: string | null): readonly Key[] => (name === null ? [] : [[key, name]]);

const coordinates = (prefix: string, v: { readonly x: number; readonly y: number } | null): readonly Key[] =>
  v === null
    ? []
    : [
        [`${prefix}X`, number(v.x)],
        [`${prefix}Y`, number(v.y)],
      ];

/** A number as the original writes it: the shortest text that reads back the same, with `.0` after whole ones. */
function number(value: number): string {
  if (!Number.isFinite(value)) throw new EmFileError('unwritable', null, `${value} is no finite number to write.`);
  return Number.isInteger(value) ? `${plain(value)}.0` : String(value);
}

/** Without the sign of a zero, which means nothing to a person. */
const plain = (value: number): number => (value === 0 ? 0 : value);
