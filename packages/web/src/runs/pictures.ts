import type { imageSizes } from 'pacetomo/page';
import { useEffect, useSyncExternalStore } from 'react';
import { callBytes, Refused } from '../server/call.ts';

/** An image of a run, at one of three sizes. */
export interface PictureWish {
  readonly run: string;
  readonly target: string;
  readonly step: number;
  readonly size: keyof typeof imageSizes;
  /** Section of the stack: of two images of a slot, the second one is shown. */
  readonly section: number | null;
}

/** An image as far as it has come. */
export type Picture =
  | { readonly state: 'waiting' }
  | { readonly state: 'there'; readonly url: string }
  | { readonly state: 'trouble'; readonly sentence: string };

/** So many are asked for at once. */
const mostAtOnce = 4;
/** So many that nobody looks at are kept: people scroll back. */
const mostKept = 400;
/** An image that cannot be read yet is asked for again, ms. */
const retryMs = [1500, 4000, 10_000] as const;

interface Entry {
  readonly wish: PictureWish;
  picture: Picture;
  readers: number;
  tries: number;
  isAsked: boolean;
}

const waiting: Picture = { state: 'waiting' };
const entries = new Map<string, Entry>();
/** Large ones first: somebody looks at them closely. */
const urgent: string[] = [];
const queue: string[] = [];
const listeners = new Map<string, Set<() => void>>();
let inProgress = 0;

const queueOf = ({ size }: PictureWish): string[] => (size === 'thumb' ? queue : urgent);

const keyOf = ({ run, target, step, size, section }: PictureWish): string =>
  `${run}/${target}/${step}/${size}/${section}`;

/** An image of a run. Asked for while it is wanted, the newest wish first; let go of when nobody looks at it. */
export function usePicture(wish: PictureWish | null): Picture {
  const key = wish === null ? null : keyOf(wish);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key says all of the wish, which is another object each time
  useEffect(() => (wish === null || key === null ? undefined : want(key, wish)), [key]);
  return useSyncExternalStore(
    (tell) => (key === null ? () => {} : listenTo(key, tell)),
    () => (key === null ? waiting : (entries.get(key)?.picture ?? waiting)),
  );
}

function listenTo(key: string, tell: () => void): () => void {
  const tellers = listeners.get(key) ?? new Set();
  listeners.set(key, tellers.add(tell));
  return () => {
    tellers.delete(tell);
    if (tellers.size === 0) listeners.delete(key);
  };
}

function want(key: string, wish: PictureWish): () => void {
  const entry = entries.get(key) ?? { wish, picture: waiting, readers: 0, tries: 0, isAsked: false };
  entry.readers += 1;
  entries.delete(key);
  entries.set(key, entry); // the newest comes last
  if (!entry.isAsked && entry.picture.state !== 'there') {
    queueOf(wish).push(key);
    work();
  }
  return () => {
    entry.readers -= 1;
    forgetSome();
  };
}

function work(): void {
  while (inProgress < mostAtOnce) {
    const key = urgent.pop() ?? queue.pop();
    if (key === undefined) return;
    const entry = entries.get(key);
    if (entry === undefined || entry.readers === 0 || entry.isAsked || entry.picture.state === 'there') continue;
    inProgress += 1;
    entry.isAsked = true;
    void ask(key, entry).finally(() => {
      inProgress -= 1;
      entry.isAsked = false;
      work();
    });
  }
}

async function ask(key: string, entry: Entry): Promise<void> {
  const { run, target, step, size, section } = entry.wish;
  try {
    const query = section === null ? '' : `?section=${section}`;
    const reply = await callBytes('image', { run, target, step: String(step), size }, { query });
    put(key, entry, { state: 'there', url: URL.createObjectURL(await reply.blob()) });
  } catch (error) {
    const sentence = error instanceof Refused ? error.message : 'The image cannot be shown.';
    put(key, entry, { state: 'trouble', sentence });
    const laterMs = retryMs[entry.tries];
    entry.tries += 1;
    if (laterMs !== undefined)
      setTimeout(() => {
        queueOf(entry.wish).push(key);
        work();
      }, laterMs);
  }
}

function put(key: string, entry: Entry, picture: Picture): void {
  entry.picture = picture;
  for (const tell of listeners.get(key) ?? []) tell();
}

function forgetSome(): void {
  const idle = [...entries].filter(([, { readers, isAsked }]) => readers === 0 && !isAsked);
  for (const [key, { picture }] of idle.slice(0, Math.max(0, idle.length - mostKept))) {
    if (picture.state === 'there') URL.revokeObjectURL(picture.url);
    entries.delete(key);
  }
}
