import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import type { CompleteSeries, Webhook } from './hooks.ts';
import { signedHeaders } from './signature.ts';

/** How patient a webhook is. */
export interface Patience {
  /** Whoever does not answer within this time is not waited for, ms. */
  readonly answerMs: number;
  /** Before each further attempt, ms. */
  readonly pausesMs: readonly number[];
}

/** A server that restarts, or a network that is gone for moments, is survived; in a minute and a half it is given up. */
export const usualPatience: Patience = { answerMs: 10_000, pausesMs: [2_000, 8_000, 30_000] };

/** Posts the manifest of a series as it lies on the disk. Gives why it did not arrive, without the address; null when it did. */
export async function postManifest(
  webhook: Webhook,
  series: CompleteSeries,
  signal: AbortSignal,
  { answerMs, pausesMs }: Patience = usualPatience,
): Promise<string | null> {
  const body = await readFile(series.manifestPath, 'utf8').catch(() => null);
  if (body === null) return `${series.manifestPath} cannot be read`;
  const digest = createHash('sha256').update(body).digest('hex').slice(0, 32);
  const letter = { body, id: `${series.name}-${digest}` };
  for (let attempt = 0; ; attempt++) {
    const answer = await post(webhook, letter, AbortSignal.any([signal, AbortSignal.timeout(answerMs)]));
    const pauseMs = pausesMs[attempt];
    if (answer.why === null || signal.aborted) return answer.why;
    if (!answer.isWorthAnother || pauseMs === undefined)
      return attempt === 0 ? answer.why : `${answer.why}, the last of ${attempt + 1} times`;
    await wait(pauseMs, undefined, { signal }).catch(() => {});
  }
}

interface Answer {
  readonly why: string | null;
  /** Whether it may be otherwise in a moment. */
  readonly isWorthAnother: boolean;
}

/** What a receiver says that has too much to do, or is not quite there. */
const isPassing = (status: number): boolean => status >= 500 || [408, 425, 429].includes(status);

async function post(
  { url, headers, secret }: Webhook,
  { body, id }: { readonly body: string; readonly id: string },
  signal: AbortSignal,
): Promise<Answer> {
  try {
    const all = new Headers(headers);
    all.set('content-type', 'application/json');
    for (const [header, text] of Object.entries(signedHeaders(body, { id, at: new Date(), secret })))
      all.set(header, text);
    // it goes where it was told to go and nowhere else
    const reply = await fetch(url, {
      method: 'POST',
      headers: all,
      body,
      signal,
      redirect: 'manual',
    });
    await reply.body?.cancel();
    if (reply.ok) return { why: null, isWorthAnother: false };
    return { why: `it answered with ${reply.status}`, isWorthAnother: isPassing(reply.status) };
  } catch (error) {
    return { why: reasonOf(error), isWorthAnother: true };
  }
}

/** In words that hold no address and no header: the code of the system's error, not what the request says of it. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'it failed';
  if (error.name === 'TimeoutError') return 'it gave no answer in time';
  const { cause } = error;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : null;
  return code === null ? 'the connection failed' : (words[code] ?? `the connection failed (${code})`);
}

const words: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nobody listens there',
  ENOTFOUND: 'there is no computer of that name',
  EAI_AGAIN: 'the name of that computer could not be looked up',
};
