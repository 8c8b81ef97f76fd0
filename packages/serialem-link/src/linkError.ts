/**
 * How a call failed.
 *
 * - `cannot-connect`: nothing answers at that address and port.
 * - `not-sent`: the connection was already gone, so no byte left; connect again.
 * - `busy`: SerialEM (-9) is doing something else and did not take the command.
 * - `refused`: SerialEM (-1, -4, -5, -6) did not understand the message; a fault of this package or a much older SerialEM.
 * - `command-failed`: SerialEM began the command and reported an error; `serialEmText` has its words.
 * - `user-stop`: a person pressed STOP in SerialEM. Only a person should start again.
 * - `script-ended`: the command ended SerialEM's script, as when a called script runs `Exit`.
 * - `reply-unbuildable`: SerialEM (-2, -3) did the work and had no memory for the answer.
 * - `unexpected-values`: done and answered, but with values that this package does not expect from that command.
 * - `reply-lost`: sent, and the connection ended or the time ran out before the answer came.
 * - `protocol`: what came back is not SerialEM's protocol.
 */
export type LinkErrorCode =
  | 'cannot-connect'
  | 'not-sent'
  | 'busy'
  | 'refused'
  | 'command-failed'
  | 'user-stop'
  | 'script-ended'
  | 'reply-unbuildable'
  | 'unexpected-values'
  | 'reply-lost'
  | 'protocol';

/** Whether SerialEM carried a command out: certainly not, begun and perhaps in part, certainly, or nobody knows. */
export type CarriedOut = 'no' | 'begun' | 'yes' | 'unknown';

/** The fields of a {@link LinkError}. */
export interface LinkFailure {
  readonly code: LinkErrorCode;
  /** A sentence for a person: what happened, to what, and what to do. */
  readonly message: string;
  /** The call as SerialEM would write it, `TiltTo(-3)`; empty where there was none. */
  readonly command?: string;
  readonly carriedOut: CarriedOut;
  /** Whether the same command may be sent again without doing anything twice. */
  readonly repeatable: boolean;
  /** SerialEM's own words; empty if it gave none. */
  readonly serialEmText?: string;
  readonly cause?: unknown;
}

/** Something went wrong between this program and SerialEM. Mistakes of the calling program are plain Errors instead. */
export class LinkError extends Error {
  override readonly name = 'LinkError';
  readonly code: LinkErrorCode;
  /** The call as SerialEM would write it, `TiltTo(-3)`; empty where there was none. */
  readonly command: string;
  readonly carriedOut: CarriedOut;
  /**
   * Whether the same command may be sent again without doing anything twice: it is a plain question, or it was certainly
   * not carried out. Never true after a STOP. This package itself never sends anything again.
   */
  readonly repeatable: boolean;
  /** SerialEM's own words, without the frame it puts round them; empty if it gave none. */
  readonly serialEmText: string;

  constructor(failure: LinkFailure) {
    super(failure.message, failure.cause === undefined ? undefined : { cause: failure.cause });
    this.code = failure.code;
    this.command = failure.command ?? '';
    this.carriedOut = failure.carriedOut;
    this.repeatable = failure.repeatable;
    this.serialEmText = failure.serialEmText ?? '';
  }
}

/** Whether something that was thrown is a {@link LinkError}, of that code if one is given. */
export function isLinkError(error: unknown, code?: LinkErrorCode): error is LinkError {
  return error instanceof LinkError && (code === undefined || error.code === code);
}
