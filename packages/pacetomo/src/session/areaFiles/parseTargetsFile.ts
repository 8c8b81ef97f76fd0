import { EmFileError, parseTargets, type TargetsFile } from '@pacetomo/em-files';
import { Trouble } from '../../run/errors.ts';

/** What the text of a targets file under this path says. Throws `bad-input` when it cannot be understood. */
export function parseTargetsFile(path: string, text: string): TargetsFile {
  try {
    return parseTargets(text);
  } catch (cause) {
    if (!(cause instanceof EmFileError)) throw cause;
    throw new Trouble(
      'bad-input',
      `${path} cannot be read as a targets file. ${cause.message} Mend that line or choose the targets again.`,
      { cause },
    );
  }
}
