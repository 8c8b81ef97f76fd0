import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { basename } from 'node:path';
import type { JobResult, JobView, JobWish, QuestionView } from '../../api/jobs.ts';
import { areaNameOf, readAreaFileName } from '../../area/areaNames.ts';
import { type FromJob, fromJob, type JobAnswer, type ToJob } from '../../session/pageTalk.ts';
import { areaOf, titleOf } from './aboutWish.ts';
import type { DeskClock } from './deskClock.ts';
import { OutputFile } from './outputFile.ts';

/** How a job ended. */
export interface JobEnd {
  readonly ending: NonNullable<JobView['ending']>;
  /** What went wrong, in its own words. */
  readonly trouble: string | null;
}

/** What a job tells those around it. */
export interface JobHearing {
  /** Something of its view is different. */
  changed(): void;
  asks(question: QuestionView): void;
}

/** A question answers itself after this, ms. */
export const answersItselfMs = 10 * 60_000;
/** How often it is looked what a job has said, ms. */
const lookMs = 250;
/** Whoever says stop again after this wants it to end at once, ms. */
const patienceMs = 5_000;
/** The exit code of what was stopped by a person. */
const stoppedCode = 130;

/** One verb of the command line at work, as the page sees it. */
export class Job {
  readonly id: string;
  readonly wish: JobWish;
  readonly #child: ChildProcess;
  readonly #output: OutputFile;
  readonly #clock: DeskClock;
  readonly #hearing: JobHearing;
  readonly #startedAt: string;
  #endedAt: string | null = null;
  #end: JobEnd | null = null;
  #question: QuestionView | null = null;
  #dropCountdown: () => void = () => {};
  #trouble: string | null = null;
  #stopSaidMs: number | null = null;
  #result: JobResult | null = null;
  #remarks: readonly string[] = [];
  /** Where it writes down what it does; null before it has begun to. */
  record: string | null = null;
  /** The targets that it has chosen. */
  targetsFile: string | null = null;

  constructor(
    what: { readonly id: string; readonly wish: JobWish; readonly child: ChildProcess; readonly log: string },
    clock: DeskClock,
    hearing: JobHearing,
  ) {
    this.id = what.id;
    this.wish = what.wish;
    this.#child = what.child;
    this.#output = new OutputFile(what.log);
    this.#clock = clock;
    this.#hearing = hearing;
    this.#startedAt = clock.now().toISOString();
    what.child.on('message', (raw) => {
      const read = fromJob.safeParse(raw);
      if (read.success) this.#hear(read.data);
    });
  }

  /** The area that it works on; a new one may have got another name than was wished, because that was taken. */
  get area(): string | null {
    const made = this.targetsFile === null ? null : readAreaFileName(basename(this.targetsFile));
    return made === null ? areaOf(this.wish) : areaNameOf(made);
  }

  get isOver(): boolean {
    return this.#end !== null;
  }

  view(): JobView {
    return {
      job: this.id,
      kind: this.wish.kind,
      title: titleOf(this.wish),
      area: this.area,
      startedAt: this.#startedAt,
      endedAt: this.#endedAt,
      ending: this.#end?.ending ?? null,
      trouble: this.#end?.trouble ?? null,
      isBeingStopped: this.#stopSaidMs !== null && !this.isOver,
      question: this.#question,
      lines: [...this.#output.lines, ...this.#remarks],
      result: this.#result,
    };
  }

  /** Follows what it says until its process has ended, and gives how. It is not over before `close`. */
  async follow(): Promise<JobEnd> {
    const exit = exited(this.#child);
    let isOut = false;
    void exit.then(() => {
      isOut = true;
    });
    while (!isOut) {
      await Promise.race([exit, pause(lookMs)]);
      if (await this.#output.readOn()) this.#hearing.changed();
    }
    await this.#output.readOn();
    this.#setQuestion(null);
    return this.#endingOf(await exit);
  }

  /** Says something of it that it does not know itself. */
  remark(line: string): void {
    this.#remarks = [...this.#remarks, line];
    this.#hearing.changed();
  }

  /** It is over, and this is what came of it. */
  close(end: JobEnd, result: JobResult | null): void {
    this.#end = end;
    this.#result = result;
    this.#endedAt = this.#clock.now().toISOString();
    this.#hearing.changed();
  }

  /** Answers the question that it asks now; false when it asks another one or none. */
  answer(question: string, answer: JobAnswer): boolean {
    if (this.#question?.question !== question) return false;
    this.#setQuestion(null);
    this.#tell({ type: 'answer', id: question, answer: fitting(answer) });
    return true;
  }

  /** The command in progress ends, then everything is put back; said again after a while it ends at once. */
  stop(who: string): void {
    if (this.isOver) return;
    const nowMs = this.#clock.now().getTime();
    if (this.#stopSaidMs === null) {
      this.#stopSaidMs = nowMs;
      this.#setQuestion(null);
      this.#tell({ type: 'stop', who });
      this.#hearing.changed();
    } else if (nowMs - this.#stopSaidMs >= patienceMs) this.#child.kill('SIGKILL');
  }

  /** We are going: it stops by itself and puts everything back. */
  leave(): void {
    if (this.#child.connected) this.#child.disconnect();
    this.#child.unref();
  }

  #hear(said: FromJob): void {
    switch (said.type) {
      case 'record':
        this.record = said.path;
        return;
      case 'targets-file':
        this.targetsFile = said.path;
        return;
      case 'trouble':
        this.#trouble = said.message;
        return;
      case 'question':
        this.#ask(said);
    }
  }

  #ask({ id, text, answer, mayAnswerItself }: Extract<FromJob, { type: 'question' }>): void {
    if (this.#stopSaidMs !== null) return;
    const at = new Date(this.#clock.now().getTime() + answersItselfMs).toISOString();
    const question = { question: id, text, answer, answersItselfAt: mayAnswerItself ? at : null };
    this.#setQuestion(question);
    if (mayAnswerItself)
      this.#dropCountdown = this.#clock.after(answersItselfMs, () => void this.answer(id, answer.byDefault));
    this.#hearing.asks(question);
  }

  #setQuestion(question: QuestionView | null): void {
    this.#dropCountdown();
    this.#dropCountdown = () => {};
    if (this.#question === question) return;
    this.#question = question;
    this.#hearing.changed();
  }

  #tell(message: ToJob): void {
    if (this.#child.connected) this.#child.send(message, () => {}); // if it is gone its ending says so
  }

  #endingOf({ code, signal }: Exit): JobEnd {
    if (code === 0) return { ending: 'complete', trouble: null };
    if (code === stoppedCode) return { ending: 'stopped', trouble: null };
    const isKilled = signal !== null && this.#stopSaidMs !== null;
    const otherwise = isKilled
      ? 'It was ended at once. Look where tilt, stage and image shift stand: nothing was put back.'
      : (lastSentence(this.#output.lines) ?? `It ended with code ${code ?? signal} and said nothing.`);
    return { ending: 'trouble', trouble: this.#trouble ?? otherwise };
  }
}

const lastSentence = (lines: readonly string[]): string | null => lines.findLast((line) => line.trim() !== '') ?? null;

/** Numbers that are none are no answer. */
const fitting = (answer: JobAnswer): JobAnswer =>
  typeof answer === 'number' && !Number.isFinite(answer) ? null : answer;

interface Exit {
  readonly code: number | null;
  readonly signal: string | null;
}

/** When its process has ended and all that it said has arrived. */
async function exited(child: ChildProcess): Promise<Exit> {
  const isSilent = child.connected ? once(child, 'disconnect') : Promise.resolve();
  const exit = await new Promise<Exit>((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }));
    child.once('error', (error) => resolve({ code: null, signal: error.message }));
  });
  await Promise.race([isSilent, pause(lookMs)]);
  return exit;
}

const pause = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
