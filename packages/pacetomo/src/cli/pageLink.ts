import { type FromJob, type JobAnswer, type ToJob, toJob } from '../session/pageTalk.ts';

/** The page that has started this program, as far as it can be talked with. */
export interface PageLink {
  /** Tells it something; says nothing when it is gone. */
  tell(message: FromJob): void;
  /** Calls a function with every answer of the page until the one that it gives is called. */
  onAnswer(hear: (id: string, answer: JobAnswer) => void): () => void;
  /** Calls a function when the page wants a stop, or is gone itself. */
  onStop(stop: (who: string) => void): () => void;
}

/** Only the program itself talks with a page; whoever uses its parts, as tests do, has none. */
let link: PageLink | null = null;

/** The page that has started this program; null when a person or a script has. */
export const pageLink = (): PageLink | null => link;

/** Begins to listen, if this program was started by one that wants to talk. */
export function listenToPage(): void {
  if (process.send === undefined) return;
  const hearers = new Set<(message: ToJob) => void>();
  let isGone = false;
  const spread = (message: ToJob): void => {
    for (const hear of hearers) hear(message);
  };
  process.on('message', (raw) => {
    const read = toJob.safeParse(raw);
    if (read.success) spread(read.data);
  });
  process.on('disconnect', () => {
    isGone = true;
    spread(gone);
  });
  process.channel?.unref(); // what is done here keeps this process alive, not that somebody could say something
  link = {
    tell: (message) => void (isGone || process.send?.(message, undefined, undefined, () => {})),
    onAnswer: (hear) => listen(hearers, (message) => message.type === 'answer' && hear(message.id, message.answer)),
    onStop: (stop) => {
      if (isGone) stop(gone.who);
      return listen(hearers, (message) => message.type === 'stop' && stop(message.who));
    },
  };
}

const gone = { type: 'stop', who: 'the page, which is gone' } as const;

function listen(hearers: Set<(message: ToJob) => void>, hear: (message: ToJob) => unknown): () => void {
  const mine = (message: ToJob): void => void hear(message);
  hearers.add(mine);
  return () => hearers.delete(mine);
}
