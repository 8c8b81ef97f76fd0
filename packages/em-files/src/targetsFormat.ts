import { EmFileError, quoted, type Remark } from './errors.ts';
import { pythonFloat } from './numberText.ts';
import { formatBranch } from './targetBranch.ts';
import { parseTargets, type TargetEntry, type TargetsFile } from './targets.ts';
import { readTargetsLine, type TargetsLine } from './targetsLine.ts';
import { obstaclesInTargets } from './targetsObstacles.ts';
import { refuseControlCharacters } from './textLines.ts';

/** A targets file as text, and what PACEtomo.py would not understand in it. */
export interface WrittenTargets {
  readonly text: string;
  /** Empty if PACEtomo.py reads the file as it is meant. */
  readonly obstacles: readonly Remark[];
}

/**
 * The text of a targets file: the same bytes if it was read and not changed. A changed or new file is written in the
 * form that PACEtomo.py can read: settings first, no comments, one blank round each equals sign.
 *
 * Throws `unwritable` for a name or value that would be read back as something else, and for NaN.
 */
export function formatTargets(file: TargetsFile): string {
  const text = canonicalText(file);
  if (file.source === undefined) return text;
  return canonicalText(parseTargets(file.source)) === text ? file.source : text;
}

/** `formatTargets` together with what PACEtomo.py would stumble over, such as a blank in a file name. */
export function writeTargets(file: TargetsFile): WrittenTargets {
  const text = formatTargets(file);
  return { text, obstacles: obstaclesInTargets(text) };
}

/** Says everything that a file says, so that two files with the same canonical text say the same. */
function canonicalText(file: TargetsFile): string {
  const lines: string[] = [];
  for (const setting of file.settings) {
    const line = `_${setting.kind} ${setting.name} = ${setting.text}`;
    const same = (read: TargetsLine) =>
      read.kind === 'setting' && read.setting.name === setting.name && read.setting.text === setting.text;
    lines.push(checked(line, same));
  }
  if (file.resumeAt) {
    const { section, target } = file.resumeAt;
    const same = (read: TargetsLine) => read.kind === 'resume' && read.section === section && read.target === target;
    lines.push(checked(`_spos = ${section},${target}`, same));
  }
  if (lines.length > 0) lines.push('');
  for (const target of file.targets) lines.push(...targetLines(target), '');
  file.geometryPoints.forEach(({ ssxUm, ssyUm }, index) => {
    lines.push(`_geo = ${index + 1}`, `SSX = ${pythonFloat(ssxUm)}`, `SSY = ${pythonFloat(ssyUm)}`, '');
  });
  return lines.map((line) => line + file.lineEnd).join('');
}

function targetLines({ label, keys, plus, minus }: TargetEntry): readonly string[] {
  const heading = checked(`_tgt = ${label}`, (read) => read.kind === 'target' && read.label === label);
  const lines = [heading, ...keyLines(keys)];
  if (plus) lines.push('_pbr', ...keyLines(formatBranch(plus)));
  if (minus) lines.push('_nbr', ...keyLines(formatBranch(minus)));
  return lines;
}

function keyLines(keys: ReadonlyMap<string, string>): readonly string[] {
  return Array.from(keys, ([key, text]) =>
    checked(`${key} = ${text}`, (read) => read.kind === 'key' && read.key === key && read.text === text),
  );
}

/** Nothing is written that would be read back as something else: a line end in a name, a key that starts with `#`. */
function checked(line: string, isMeant: (read: TargetsLine) => boolean): string {
  refuseControlCharacters('The line', line);
  if (!isMeant(readTargetsLine(line))) {
    throw new EmFileError('unwritable', null, `${quoted(line)} would be read back as something else.`);
  }
  return line;
}
