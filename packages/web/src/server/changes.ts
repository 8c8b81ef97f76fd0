import type { Notice, PageEvent } from 'pacetomo/page';
import { create } from 'zustand';
import { addressOf } from './call.ts';
import { listen, type StreamState } from './liveStream.ts';
import { readAgainAfter, replies } from './replies.ts';

interface Heard {
  readonly stream: StreamState;
  /** The newest first. */
  readonly notices: readonly Notice[];
  /** Notices that nobody has looked at. */
  readonly unread: number;
  readonly read: () => void;
}

/** What the server has told since the page was opened. */
export const useHeard = create<Heard>((set) => ({
  stream: 'connecting',
  notices: [],
  unread: 0,
  read: () => set({ unread: 0 }),
}));

const mostKept = 200;

/** Listens to everything that changes. `alarm` is called for each notice. Gives what ends it. */
export function followChanges(alarm: (notice: Notice) => void): () => void {
  return listen({
    address: addressOf('events', {}),
    after: 0,
    evenHidden: true,
    onState: (stream) => {
      if (stream === 'live' && useHeard.getState().stream === 'away') void replies.invalidateQueries();
      useHeard.setState({ stream });
    },
    on: {
      resync: () => void replies.invalidateQueries(),
      change: (data) => {
        const event = JSON.parse(data) as PageEvent; // written by a server of this version
        if (event.type === 'changed') return readAgainAfter(event.what, event.id);
        useHeard.setState(({ notices, unread }) => ({
          notices: [event.notice, ...notices].slice(0, mostKept),
          unread: unread + 1,
        }));
        alarm(event.notice);
      },
    },
  });
}
