/**
 * What is asked for cannot be done as things stand now, through nobody's fault: somebody else was faster, or it is not there.
 * The page shows the sentence, reads again and lets its user ask anew.
 */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: 400 | 401 | 404 | 409 | 423 | 429;
  readonly code: string;

  constructor(status: Refusal['status'], code: string, sentence: string) {
    super(sentence);
    this.status = status;
    this.code = code;
  }
}
