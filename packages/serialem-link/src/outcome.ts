import { LinkError, type LinkErrorCode } from './linkError.ts';
import { scriptError, transportError, unframeErrorText } from './scriptError.ts';
import type { Closing } from './wire.ts';

/** Something that was asked of SerialEM, for messages about it. */
export interface Deed {
  /** As SerialEM would write it: `TiltTo(-3)`. */
  readonly written: string;
  /** Whether it is a plain question. */
  readonly repeatable: boolean;
  /** Whether the answer waits for a person, who may be at lunch: no time is too long for it. */
  readonly waitsForPerson?: boolean;
}

const whenBusy = 'Wait until it is idle, then connect again.';
const afterStop = 'Ask whoever pressed it before you go on.';

/** The connection was gone before anything was sent. */
export function notSent(deed: Deed, closing: Closing): LinkError {
  const message = `${deed.written} was not sent, because the connection to SerialEM is closed: ${closing.why}.`;
  return failure(deed, 'not-sent', 'no', message, closing.cause);
}

/** The connection ended after sending and before the answer. */
export function lost(deed: Deed, closing: Closing): LinkError {
  const known = `The answer to ${deed.written} was lost: ${closing.why}. SerialEM may or may not have carried it out`;
  const advice = deed.repeatable ? 'it only asks, so it may be asked again' : 'do not send it again';
  return failure(deed, 'reply-lost', 'unknown', `${known}; ${advice}.`, closing.cause);
}

/** Something came back that is not SerialEM's protocol. */
export function nonsense(deed: Deed, found: string): LinkError {
  const message = `The answer to ${deed.written} is not SerialEM’s protocol: ${found}. Is it SerialEM that answers on this port?`;
  return failure(deed, 'protocol', 'unknown', message);
}

/** The failure that a negative return value stands for. */
export function transportFailure(deed: Deed, code: number): LinkError {
  switch (code) {
    case transportError.busy:
      return failure(
        deed,
        'busy',
        'no',
        `SerialEM is busy and did not take ${deed.written} (return value -9). ${whenBusy}`,
      );
    case transportError.userStop:
      return failure(deed, 'user-stop', 'no', `SerialEM did not take ${deed.written}: STOP was pressed. ${afterStop}`);
    case transportError.noMemory:
    case transportError.replyTooBig: {
      const why = `it had no memory for the answer (return value ${code})`;
      return failure(deed, 'reply-unbuildable', 'yes', `SerialEM carried out ${deed.written}, but ${why}.`);
    }
    case transportError.unknownFunction:
    case transportError.tooShort:
    case transportError.tooBig:
    case transportError.wrongLength: {
      const why = `it did not understand the message (return value ${code})`;
      return failure(deed, 'refused', 'no', `SerialEM did not carry out ${deed.written}: ${why}.`);
    }
    default:
      return nonsense(deed, `the return value ${code}, which does not exist`);
  }
}

/** The failure that the script error of a reply stands for; undefined if there is none. */
export function commandFailure(
  deed: Deed,
  name: string,
  error: number,
  values: readonly (number | string)[],
): LinkError | undefined {
  switch (error) {
    case scriptError.none:
      return undefined;
    case scriptError.userStop:
      return failure(deed, 'user-stop', 'begun', `STOP was pressed in SerialEM during ${deed.written}. ${afterStop}`);
    case scriptError.normalExit:
    case scriptError.exitWithCode:
      if (name === 'Exit' || name === 'Return') return undefined; // that is what was asked for
      return failure(deed, 'script-ended', 'begun', `${deed.written} ended the script in SerialEM.`);
    default:
      return failedCommand(deed, values[0]);
  }
}

function failedCommand(deed: Deed, value: number | string | undefined): LinkError {
  const serialEmText = typeof value === 'string' ? unframeErrorText(value) : '';
  const silent = 'SerialEM gave no reason here; after NoMessageBoxOnError(1) it does, instead of asking on its screen';
  const message = `${deed.written} failed: ${serialEmText === '' ? `${silent}.` : serialEmText}`;
  const known = { carriedOut: 'begun', repeatable: deed.repeatable } as const;
  return new LinkError({ code: 'command-failed', message, command: deed.written, serialEmText, ...known });
}

function failure(
  deed: Deed,
  code: LinkErrorCode,
  carriedOut: LinkError['carriedOut'],
  message: string,
  cause?: unknown,
): LinkError {
  const repeatable = code !== 'user-stop' && (carriedOut === 'no' || deed.repeatable);
  return new LinkError({ code, message, command: deed.written, carriedOut, repeatable, cause });
}
