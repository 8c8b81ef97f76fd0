import { readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { decodeText } from '@pacetomo/em-files';
import { settingsOfScript } from '../../plan/importScript.ts';
import { readSettings, type SettingWish } from '../../plan/readSettings.ts';
import { defaultSettings } from '../../plan/settings.ts';
import { runNumberOf, stemOf } from './runFileNames.ts';

/** Settings that a run of PACEtomo.py was done with. */
interface ListedSettings {
  readonly wishes: readonly SettingWish[];
  /** Sentences. */
  readonly remarks: readonly string[];
}

/**
 * The settings that PACEtomo.py listed when it began the run of a run file; the run file itself keeps six of them (behaviour
 * H8). The list is named after the file that the run was begun from: the run file before this one, or the targets file (A.4).
 */
export async function listedSettings(runFile: string): Promise<ListedSettings> {
  for (const path of candidates(runFile)) {
    const bytes = await readFile(path).catch(() => null);
    if (bytes !== null) return usable(basename(path), decodeText(bytes).text);
  }
  return {
    wishes: [],
    remarks: [
      `${basename(runFile)} keeps six settings only, and there is no ${stemOf(runFile)}_settings.txt beside it: all others are at their defaults or as you say with --settings and --set.`,
    ],
  };
}

function candidates(runFile: string): readonly string[] {
  const stem = join(dirname(runFile), stemOf(runFile));
  const earlier = Array.from({ length: Math.max(0, runNumberOf(runFile) - 1) }, (_, i) => runNumberOf(runFile) - 1 - i);
  return [...earlier.map((number) => `${stem}_run${String(number).padStart(2, '0')}`), stem].map(
    (name) => `${name}_settings.txt`,
  );
}

function usable(name: string, text: string): ListedSettings {
  const { wishes, problems } = settingsOfScript(text);
  const named = wishes.map((wish) => ({ ...wish, source: `${name}, ${wish.source}` }));
  const refused = named.flatMap((wish) => readSettings(defaultSettings(), [wish]).problems);
  const good = named.filter((wish) => readSettings(defaultSettings(), [wish]).problems.length === 0);
  return {
    wishes: good,
    remarks: [
      `Settings that the run file does not keep are taken from ${name}.`,
      ...[...problems, ...refused].map((problem) => `Not taken over: ${problem}`),
    ],
  };
}
