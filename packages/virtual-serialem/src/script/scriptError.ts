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
