import { readFile, writeFile } from 'node:fs/promises';
import { decodeText } from '@pacetomo/em-files';
import { settingsOfScript } from '../plan/importScript.ts';
import { readSettings } from '../plan/readSettings.ts';
import { defaultSettings } from '../plan/settings.ts';
import { settingsFile } from '../plan/settingsFile.ts';
import { Trouble } from '../run/errors.ts';

/** `pacetomo import-settings PACEtomo.py`: a settings file of what the script does differently from our defaults. */
export async function importSettings(path: string, { out }: { readonly out?: string | undefined }): Promise<void> {
  const { wishes, problems, remarks } = settingsOfScript(await scriptText(path));
  if (wishes.length === 0)
    throw new Trouble('bad-input', [`${path} has no settings of PACEtomo.py that can be read.`, ...problems].join(' '));
  const read = readSettings(defaultSettings(), wishes);
  const refused = [...problems, ...read.problems];
  const notes = [...refused.map((problem) => `Not taken over: ${problem}`), ...remarks];
  const heading = [`From ${path}: what differs from the defaults of pacetomo.`, ...notes];
  const text = settingsFile(read.settings, heading.map(inOneLine));
  for (const note of notes) console.error(note); // not among what is printed, which may go into a file
  if (out === undefined) console.log(text.trimEnd());
  else {
    await write(out, text);
    console.log(`${out} is written. Use it with --settings ${out}`);
  }
  if (refused.length > 0) process.exitCode = 1;
}

async function scriptText(path: string): Promise<string> {
  try {
    return decodeText(await readFile(path)).text;
  } catch (cause) {
    throw new Trouble('bad-input', `${path} cannot be read: ${wordsOf(cause)}. Check the name and the folder.`, {
      cause,
    });
  }
}

async function write(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text, { flag: 'wx' });
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'EEXIST')
      throw new Trouble('would-overwrite', `${path} is there already. Choose another name with --out.`, { cause });
    throw new Trouble('cannot-write', `${path} cannot be written: ${wordsOf(cause)}.`, { cause });
  }
}

const wordsOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause));

/** What is quoted from a script stays within its comment. */
const inOneLine = (text: string): string => text.replace(/[\p{Cc}]/gu, ' ');
