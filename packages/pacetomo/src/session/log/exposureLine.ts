import type { Look } from '../../run/exposureEvents.ts';
import type { RunState } from '../../run/state.ts';
import type { EventOf } from './words.ts';

/** What belongs to accounting for exposures. */
export type ExposureEvent = EventOf<
  | 'expose.intent'
  | 'expose.returned'
  | 'save.requested'
  | 'expose.commit'
  | 'expose.failed'
  | 'expose.void'
  | 'expose.lost'
  | 'reconcile'
>;

const lookWords: Readonly<Record<Look, string>> = {
  view: 'A View',
  preview: 'A Preview',
  map: 'An image like the map',
  focus: 'A measured focus',
  eucentricity: 'A search for eucentric height',
  realign: 'A realignment to the map',
  slit: 'A search for the zero-loss peak',
  recentre: 'An image to find the tracking target again',
};

/** A line for an event of an exposure, or null when its measurement says all. */
export function exposureLine(state: RunState, event: ExposureEvent): string | null {
  switch (event.type) {
    case 'expose.intent':
    case 'expose.returned':
    case 'save.requested':
      return null;
    case 'expose.commit':
      return commitLine(state, event);
    case 'expose.failed':
      return event.reason;
    case 'expose.void':
      return `No exposure was made: ${event.proof}.`;
    case 'expose.lost':
      return `An exposure left no image (${event.evidence}). Its dose is counted; a tilt that it was meant for is left out.`;
    case 'reconcile':
      return findingLine(event.finding);
    default:
      return event satisfies never;
  }
}

function commitLine(state: RunState, event: EventOf<'expose.commit'>): string | null {
  if (event.purpose === 'look') return lookLine(state, event.doseEPerA2);
  if (event.how !== 'normal') return `The last exposure was accounted for (${event.how}).`;
  if (event.purpose === 'tile') return `Piece of a montage saved: ${[...state.tiles.keys()].at(-1)}.`;
  return event.purpose === 'again' ? 'The tracking target was taken once more.' : null;
}

function lookLine({ looks }: RunState, doseEPerA2: number): string | null {
  const last = looks.at(-1);
  if (last === undefined) return null;
  const whom = last.target === null ? '' : ` of target ${last.target}`;
  return `${lookWords[last.look]}${whom}: ${doseEPerA2.toFixed(2)} e/Å².`;
}

/** What the evidence led to, in words; the whole of it stands in the journal. */
function findingLine(finding: string): string {
  const [, kind = finding] = /"kind":"([a-z-]+)"/.exec(finding) ?? [];
  return `Looked for what became of the last exposure: ${kind.replaceAll('-', ' ')}.`;
}
