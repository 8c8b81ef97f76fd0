import { randomUUID } from 'node:crypto';
import type { Failure } from '../api/route.ts';
import { Refusal } from '../desk/refusal.ts';
import { Trouble } from '../run/errors.ts';

/** A reply that says why something cannot be done. */
export interface Failed {
  readonly status: 400 | 401 | 403 | 404 | 405 | 409 | 413 | 415 | 422 | 423 | 429 | 500 | 503;
  readonly failure: Failure;
  /** For the log only; null when the failure says everything. */
  readonly bug: string | null;
}

/** A failure with a number of its own. */
export const failed = (status: Failed['status'], code: string, message: string): Failed => ({
  status,
  failure: { code, message, id: randomUUID().slice(0, 8) },
  bug: null,
});

/** This computer was called by a name that is not its own. */
export const wrongHost = (): Failed =>
  failed(
    403,
    'wrong-host',
    'This server is not called so. Names that lead to it are given with --name when it is started.',
  );

/** What a page is told of an error: the sentence of a trouble; of a bug nothing but the number under which the log has it. */
export function failureOf(error: unknown, folder: string): Failed {
  if (error instanceof Refusal) return failed(error.status, error.code, error.message);
  if (error instanceof Trouble) return failed(422, error.code, withoutFolder(error.message, folder));
  const id = randomUUID().slice(0, 8);
  const message = `Something is wrong in the program itself. Runs go on. Details are in the server’s log under ${id}; please report them.`;
  const bug = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { status: 500, failure: { code: 'bug', message, id }, bug };
}

/** Pages need not know where on the disk a session lies. */
const withoutFolder = (sentence: string, folder: string): string =>
  sentence.replaceAll(`${folder}/`, '').replaceAll(`${folder}\\`, '').replaceAll(folder, 'the session’s folder');
