import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { z } from 'zod';
import { type AlarmsView, alarmsBody } from '../../api/runs.ts';
import { Trouble } from '../../run/errors.ts';
import { parseJson } from '../../session/parseJson.ts';

/** Whom alarms reach, with the secrets that takes. */
export type AlarmSettings = z.infer<typeof alarmsBody>;

/** Nobody. */
export const noAlarms: AlarmSettings = { webhook: null, mail: null };

/** What the page is shown: no password, and no part of an address that may be a secret. */
export function viewOf({ webhook, mail }: AlarmSettings): AlarmsView {
  return {
    webhook: webhook === null ? null : shownAddress(webhook),
    mail: mail && { to: mail.to, from: mail.from, server: mail.server, port: mail.port },
  };
}

/** Whoever knows the whole address of a webhook may post there: `https://hooks.slack.com/…`. */
const shownAddress = (address: string): string => `${new URL(address).origin}/…`;

/** Settings as they were wished for, with the secrets that the page never saw taken from those of before. */
export function withSecrets(wished: AlarmSettings, before: AlarmSettings): AlarmSettings {
  const { webhook, mail } = wished;
  const isShown = webhook !== null && before.webhook !== null && webhook === shownAddress(before.webhook);
  const isSameServer = mail !== null && mail.server === before.mail?.server;
  const user = mail?.user ?? (isSameServer ? (before.mail?.user ?? null) : null);
  const password = mail?.password ?? (isSameServer ? (before.mail?.password ?? null) : null);
  return { webhook: isShown ? before.webhook : webhook, mail: mail && { ...mail, user, password } };
}

/** Reads the settings; none when there is no file or when it cannot be used. */
export async function readAlarmSettings(path: string): Promise<AlarmSettings> {
  const found = alarmsBody.safeParse(parseJson(await readFile(path, 'utf8').catch(() => '')));
  return found.success ? found.data : noAlarms;
}

/** Writes the settings so that only this account of the computer can read them. Throws `cannot-write`. */
export async function keepAlarmSettings(path: string, settings: AlarmSettings): Promise<void> {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(temporary, `${JSON.stringify(settings, null, 2)}\n`, { mode: 0o600 });
    await chmod(temporary, 0o600); // one that was left behind keeps its mode
    await rename(temporary, path);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new Trouble(
      'cannot-write',
      `The alarms could not be kept in ${path} (${why}). Make room, then set them again.`,
      {
        cause,
      },
    );
  }
}
