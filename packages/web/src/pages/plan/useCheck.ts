import type { AreaView, CheckView } from 'pacetomo/page';
import { useState } from 'react';
import { sayTrouble } from '../../parts/say.ts';
import { call } from '../../server/call.ts';
import { replies, useReply } from '../../server/replies.ts';
import { usePlan } from './planStore.ts';

/** Makes dry runs of the chosen areas; `isAsking` while one is made. A failure is shown and gives null. */
export function useCheck(): {
  readonly isAsking: boolean;
  readonly check: (areas: readonly string[], askSerialEm: boolean) => Promise<CheckView | null>;
} {
  const [isAsking, setAsking] = useState(false);
  const check = async (areas: readonly string[], askSerialEm: boolean): Promise<CheckView | null> => {
    setAsking(true);
    try {
      const versions = Object.fromEntries(areas.map((area) => [area, knownVersion(area)]));
      const view = await call('check', {}, { areas: [...areas], askSerialEm });
      usePlan.setState({ checked: { areas, versions, view, at: new Date().toISOString() } });
      return view;
    } catch (error) {
      sayTrouble(error);
      return null;
    } finally {
      setAsking(false);
    }
  };
  return { isAsking, check };
}

/** Why the last dry run says nothing about what is chosen now, or null. */
export function useStale(opened: string | null): string | null {
  const { checked, chosen } = usePlan();
  const { data } = useReply('area', { area: opened ?? '' }, opened !== null);
  if (checked === null) return null;
  if (checked.areas.join('\n') !== chosen.join('\n')) return 'Other areas are chosen since the dry run.';
  const version = opened === null ? null : (checked.versions[opened] ?? null);
  return version !== null && data !== undefined && data.version !== version
    ? `${opened} has changed since the dry run.`
    : null;
}

const knownVersion = (area: string): number | null =>
  replies.getQueryData<AreaView>(['area', { area }])?.version ?? null;
