import { useMutation } from '@tanstack/react-query';
import type { BodyOf } from 'pacetomo/page';
import { say, sayTrouble } from '../parts/say.ts';
import { call } from '../server/call.ts';
import { replies } from '../server/replies.ts';

/** What may be asked of a run while it goes on. */
export type Wish = BodyOf<'wish'>;
/** What becomes of a stage that was moved. */
export type Realign = BodyOf<'resume'>['realign'];

/** Asks something of a run, on the strength of what this page has read of it; shows what it answers. */
export function useWish(run: string, lastSeq: number) {
  return useMutation({
    mutationFn: (wish: Wish) => call('wish', { run }, wish, { expectedSeq: lastSeq }),
    onSuccess: ({ said }) => say('Understood', said),
    onError: sayTrouble,
    onSettled: () => readAgain(run),
  });
}

/** Stops a run. */
export function useStop(run: string) {
  return useMutation({
    mutationFn: () => call('stopRun', { run }),
    onSuccess: ({ said }) => say('Stop', said),
    onError: sayTrouble,
    onSettled: () => readAgain(run),
  });
}

/** Goes on with a run. */
export function useResume(run: string, lastSeq: number, done: () => void) {
  return useMutation({
    mutationFn: (realign: Realign) => call('resume', { run }, { realign }, { expectedSeq: lastSeq }),
    onSuccess: () => {
      say('Resumed', 'First it looks whether everything is as it was.');
      done();
    },
    onError: sayTrouble,
    onSettled: () => readAgain(run),
  });
}

function readAgain(run: string): void {
  void replies.invalidateQueries({ queryKey: ['run', { run }] });
  void replies.invalidateQueries({ queryKey: ['runs', {}] });
}
