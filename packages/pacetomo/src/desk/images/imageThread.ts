import { parentPort } from 'node:worker_threads';
import { EmFileError } from '@pacetomo/em-files';
import { Trouble } from '../../run/errors.ts';
import { doTask, type ImageTask } from './imageTasks.ts';
import type { Asking, Reply } from './workshop.ts';

// The entry of a thread that works on images (see workshop.ts).
const port = parentPort;
port?.on('message', ({ number, task }: Asking) => {
  void answer(number, task).then((reply) => port.postMessage(reply));
});

async function answer(number: number, task: ImageTask): Promise<Reply> {
  try {
    return { number, kind: 'done', value: await doTask(task) };
  } catch (error) {
    if (error instanceof Trouble) return { number, kind: 'trouble', code: error.code, sentence: error.message };
    if (error instanceof EmFileError) return { number, kind: 'trouble', code: 'bad-input', sentence: error.message };
    return { number, kind: 'bug', text: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}
