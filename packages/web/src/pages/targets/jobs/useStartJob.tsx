import type { AreaView, JobWish } from 'pacetomo/page';
import { type ReactNode, useCallback } from 'react';
import { useConfirm } from '../../../parts/Confirm.tsx';
import { sayTrouble } from '../../../parts/say.ts';
import { call } from '../../../server/call.ts';
import { useRefusal } from '../../../server/control.ts';
import { replies, useReply } from '../../../server/replies.ts';
import { askedBefore } from './wishWords.ts';

export interface StartJob {
  /** The question that is asked, to be shown. */
  readonly dialog: ReactNode;
  /** Asks, and begins a job. True when it has begun. */
  readonly start: (wish: JobWish) => Promise<boolean>;
  /** Why no job can begin; null when one can. */
  readonly refused: string | null;
}

/** Begins jobs on an area, after the person has agreed to what they expose. */
export function useStartJob(area: AreaView | null): StartJob {
  const { dialog, confirm } = useConfirm();
  const noControl = useRefusal();
  const { data: microscope } = useReply('microscope', {});
  const noMicroscope =
    microscope === undefined || microscope.state === 'ours'
      ? null
      : microscope.state === 'none'
        ? 'Connect to SerialEM first, on the page Microscope.'
        : microscope.sentence;
  const refused = noControl ?? noMicroscope;
  const start = useCallback(
    async (wish: JobWish): Promise<boolean> => {
      if (refused !== null) {
        sayTrouble(refused);
        return false;
      }
      const asked = askedBefore(wish, area);
      if (asked !== null && !(await confirm(asked))) return false;
      try {
        await call('startJob', {}, wish);
        await replies.invalidateQueries({ queryKey: ['jobs'] });
        return true;
      } catch (error) {
        sayTrouble(error);
        return false;
      }
    },
    [refused, area, confirm],
  );
  return { dialog, start, refused };
}
