import { LinkError } from '@pacetomo/serialem-link';
import { Trouble, type TroubleCode } from '../run/errors.ts';
import type { ExposingCommand } from './exposingCommand.ts';

/** What was broken off, and what that leaves behind. */
const brokenOffWords: Readonly<Record<ExposingCommand, readonly [what: string, afterwards: string]>> = {
  R: ['an exposure', 'If it left no image its dose is counted and that tilt is left out.'],
  G: ['the autofocus', 'The Focus area may have got its dose, and defocus may have changed.'],
  V: ['a View', 'The specimen may have got its dose.'],
  L: ['a Preview', 'The specimen may have got its dose.'],
  Search: ['a Search image', 'The specimen may have got its dose.'],
  Montage: ['a montage', 'Some of its pieces may have got their dose, and the stage may stand at one of them.'],
  AcquireToMatchBuffer: ['an image like the reference', 'The specimen may have got its dose.'],
  Eucentricity: [
    'the search for eucentric height',
    'The stage may be tilted, and its height may have changed: look where it stands.',
  ],
  RealignToOtherItem: [
    'finding an item of the Navigator again',
    'The stage may stand elsewhere: look at the item and its map.',
  ],
  RefineZLP: ['the search for the zero-loss peak', 'The slit may be out or beside the peak: refine it by hand.'],
};

/** The shutter may have been open: whoever hears this has to count the dose. */
export function brokenOff(name: ExposingCommand, cause: LinkError): Trouble {
  const [what, afterwards] = brokenOffWords[name];
  return new Trouble(
    'exposure-failed',
    `SerialEM broke ${what} off: ${cause.message} ${afterwards} Put right what SerialEM complains of, then resume.`,
    { cause },
  );
}

const busy =
  'SerialEM is busy and does not give control: a script, a montage, a tilt series or the Acquire at Items dialog is still open there. End it, then start again; nothing was changed.';

const troubleCodes: Readonly<Record<string, TroubleCode>> = {
  'command-failed': 'serialem-refused',
  'reply-lost': 'reply-lost',
  'reply-unbuildable': 'reply-lost',
  protocol: 'reply-lost',
  'user-stop': 'user-stop',
  'cannot-connect': 'cannot-connect',
  'not-sent': 'cannot-connect',
};

/** A failure of the link in the words of a run. Anything else is a bug and passes unchanged. */
export function troubleOf(error: unknown): unknown {
  if (!(error instanceof LinkError)) return error;
  if (error.code === 'busy') return new Trouble('serialem-busy', busy, { cause: error });
  return new Trouble(troubleCodes[error.code] ?? 'serialem-refused', error.message, { cause: error });
}
