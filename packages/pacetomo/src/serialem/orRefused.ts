import { Trouble } from '../run/errors.ts';

/** The answer of a command that SerialEM may well refuse, and what its refusal means. */
export async function orRefused<A, R>(answer: Promise<A>, refused: R): Promise<A | R> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof Trouble && error.code === 'serialem-refused') return refused;
    throw error;
  }
}
