import type { RunEvent, StampedEvent } from 'pacetomo/page';

/** What came of one exposure. */
export type ExposureKind = 'image' | 'lost' | 'void' | 'look' | 'focus' | 'open';

/** One exposure of a run, with the lines of the journal that belong to it. */
export interface Exposure {
  readonly kind: ExposureKind;
  /** Null when it was for nobody in particular. */
  readonly target: string | null;
  /** Null in set-up. */
  readonly step: number | null;
  /** Section of the stack; null when there is no image. */
  readonly section: number | null;
  /** The lines that lead to it and follow from it: indices into the journal, the second one excluded. */
  readonly from: number;
  readonly until: number;
  /** UTC, when it was over. */
  readonly t: string;
}

type Intent = Extract<RunEvent, { readonly type: 'expose.intent' }>;

/**
 * The exposures of a journal in their order. What was measured in an image belongs to it; what was done on the way to the
 * next one, such as a turn of the stage, belongs to the next one.
 */
export function exposuresOf(events: readonly StampedEvent[]): readonly Exposure[] {
  const exposures: Exposure[] = [];
  let from = 0;
  let intent: Intent | null = null;
  let ended: Omit<Exposure, 'from' | 'until'> | null = null;
  const close = (until: number): void => {
    if (ended !== null) {
      exposures.push({ ...ended, from, until });
      from = until;
    }
    ended = null;
  };
  for (const [i, event] of events.entries()) {
    if (event.type === 'expose.intent' || event.type === 'move.intent') close(i);
    if (event.type === 'expose.intent') intent = event;
    else if (intent !== null && isEnd(event)) {
      ended = { ...about(intent), ...outcomeOf(intent, event), t: event.t };
      intent = null;
    }
  }
  if (intent !== null) {
    const last = events.at(-1);
    ended = { ...about(intent), kind: 'open', section: null, t: last?.t ?? '' };
  }
  close(events.length);
  return exposures;
}

type End = Extract<StampedEvent, { readonly type: 'expose.commit' | 'expose.lost' | 'expose.void' }>;

const isEnd = (event: StampedEvent): event is End =>
  event.type === 'expose.commit' || event.type === 'expose.lost' || event.type === 'expose.void';

const about = (intent: Intent): Pick<Exposure, 'target' | 'step'> => ({
  target: 'target' in intent ? intent.target : null,
  step: 'step' in intent ? intent.step : null,
});

function outcomeOf(intent: Intent, event: End): Pick<Exposure, 'kind' | 'section'> {
  if (event.type === 'expose.lost') return { kind: 'lost', section: null };
  if (event.type === 'expose.void') return { kind: 'void', section: null };
  if ('section' in event) return { kind: 'image', section: event.section };
  return { kind: intent.purpose === 'autofocus' ? 'focus' : 'look', section: null };
}

/** What each kind is called. */
export const exposureWords: Readonly<Record<ExposureKind, string>> = {
  image: 'image',
  lost: 'exposed, but no image was kept',
  void: 'not exposed after all',
  look: 'look',
  focus: 'autofocus',
  open: 'not accounted for yet',
};

/** Place of the exposure that a slot was given, the last one of it; −1 when there is none. */
export const exposureAt = (exposures: readonly Exposure[], target: string, step: number): number =>
  exposures.findLastIndex((one) => one.target === target && one.step === step && one.kind !== 'look');
