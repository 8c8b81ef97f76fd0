import type { Remark } from './errors.ts';
import { finiteNumber } from './numberText.ts';
import { booleanWord } from './targetBranch.ts';
import { splitLines } from './textLines.ts';

/**
 * What PACEtomo.py (1.9.2c) would not read, or would read otherwise than this package, in the text of a targets file.
 *
 * It splits each line at single blanks, takes the third word for the value, and knows neither comments nor a byte order
 * mark; `_set` must hold a number, and in `_bset` the word `1` counts as False.
 */
export function obstaclesInTargets(text: string): readonly Remark[] {
  const remarks: Remark[] = [];
  const marked = text.startsWith('\uFEFF');
  if (marked) remarks.push({ line: 1, text: 'the file starts with a byte order mark.' });
  const lines = splitLines(marked ? text.slice(1) : text);
  for (const { number, text: line } of lines) {
    const reason = obstacleIn(line);
    if (reason !== null) remarks.push({ line: number, text: reason });
  }
  return [...remarks, ...missingKeys(lines.map((line) => line.text))];
}

function obstacleIn(line: string): string | null {
  if (line === '' || line === '_pbr' || line === '_nbr') return null;
  if (line.trim() === '') return 'a line of blanks.';
  if (line.trimStart().startsWith('#')) return 'a comment.';
  if (/[^ -~]/.test(line)) return 'a character that is not plain ASCII.';
  const words = line.split(' ');
  const isSetting = line.startsWith('_set') || line.startsWith('_bset');
  const [wanted, sign] = isSetting ? [4, words[2]] : [3, words[1]];
  if (sign !== '=') return 'one blank must stand on each side of the equals sign, and none before the key.';
  if (words.slice(wanted).some((word) => word !== '' || isSetting)) return 'the value would be cut at its blank.';
  if (words.length < wanted || (isSetting && words[3] === '')) return 'the value is missing.';
  return isSetting ? obstacleInSetting(words[0] ?? '', words[3] ?? '') : obstacleInValue(words[2] ?? '');
}

function obstacleInSetting(record: string, value: string): string | null {
  if (record === '_set') return finiteNumber(value) === null ? 'the value of a _set must be a number.' : null;
  return booleanWord(value) === true && /^[01.]+$/.test(value) ? 'this value would count as False; write True.' : null;
}

function obstacleInValue(value: string): string | null {
  return value.includes('np.float64(') ? 'a number in the writing of NumPy 2.' : null;
}

/** What a resumed run looks up in every target. */
function missingKeys(lines: readonly string[]): readonly Remark[] {
  const resumes = lines.some((line) => line.startsWith('_spos'));
  const remarks: Remark[] = [];
  const headings = lines.flatMap((line, index) => (line.startsWith('_tgt') ? [index] : []));
  headings.forEach((start, which) => {
    const part = lines.slice(start + 1, headings[which + 1] ?? lines.length);
    const firstBranch = part.findIndex((line) => line === '_pbr' || line === '_nbr');
    const keys = new Set((firstBranch < 0 ? part : part.slice(0, firstBranch)).map((line) => line.split(' ')[0]));
    const miss = (what: string) => remarks.push({ line: start + 1, text: `the target has no ${what}.` });
    if (!keys.has('tsfile')) miss('tsfile');
    if (!keys.has('SSX') && !keys.has('stageX')) miss('SSX and no stageX');
    if (!resumes) return;
    if (!keys.has('skip')) miss('skip, which a resumed run needs');
    if (!part.includes('_pbr') || !part.includes('_nbr')) miss('state of both branches, which a resumed run needs');
  });
  return remarks;
}
