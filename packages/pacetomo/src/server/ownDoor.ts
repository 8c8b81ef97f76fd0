import { randomBytes } from 'node:crypto';
import { chmod, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { replaceFile } from '@pacetomo/em-files/node';
import { z } from 'zod';
import type { LaunchLink } from '../api/access.ts';
import { Trouble } from '../run/errors.ts';
import { exchangeLine } from '../session/askRun.ts';
import { lockServer, placeOfServer, type Unlock } from '../session/lock.ts';
import { parseJson } from '../session/parseJson.ts';
import { digestOf, isSame } from './secrets.ts';

/** What `pacetomo link` asks the server of a folder. */
const wishSchema = z.object({ key: z.string().max(100), role: z.enum(['viewer', 'operator']) }).strict();
const linkSchema = z.object({ link: z.string(), validS: z.number() });

const keyPath = (folder: string): string => join(folder, '.pacetomo', 'server.key');

/**
 * Makes this process the only server of a folder, and a way for whoever may read the folder's own files to get a link: who
 * asks has to know a key that lies there.
 */
export async function openOwnDoor(
  folder: string,
  newLink: (role: 'viewer' | 'operator') => LaunchLink,
): Promise<Unlock> {
  const key = randomBytes(32).toString('base64url');
  const unlock = await lockServer(folder, (line) => {
    const wish = wishSchema.safeParse(parseJson(line));
    if (!wish.success || !isSame(digestOf(wish.data.key), digestOf(key))) return '{"refused":true}';
    return JSON.stringify(newLink(wish.data.role));
  });
  await mkdir(join(folder, '.pacetomo'), { recursive: true });
  await replaceFile(keyPath(folder), `${key}\n`);
  await chmod(keyPath(folder), 0o600);
  return unlock;
}

/** A link from the server of a folder. */
export async function askForLink(folder: string, role: 'viewer' | 'operator'): Promise<LaunchLink> {
  const key = await readFile(keyPath(folder), 'utf8').catch(() => '');
  const line = await exchangeLine(await placeOfServer(folder), `${JSON.stringify({ key: key.trim(), role })}\n`);
  if (line === null)
    throw new Trouble('bad-input', `No server works in ${folder}. Start one there with “pacetomo serve”.`);
  const link = linkSchema.safeParse(line === 'silence' ? null : parseJson(line));
  if (link.success) return link.data;
  throw new Trouble(
    'run-in-use',
    `The server of ${folder} gives no link: it does not answer, or ${keyPath(folder)} cannot be read by you.`,
  );
}
