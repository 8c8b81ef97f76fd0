import type { RunLive, RunState, RunSummary } from 'pacetomo/page';

/** What is said of a run that stands still. */
export interface RestWords {
  readonly colour: string;
  readonly title: string;
  readonly happened: string;
  /** After the number of images that were taken. */
  readonly safe: string | null;
  readonly todo: string | null;
}

/** What happened, what is safe and what is to be done; null while a run goes on. */
export function restWords(summary: RunSummary, state: RunState, live: RunLive | null): RestWords | null {
  const reason = summary.reason ?? '';
  const open = state.open === null ? '' : ' One exposure is not accounted for yet; that is done first when it resumes.';
  const safe = `in the stacks; the journal knows each of them.${open}`;
  switch (summary.standing) {
    case 'complete':
      return summary.lost + summary.skipped === 0
        ? null
        : {
            colour: 'teal',
            title: 'Complete',
            happened: `${summary.lost} lost, ${summary.skipped} left out; the marks in the grid say why.`,
            safe: null,
            todo: null,
          };
    case 'paused':
      return {
        colour: 'yellow',
        title: `Paused${live?.pausedBy ? ` by ${live.pausedBy}` : ''}`,
        happened: 'It rests between two images. SerialEM can be looked at, but do not move the stage.',
        safe: null,
        todo: '“Go on” ends the pause.',
      };
    case 'waiting':
      return {
        colour: 'yellow',
        title: 'Waits',
        happened: `${reason} It goes on by itself when that is over.`,
        safe: null,
        todo: null,
      };
    case 'being-stopped':
      return {
        colour: 'orange',
        title: 'Being stopped',
        happened: `${reason} No command is sent any more; the one in progress ends.`,
        safe: null,
        todo: null,
      };
    case 'stopped':
      return {
        colour: 'orange',
        title: 'Stopped by a person',
        happened: sentence(reason),
        safe,
        todo: 'take no image by hand before it is resumed. “Resume” goes on.',
      };
    case 'suspended':
      return {
        colour: 'red',
        title: 'Suspended: it needs a person',
        happened: sentence(reason),
        safe,
        todo: 'put right what is said above, then “Resume”.',
      };
    case 'interrupted':
      return {
        colour: 'red',
        title: 'Interrupted',
        happened: sentence(reason),
        safe,
        todo: '“Resume” accounts for the last exposure and goes on.',
      };
    default:
      return null;
  }
}

function sentence(text: string): string {
  const capital = text.charAt(0).toUpperCase() + text.slice(1);
  return capital === '' || /[.!?]$/.test(capital) ? capital : `${capital}.`;
}
