import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { JobStarted, JobView, JobWish } from '../../api/jobs.ts';
import { Trouble } from '../../run/errors.ts';
import type { JobAnswer } from '../../session/pageTalk.ts';
import type { AreaDesk } from '../areas/areaDesk.ts';
import type { Changes } from '../changes.ts';
import { readNavigators } from '../maps/navigatorMaps.ts';
import type { MicroscopeDesk } from '../microscope/microscopeDesk.ts';
import { startPacetomo } from '../pacetomoProcess.ts';
import { areaOf, changesNavigator, isNewArea, titleOf } from './aboutWish.ts';
import { argsOf } from './argsOf.ts';
import { computerClock, type DeskClock } from './deskClock.ts';
import { Job } from './job.ts';
import { measuredIn } from './measured.ts';
import { saveNavigatorAt } from './saveNavigatorAt.ts';

/** What is done with the microscope besides runs, one thing at a time, each by a process of its own that stops when we are gone. */
export interface Jobs {
  /** The newest last. */
  views(): readonly JobView[];
  view(id: string): JobView | null;
  /** Throws Trouble when the microscope is not free or the area cannot be saved. */
  start(wish: JobWish, who: string): Promise<JobStarted>;
  /** Answers a question of a job. Throws Trouble when it is not asked. */
  answer(id: string, question: string, answer: JobAnswer): JobView;
  /** Throws Trouble when there is no such job. */
  stop(id: string, who: string): Promise<JobView>;
  /** The job that works on an area, or null. */
  onArea(area: string): string | null;
  /** Stops what is done and waits until it is put back, for a while. */
  close(): Promise<void>;
}

/** What jobs need. */
export interface JobsParts {
  readonly folder: string;
  readonly changes: Changes;
  readonly microscope: Pick<MicroscopeDesk, 'lend' | 'folderMaps' | 'navigatorHere'>;
  readonly areas: Pick<AreaDesk, 'pathOf' | 'saveIfEdited'>;
  readonly clock?: DeskClock | undefined;
}

/** Jobs of a session's folder. Those of earlier servers are over; what they said lies in `.pacetomo/jobs`. */
export async function openJobs(parts: JobsParts): Promise<Jobs> {
  const logs = join(parts.folder, '.pacetomo', 'jobs');
  await mkdir(logs, { recursive: true });
  const numbers = (await readdir(logs)).map((name) => Number(/^job_(\d+)\.log$/.exec(name)?.[1] ?? 0));
  return new OpenJobs(parts, logs, Math.max(0, ...numbers));
}

/** So many that are over are shown. */
const mostOver = 50;
/** How long putting back may take when the server ends, ms; after that the process does it by itself. */
const closeMs = 15_000;

class OpenJobs implements Jobs {
  readonly #parts: JobsParts;
  readonly #logs: string;
  readonly #clock: DeskClock;
  #last: number;
  #jobs: readonly Job[] = [];
  readonly #following = new Map<string, Promise<void>>();

  constructor(parts: JobsParts, logs: string, last: number) {
    this.#parts = parts;
    this.#logs = logs;
    this.#clock = parts.clock ?? computerClock;
    this.#last = last;
  }

  views(): readonly JobView[] {
    return this.#jobs.map((job) => job.view());
  }

  view(id: string): JobView | null {
    return this.#jobs.find((job) => job.id === id)?.view() ?? null;
  }

  onArea(area: string): string | null {
    return this.#jobs.find((job) => !job.isOver && areaOf(job.wish) === area)?.id ?? null;
  }

  async start(wish: JobWish, _who: string): Promise<JobStarted> {
    const { areas, microscope, changes, folder } = this.#parts;
    const mapLabel = wish.kind === 'select-map' ? await this.#labelOfMap(wish.map) : null;
    const targetsFile = await this.#fileFor(wish, areas);
    this.#last += 1;
    const id = `job_${String(this.#last).padStart(3, '0')}`;
    const { address, giveBack } = await microscope.lend({ kind: 'job', id, title: titleOf(wish) });
    const { folderMaps } = microscope;
    const log = join(this.#logs, `${id}.log`);
    const args = argsOf(wish, { address, folderMaps, targetsFile, mapLabel });
    const child = startPacetomo({ args, folder, log, isAttached: true });
    const job = new Job({ id, wish, child, log }, this.#clock, {
      changed: () => changes.changed('job', id),
      asks: ({ text }) => this.#notice('question', `${titleOf(wish)} asks`, text, id),
    });
    const over = this.#jobs.filter(({ isOver }) => isOver);
    this.#jobs = [
      ...this.#jobs.filter((each) => !over.includes(each) || over.indexOf(each) >= over.length - mostOver),
      job,
    ];
    changes.changed('jobs');
    this.#sayAreas(job);
    this.#following.set(id, this.#follow(job, address, giveBack));
    return { job: id };
  }

  async #follow(job: Job, address: string, giveBack: () => void): Promise<void> {
    const { changes } = this.#parts;
    try {
      const end = await job.follow();
      if (changesNavigator(job.wish)) await this.#saveNavigator(job, address);
      job.close(end, job.record === null ? null : await measuredIn(job.record));
      if (end.trouble !== null) this.#notice('job-trouble', `${titleOf(job.wish)} has failed`, end.trouble, job.id);
    } finally {
      giveBack();
      this.#following.delete(job.id);
      changes.changed('jobs');
      changes.changed('maps');
      this.#sayAreas(job);
    }
  }

  /** Where it cannot be saved, maps are seen later; what the job has done stands all the same. */
  async #saveNavigator(job: Job, address: string): Promise<void> {
    try {
      await saveNavigatorAt(address);
    } catch (error) {
      if (!(error instanceof Trouble)) throw error;
      job.remark(`Note: the Navigator was not saved, so new maps are not seen here yet. ${error.message}`);
    }
  }

  answer(id: string, question: string, answer: JobAnswer): JobView {
    const job = this.#known(id);
    if (job.answer(question, answer)) return job.view();
    throw new Trouble('bad-input', 'That question is answered already, or not asked any more.');
  }

  async stop(id: string, who: string): Promise<JobView> {
    const job = this.#known(id);
    job.stop(who);
    return job.view();
  }

  async close(): Promise<void> {
    const working = this.#jobs.filter(({ isOver }) => !isOver);
    for (const job of working) job.stop('the server, which ends');
    const all = Promise.all(this.#following.values());
    let drop = (): void => {};
    const patience = new Promise<void>((resolve) => {
      drop = this.#clock.after(closeMs, resolve);
    });
    await Promise.race([all, patience]);
    drop();
    for (const job of working) if (!job.isOver) job.leave();
  }

  #known(id: string): Job {
    const job = this.#jobs.find((each) => each.id === id);
    if (job !== undefined) return job;
    throw new Trouble('bad-input', `There is no job ${id}. Those of an earlier start of the server are gone.`);
  }

  async #fileFor(wish: JobWish, areas: JobsParts['areas']): Promise<string | null> {
    const area = areaOf(wish);
    if (area === null || isNewArea(wish)) return null;
    await areas.saveIfEdited(area);
    return areas.pathOf(area);
  }

  /** A map is told by its label to those who cut it. */
  async #labelOfMap(id: string): Promise<string> {
    const navigator = this.#parts.microscope.navigatorHere();
    const { maps } = await readNavigators(navigator === null ? [] : [navigator]);
    const label = maps.find((map) => map.id === id)?.item.label;
    if (label !== undefined) return label;
    throw new Trouble(
      'bad-input',
      'That map is not in SerialEM’s Navigator now. Open the navigator file that it belongs to in SerialEM, or choose targets on another map; nothing was done.',
    );
  }

  #sayAreas(job: Job): void {
    this.#parts.changes.changed('areas');
    const { area } = job;
    if (area !== null) this.#parts.changes.changed('area', area);
  }

  #notice(kind: 'question' | 'job-trouble', title: string, text: string, job: string): void {
    this.#parts.changes.notice({ kind, title, text, at: this.#clock.now().toISOString(), run: null, job });
  }
}
