import type { UnknownExposure } from '../plan/settings.ts';
import { type ExposureIntent, keepsImage, type Look, leavesImage } from './exposureEvents.ts';

/** What disk and SerialEM say about an exposure that the journal left open. Gathered by reading only. */
export interface Evidence {
  /** What SerialEM said when it broke the exposure off, or null when it said nothing of the kind. */
  readonly brokenOff: string | null;
  /** SerialEM has answered the exposure with an image: it was made, whatever there is to be seen of it now. */
  readonly hasReturned: boolean;
  /** The last autofocus ended with a result. */
  readonly focusFound: boolean;
  /** SerialEM has been running since before the intent: its buffers and times can be believed. */
  readonly sameSession: boolean;
  /** Sections in the stack; null when there is no such file. */
  readonly sections: number | null;
  /** Tilt of the stack's last section, degrees; null when unknown or when there is none. */
  readonly lastSectionTiltDeg: number | null;
  /** Time of the image in buffer A, seconds since SerialEM started; null when the buffer is empty. */
  readonly bufferTickS: number | null;
  /** The image in buffer A is a Record image, fresh from the camera. */
  readonly bufferIsRecord: boolean;
  /** It is of the kind that the look has taken. */
  readonly bufferIsLook: boolean;
  /** Tilt of the image in buffer A, degrees; null when unknown. */
  readonly bufferTiltDeg: number | null;
}

/** What to do about it. */
export type Verdict =
  | { readonly kind: 'commit-from-stack' }
  | { readonly kind: 'save-from-buffer' }
  | { readonly kind: 'focus-done' }
  | { readonly kind: 'look-done'; readonly tickS: number }
  | { readonly kind: 'void'; readonly proof: string }
  | { readonly kind: 'lost'; readonly lost: 'dose-no-image' | 'unknown-assumed-exposed'; readonly evidence: string }
  | { readonly kind: 'ask-person'; readonly why: string };

/** Goniometer and mdoc agree far better than this; neighbouring tilts are farther apart. */
const sameTiltDeg = 0.5;

/**
 * Decides what became of an exposure whose end is not in the journal (reliability rules R1 to R6).
 *
 * The image in the stack is the strongest evidence, then the image in SerialEM's buffer A. That nothing was exposed is
 * believed only with proof of absence: the same SerialEM session, no answer, no new section and no new image.
 */
export function reconcile(intent: ExposureIntent, evidence: Evidence, unknownExposure: UnknownExposure): Verdict {
  const newImage = evidence.sameSession && evidence.bufferTickS !== null && evidence.bufferTickS > intent.tickBeforeS;
  if (intent.purpose === 'autofocus') return focusVerdict(newImage, evidence, unknownExposure);
  if (!keepsImage(intent)) return lookVerdict(intent.look, newImage, evidence, unknownExposure);

  const sections = evidence.sections ?? 0;
  const added = sections - intent.sectionsBefore;
  if (added < 0)
    return ask(`${intent.file} has ${sections} sections, but had ${intent.sectionsBefore} before the exposure`);
  if (added > 1) return ask(`${intent.file} has ${added} sections more than before the exposure; only one can be ours`);
  if (added === 1) {
    if (isOtherTilt(evidence.lastSectionTiltDeg, intent.tiltDeg)) {
      return ask(
        `the new section of ${intent.file} was taken at ${evidence.lastSectionTiltDeg}°, not at ${intent.tiltDeg}°`,
      );
    }
    return { kind: 'commit-from-stack' };
  }
  if (newImage) {
    if (!evidence.bufferIsRecord)
      return ask(
        'the newest image in buffer A is no Record image: somebody has taken another one since. If the Record is in buffer B, copy it to A',
      );
    if (isOtherTilt(evidence.bufferTiltDeg, intent.tiltDeg)) {
      return ask(`the image in buffer A was taken at ${evidence.bufferTiltDeg}°, not at ${intent.tiltDeg}°`);
    }
    return { kind: 'save-from-buffer' };
  }
  return hasEmptied(intent, evidence) ? ask(emptied) : absent(evidence, unknownExposure);
}

/** A buffer that held an image does not empty itself while SerialEM runs: whoever hears this has not heard the truth. */
function hasEmptied({ tickBeforeS }: ExposureIntent, { sameSession, bufferTickS, hasReturned }: Evidence): boolean {
  return sameSession && bufferTickS === null && (hasReturned || tickBeforeS > 0);
}

const emptied =
  'SerialEM says that buffer A is empty, but it held an image before, so nobody can say whether the last exposure was made';

/** An autofocus that was broken off, or found nothing, is done again: what it was for has not been reached. */
function focusVerdict(newImage: boolean, evidence: Evidence, unknownExposure: UnknownExposure): Verdict {
  if (!newImage) return absent(evidence, unknownExposure);
  if (evidence.focusFound && evidence.brokenOff === null) return { kind: 'focus-done' };
  return { kind: 'lost', lost: 'dose-no-image', evidence: evidence.brokenOff ?? 'the autofocus found no focus' };
}

/** A look whose image is still there need not be made again; of the others only the dose counts. */
function lookVerdict(look: Look, newImage: boolean, evidence: Evidence, unknownExposure: UnknownExposure): Verdict {
  if (!newImage) return absent(evidence, unknownExposure);
  const isThere = leavesImage(look) && evidence.bufferIsLook && evidence.brokenOff === null;
  if (isThere && evidence.bufferTickS !== null) return { kind: 'look-done', tickS: evidence.bufferTickS };
  return {
    kind: 'lost',
    lost: 'dose-no-image',
    evidence: 'the look was made, but what it showed is not known any more',
  };
}

function absent(evidence: Evidence, unknownExposure: UnknownExposure): Verdict {
  if (evidence.brokenOff !== null) return { kind: 'lost', lost: 'dose-no-image', evidence: evidence.brokenOff };
  if (evidence.hasReturned)
    return { kind: 'lost', lost: 'dose-no-image', evidence: 'the image was taken, but it is not there any more' };
  if (evidence.sameSession)
    return { kind: 'void', proof: 'same SerialEM session, no new section, no new image in buffer A' };
  if (unknownExposure === 'retake')
    return { kind: 'void', proof: 'no trace in a new SerialEM session; to be retaken by the setting unknownExposure' };
  return {
    kind: 'lost',
    lost: 'unknown-assumed-exposed',
    evidence: 'SerialEM was restarted and the stack has no new section',
  };
}

const ask = (why: string): Verdict => ({ kind: 'ask-person', why });

const isOtherTilt = (seenDeg: number | null, expectedDeg: number): boolean =>
  seenDeg !== null && Math.abs(seenDeg - expectedDeg) > sameTiltDeg;
