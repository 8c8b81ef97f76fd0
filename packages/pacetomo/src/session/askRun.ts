import { connect } from 'node:net';
import { Trouble } from '../run/errors.ts';
import { placeOfRun } from './lock.ts';
import { type Answer, parseAnswer, type Request } from './requests.ts';

/** A process that works answers within milliseconds. */
const patienceMs = 5000;

/**
 * Asks the process that works on a run; null when no process of this computer does.
 *
 * @throws Trouble `run-in-use` when there is one that does not answer.
 */
export async function askRun(folder: string, request: Request): Promise<Answer | null> {
  const line = await exchangeLine(await placeOfRun(folder), `${JSON.stringify(request)}\n`);
  if (line === null) return null;
  const answer = line === 'silence' ? null : parseAnswer(line);
  if (answer !== null) return answer;
  throw new Trouble(
    'run-in-use',
    `A process of this computer works in ${folder}, but it gives no answer. If the run has to stand still, press STOP in SerialEM; a process that hangs can be ended with the task manager, and the run resumed.`,
  );
}

/** Says one line to whoever listens at a place and gives the line that comes back; null when nobody listens there. */
export function exchangeLine(path: string, line: string): Promise<string | null | 'silence'> {
  return new Promise((resolve) => {
    let answer = '';
    const socket = connect(path, () => socket.write(line));
    socket.setEncoding('utf8');
    socket.setTimeout(patienceMs, () => socket.destroy());
    socket.on('data', (text: string) => (answer += text));
    socket.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT' || error.code === 'ECONNREFUSED') resolve(null);
    });
    socket.once('close', () => resolve(answer === '' ? 'silence' : answer));
  });
}
