import type { Microscope } from '../../microscope/microscope.ts';
import { Trouble } from '../../run/errors.ts';
import { focus } from '../exposing.ts';
import type { Running } from '../running.ts';
import { turnStage } from '../turnStage.ts';

/** Focuses on the tracking target at the start tilt. An autofocus that was finished is not done again. */
export async function focusAtStart(scope: Microscope, run: Running): Promise<void> {
  await turnStage(scope, run, 0);
  if (run.state.focused || (await focus(scope, run))) return;
  throw new Trouble(
    'autofocus-failed',
    'SerialEM could not focus on the tracking target. Nothing has been recorded. Focus there by hand, or see whether the Focus area lies on something with contrast, then resume; the autofocus is done again.',
  );
}
