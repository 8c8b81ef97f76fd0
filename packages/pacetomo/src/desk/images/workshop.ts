import { Worker } from 'node:worker_threads';
import { EmFileError } from '@pacetomo/em-files';
import { Trouble, type TroubleCode } from '../../run/errors.ts';
import { doTask, type ImageTask, type ReplyTo } from './imageTasks.ts';

/** What a thread is asked. */
export interface Asking {
  readonly number: number;
  readonly task: ImageTask;
}

/** What it answers. */
export type Reply =
  | { readonly number: number; readonly kind: 'done'; readonly value: ReplyTo<ImageTask> }
  | { readonly number: number; readonly kind: 'trouble'; readonly code: TroubleCode; readonly sentence: string }
  | { readonly number: number; readonly kind: 'bug'; readonly text: string };

/** A thread that has nothing to do for so long ends. */
const idleMs = 30_000;

/** The thread's program; null when this runs from TypeScript sources, which a thread of Node 20 cannot. */
const program = import.meta.url.endsWith('.js') ? new URL('./imageThread.js', import.meta.url) : null;

interface Waiting {
  readonly done: (value: ReplyTo<ImageTask>) => void;
  readonly failed: (error: Error) => void;
}

/** Work on images in a thread of its own, so that whoever serves a page never waits for it. */
export class Workshop {
  readonly #waiting = new Map<number, Waiting>();
  #thread: Worker | null = null;
  #number = 0;
  #ending: NodeJS.Timeout | null = null;

  /** Does a task, at the same time as others. Throws Trouble when a file cannot be used. */
  async do<Task extends ImageTask>(task: Task): Promise<ReplyTo<Task>> {
    // the reply of a task is of its kind: `doTask` says so for each
    return (program === null ? hereAndNow(task) : this.#inThread(program, task)) as Promise<ReplyTo<Task>>;
  }

  /** Ends at once. What was being done is given up. */
  async close(): Promise<void> {
    if (this.#ending !== null) clearTimeout(this.#ending);
    await this.#thread?.terminate();
    this.#giveUp(new Error('the work on images was ended'));
  }

  #inThread(entry: URL, task: ImageTask): Promise<ReplyTo<ImageTask>> {
    const thread = this.#thread ?? this.#begin(entry);
    this.#number += 1;
    const number = this.#number;
    if (this.#ending !== null) clearTimeout(this.#ending);
    return new Promise((done, failed) => {
      this.#waiting.set(number, { done, failed });
      thread.postMessage({ number, task } satisfies Asking);
    });
  }

  #begin(entry: URL): Worker {
    const thread = new Worker(entry, { execArgv: [] }); // options of this process, such as a debugger's port, are not for it
    thread.unref();
    thread.on('message', (reply: Reply) => this.#take(reply));
    thread.on('error', (error) => this.#giveUp(error));
    thread.on('exit', () => {
      if (this.#thread === thread) this.#thread = null;
    });
    this.#thread = thread;
    return thread;
  }

  #take(reply: Reply): void {
    const waiting = this.#waiting.get(reply.number);
    this.#waiting.delete(reply.number);
    if (reply.kind === 'done') waiting?.done(reply.value);
    else if (reply.kind === 'trouble') waiting?.failed(new Trouble(reply.code, reply.sentence));
    else waiting?.failed(new Error(reply.text));
    if (this.#waiting.size > 0) return;
    this.#ending = setTimeout(() => void this.#thread?.terminate(), idleMs);
    this.#ending.unref();
  }

  #giveUp(error: Error): void {
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { failed } of waiting) failed(error);
  }
}

async function hereAndNow(task: ImageTask): Promise<ReplyTo<ImageTask>> {
  try {
    return await doTask(task);
  } catch (error) {
    if (error instanceof EmFileError) throw new Trouble('bad-input', error.message, { cause: error });
    throw error;
  }
}
