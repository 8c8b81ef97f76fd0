import { useEffect } from 'react';
import { call } from './call.ts';
import { noteLease, ownName } from './credentials.ts';
import { noteReply, replies, useReply } from './replies.ts';

/** How often control is renewed, ms; it lapses after 20 s. */
const renewEveryMs = 5000;

/** Why nothing can be done from this browser now; null when it can. */
export function useRefusal(): string | null {
  const { data } = useReply('presence', {});
  if (data === undefined) return 'The server has not answered yet.';
  if (data.role === 'viewer') return 'This link is for looking on. Ask for an operator’s link to do something.';
  if (data.lease.isYours) return null;
  return data.lease.holder === null
    ? 'Nobody has control. Press “Take control” at the top.'
    : `${data.lease.holder} has control. Take it over at the top if that is agreed.`;
}

/** Keeps control for as long as this page has it. */
export function useKeepControl(): void {
  const { data } = useReply('presence', {});
  const isOurs = data?.lease.isYours === true;
  if (data !== undefined) noteLease(data.lease);
  useEffect(() => {
    if (!isOurs) return;
    const timer = setInterval(() => void ask('renew').catch(() => {}), renewEveryMs);
    return () => clearInterval(timer);
  }, [isOurs]);
}

/** Takes, takes over or gives back control. */
export async function ask(wish: 'take' | 'take-over' | 'renew' | 'release'): Promise<void> {
  try {
    const lease = await call('lease', {}, { wish, name: ownName() });
    noteLease(lease);
    const known = replies.getQueryData<ReturnType<typeof useReply<'presence'>>['data']>(['presence', {}]);
    if (known !== undefined) noteReply('presence', {}, { ...known, lease });
  } catch (error) {
    await replies.invalidateQueries({ queryKey: ['presence'] });
    throw error;
  }
}
