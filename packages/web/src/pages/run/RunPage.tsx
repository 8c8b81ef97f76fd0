import { useMediaQuery } from '@mantine/hooks';
import { Redirect } from 'wouter';
import { isAtWork } from '../../runs/standing.ts';
import { useReply } from '../../server/replies.ts';
import { PhoneRun } from './PhoneRun.tsx';
import { RunList } from './RunList.tsx';
import { RunView } from './RunView.tsx';

/** Watching and steering a run. Without a run in the address, the one that goes on is shown, or a list to choose from. */
export function RunPage({ id }: { readonly id: string | null }) {
  const isPhone = useMediaQuery('(max-width: 600px)', false, { getInitialValueInEffect: false });
  const { data: runs } = useReply('runs', {});
  const working = runs?.find(({ standing }) => isAtWork(standing));
  const newest = runs?.[0];
  if (id === null && working !== undefined) return <Redirect to={`/run/${encodeURIComponent(working.run)}`} replace />;
  if (isPhone) return <PhoneRun run={id ?? newest?.run ?? null} />;
  return id === null ? <RunList /> : <RunView key={id} run={id} />;
}
