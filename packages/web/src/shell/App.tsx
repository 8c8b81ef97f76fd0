import { Center, Loader } from '@mantine/core';
import { useEffect, useState } from 'react';
import { call, Refused } from '../server/call.ts';
import { keepToken, token } from '../server/credentials.ts';
import { replies } from '../server/replies.ts';
import { NoEntry } from './NoEntry.tsx';
import { Shell } from './Shell.tsx';

type Entry = { readonly kind: 'waiting' | 'in' } | { readonly kind: 'out'; readonly why: string | null };

/** The page: signs in with the code of the link, then shows everything. */
export function App() {
  const [entry, setEntry] = useState<Entry>({ kind: token() === null || codeInAddress() !== null ? 'waiting' : 'in' });

  useEffect(() => {
    if (entry.kind === 'waiting') void enter().then(setEntry);
  }, [entry.kind]);

  useEffect(() => {
    const hear = (): void => setEntry({ kind: 'waiting' });
    const onHash = (): void => {
      if (codeInAddress() !== null) hear();
    };
    window.addEventListener('hashchange', onHash);
    const off = replies.getQueryCache().subscribe(({ query }) => {
      const { error } = query.state;
      if (error instanceof Refused && error.status === 401) setEntry({ kind: 'out', why: error.message });
    });
    return () => {
      window.removeEventListener('hashchange', onHash);
      off();
    };
  }, []);

  if (entry.kind === 'in') return <Shell />;
  if (entry.kind === 'out') return <NoEntry why={entry.why} />;
  return (
    <Center h="100%">
      <Loader aria-label="Signing in" />
    </Center>
  );
}

/** The one-time code of the link: in the part of an address that is never sent to a server. */
const codeInAddress = (): string | null => /^#code=([\w-]+)$/.exec(location.hash)?.[1] ?? null;

async function enter(): Promise<Entry> {
  const code = codeInAddress();
  if (code === null) return token() === null ? { kind: 'out', why: null } : { kind: 'in' };
  history.replaceState(null, '', location.pathname);
  try {
    keepToken((await call('signIn', {}, { code })).token);
    replies.clear();
    return { kind: 'in' };
  } catch (error) {
    if (token() !== null) return { kind: 'in' };
    return { kind: 'out', why: error instanceof Error ? error.message : String(error) };
  }
}
