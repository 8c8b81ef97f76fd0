/** What kind of trouble ended or prevented a run. docs/errors.md has a paragraph for each. */
export type TroubleCode =
  | 'bad-input' // a file or a setting cannot be used as it is
  | 'cannot-connect' // nothing that speaks SerialEM's protocol answers there
  | 'serialem-busy'
  | 'serialem-refused' // SerialEM answered a command with an error
  | 'reply-lost' // a command may or may not have been carried out
  | 'exposure-failed' // SerialEM broke an exposure off
  | 'user-stop' // somebody pressed STOP in SerialEM
  | 'would-overwrite'
  | 'cannot-write' // our own files: disk full, no such folder, no permission
  | 'limit' // a command that the gate does not let through
  | 'needs-person' // disk, microscope and journal disagree
  | 'run-in-use' // another process works on this run
  | 'damaged-journal'
  | 'autofocus-failed';

/** A failure of the world, as one sentence that says what happened, to what, and what to do. */
export class Trouble extends Error {
  override readonly name = 'Trouble';
  readonly code: TroubleCode;

  constructor(code: TroubleCode, sentence: string, options?: { readonly cause?: unknown }) {
    super(sentence, options);
    this.code = code;
  }
}
