import { Trouble } from '../run/errors.ts';
import { askRun } from '../session/askRun.ts';
import { callerName, type Request } from '../session/requests.ts';
import { openRunFolder } from '../session/runFolder.ts';

/** `pacetomo stop RUN`: from the moment of its answer no command is sent to SerialEM for this run. */
export const stop = (runPath: string): Promise<void> => ask(runPath, 'stop');

/** `pacetomo pause RUN`: the run rests after the image in progress. */
export const pause = (runPath: string): Promise<void> => ask(runPath, 'pause');

/** `pacetomo go RUN`: ends a pause. */
export const go = (runPath: string): Promise<void> => ask(runPath, 'go-on');

async function ask(runPath: string, what: 'stop' | 'pause' | 'go-on'): Promise<void> {
  const { path } = await openRunFolder(runPath);
  const answer = await askRun(path, { type: 'action', who: callerName(), what });
  if (answer === null) throw nobodyWorks(path, what);
  if (!answer.ok) throw new Trouble('bad-input', answer.said);
  console.log(answer.said);
}

function nobodyWorks(path: string, what: Extract<Request, { readonly type: 'action' }>['what']): Trouble {
  const instead =
    what === 'go-on'
      ? `Go on with: pacetomo resume ${path}`
      : 'If another computer works on it, make a file STOP in that folder: the run stops when it sees it.';
  return new Trouble(
    'bad-input',
    `No process of this computer works on the run in ${path}; there is nothing to ${words[what]}. ${instead}`,
  );
}

const words = { stop: 'stop', pause: 'pause', 'go-on': 'go on with' } as const;
