import { createTransport } from 'nodemailer';
import type { Notice } from '../../api/runs.ts';
import type { AlarmSettings } from './alarmSettings.ts';

/** Whoever does not answer within this time is not waited for, ms. */
const patienceMs = 10_000;

/** Why an alarm did not arrive, by the way it went; without any secret. */
export interface NotArrived {
  readonly way: 'webhook' | 'mail';
  readonly why: string;
}

/** Sends a notice every way that is set up, and gives those that failed. */
export async function sendAlarm({ webhook, mail }: AlarmSettings, notice: Notice): Promise<readonly NotArrived[]> {
  const ways = [
    ...(webhook === null ? [] : [attempt('webhook', () => post(webhook, notice))]),
    ...(mail === null ? [] : [attempt('mail', () => write(mail, notice))]),
  ];
  return (await Promise.all(ways)).filter((failure) => failure !== null);
}

async function attempt(way: NotArrived['way'], send: () => Promise<void>): Promise<NotArrived | null> {
  try {
    await send();
    return null;
  } catch (error) {
    return { way, why: reasonOf(error) };
  }
}

async function post(webhook: string, { title, text, kind, at, run }: Notice): Promise<void> {
  const reply = await fetch(webhook, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ title, text, kind, at, run }),
    signal: AbortSignal.timeout(patienceMs),
    redirect: 'error', // it goes where it was told to go and nowhere else
  });
  await reply.body?.cancel();
  if (!reply.ok) throw new Refused(`it answered with ${reply.status}`);
}

async function write(mail: NonNullable<AlarmSettings['mail']>, { title, text, at }: Notice): Promise<void> {
  const { server, port, user, password, from, to } = mail;
  const patience = { connectionTimeout: patienceMs, greetingTimeout: patienceMs, socketTimeout: patienceMs };
  const transport = createTransport({
    host: server,
    port,
    secure: port === smtpsPort,
    ...(user === null ? {} : { auth: { user, pass: password ?? '' } }),
    ...patience,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  try {
    await transport.sendMail({ from, to, subject: `PACEtomo: ${title}`, text: `${text}\n\n${at}\n` });
  } finally {
    transport.close();
  }
}

/** The port on which a connection is encrypted from its first byte; on the others it becomes so when the server can. */
const smtpsPort = 465;

/** Somebody was there and did not take it. */
class Refused extends Error {}

/** What went wrong in words that hold no address and no password: those of the system's error, not those of the request. */
function reasonOf(error: unknown): string {
  if (error instanceof Refused) return error.message;
  if (!(error instanceof Error)) return 'it failed';
  if (error.name === 'TimeoutError') return `it gave no answer within ${patienceMs / 1000} s`;
  const codes = [error, error.cause].flatMap((each) =>
    each instanceof Error && 'code' in each && typeof each.code === 'string' ? [each.code] : [],
  );
  const [code] = codes;
  return code === undefined ? 'the connection failed' : (words[code] ?? `the connection failed (${code})`);
}

const words: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nobody listens there',
  ENOTFOUND: 'there is no computer of that name',
  EDNS: 'there is no computer of that name',
  ETIMEDOUT: `it gave no answer within ${patienceMs / 1000} s`,
  EAUTH: 'the server did not accept user and password',
  ESOCKET: 'the connection failed: nobody listens there, or its certificate is not one that this computer trusts',
  EENVELOPE: 'the server did not accept the address of the sender or the receiver',
};
