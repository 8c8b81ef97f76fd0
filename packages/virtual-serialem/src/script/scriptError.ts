import { EmFileError } from '@pacetomo/em-files';

/** A command failed as SerialEM's commands fail: a script error with a sentence. External control goes on. */
export class ScriptError extends Error {
  override readonly name = 'ScriptError';
}

/** The script ended itself (Exit, Return). */
export class ScriptExit extends Error {
  override readonly name = 'ScriptExit';
  /** Whether the caller gets an exception: Exit without code or with 0. */
  readonly normal: boolean;

  constructor(normal: boolean) {
    super('The script ended');
    this.normal = normal;
  }
}

/** The person at SerialEM pressed STOP while a command ran. */
export class UserStop extends Error {
  override readonly name = 'UserStop';

  constructor() {
    super('The user pressed STOP');
  }
}

/** Whether an error is trouble with a file or the disk: that happens to a real SerialEM too, and the error's own sentence says what it is. */
export function isFileTrouble(error: unknown): boolean {
  return error instanceof EmFileError || (error instanceof Error && 'syscall' in error);
}
