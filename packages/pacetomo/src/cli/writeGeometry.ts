import { constants, copyFile } from 'node:fs/promises';
import { EmFileError, formatTargets, type Setting, type TargetsFile } from '@pacetomo/em-files';
import { replaceFile } from '@pacetomo/em-files/node';
import { Trouble } from '../run/errors.ts';
import { readTargetsFile } from '../session/planning/readPlan.ts';

/** Slope of the sample as a targets file says it. */
interface Slope {
  readonly pretiltDeg: number;
  readonly rotationDeg: number;
}

/**
 * Writes pretilt and rotation, to 0.1° as the script does, into a targets file, after a copy of the file was made beside
 * it. Gives the sentence that says so. Throws `cannot-write`; the file is then as it was.
 */
export async function writeGeometry(path: string, { pretiltDeg, rotationDeg }: Slope): Promise<string> {
  const { file, encoding } = await readTargetsFile(path); // again: the measurement took minutes
  try {
    const text = formatTargets(withSetting(withSetting(file, 'pretilt', pretiltDeg), 'rotation', rotationDeg));
    if (encoding !== 'utf-8') throw new Error('it is not in UTF-8');
    const backup = await copyBeside(path);
    await replaceFile(path, text);
    return `Written into ${path}. The file as it was is ${backup}.`;
  } catch (cause) {
    const why = cause instanceof EmFileError || cause instanceof Error ? cause.message : String(cause);
    throw new Trouble(
      'cannot-write',
      `Pretilt and rotation could not be written into ${path} (${why}). The file is as it was. Put “_set pretilt = ${tenth(pretiltDeg)}” and “_set rotation = ${tenth(rotationDeg)}” into its first lines yourself.`,
      { cause },
    );
  }
}

const tenth = (value: number): string => String(Math.round(value * 10) / 10 || 0);

/** The setting in the place of all of that name, or after the others. */
function withSetting(file: TargetsFile, name: string, value: number): TargetsFile {
  const setting: Setting = { kind: 'set', name, text: tenth(value) };
  const at = file.settings.findIndex((old) => old.name === name);
  if (at < 0) return { ...file, settings: [...file.settings, setting] };
  const settings = file.settings.flatMap((old, i) => (i === at ? [setting] : old.name === name ? [] : [old]));
  return { ...file, settings };
}

/** Copies a file to the first free name `FILE.before01`, `.before02`, … and gives that name. */
async function copyBeside(path: string): Promise<string> {
  for (let number = 1; ; number++) {
    const copy = `${path}.before${String(number).padStart(2, '0')}`;
    try {
      await copyFile(path, copy, constants.COPYFILE_EXCL);
      return copy;
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    }
  }
}
