import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { replaceFile } from '@pacetomo/em-files/node';
import { z } from 'zod';
import { Trouble } from '../../run/errors.ts';
import { parseJson } from '../../session/parseJson.ts';

const remembered = z.object({
  version: z.literal(1),
  /** Of the SerialEM that was worked with last. */
  address: z.string().nullable(),
  /** It was not let go of, so it is connected to again. */
  isWanted: z.boolean(),
  folderMaps: z.array(z.string()).readonly(),
  /** As SerialEM named them last. */
  directory: z.string().nullable(),
  navigatorFile: z.string().nullable(),
  virtual: z
    .object({
      pid: z.int(),
      scenario: z.string(),
      seed: z.number(),
      address: z.string(),
      folder: z.string(),
    })
    .readonly()
    .nullable(),
});

/** What the desk of a folder remembers of its microscope. */
export type Remembered = Omit<z.infer<typeof remembered>, 'version'>;

const nothing: Remembered = {
  address: null,
  isWanted: false,
  folderMaps: [],
  directory: null,
  navigatorFile: null,
  virtual: null,
};

const pathIn = (folder: string): string => join(folder, '.pacetomo', 'microscope.json');

/** Reads it; a file that cannot be understood is as good as none, because all of it can be said again. */
export async function recall(folder: string): Promise<Remembered> {
  const text = await readFile(pathIn(folder), 'utf8').catch(() => '');
  const read = remembered.safeParse(parseJson(text));
  return read.success ? read.data : nothing;
}

/** Writes it. Throws `cannot-write`. */
export async function remember(folder: string, what: Remembered): Promise<void> {
  try {
    await mkdir(join(folder, '.pacetomo'), { recursive: true });
    await replaceFile(pathIn(folder), `${JSON.stringify({ version: 1, ...what }, null, 1)}\n`);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new Trouble(
      'cannot-write',
      `Which microscope this folder works with could not be written into ${pathIn(folder)} (${why}). Make room, or give write permission.`,
      { cause },
    );
  }
}
