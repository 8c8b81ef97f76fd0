import type { Notice } from '../../api/runs.ts';
import type { Changes } from '../changes.ts';
import { standingOf } from './runFacts.ts';
import type { Seen } from './runWatch.ts';

/** Somebody is told of a run that waits for so long, ms. */
const longWaitMs = 120_000;

/** Tells people of runs that are over, stand still, or wait for long. */
export class RunNotices {
  readonly #changes: Pick<Changes, 'notice'>;
  readonly #nowMs: () => number;
  /** Runs whose waiting was told of, and since when they wait. */
  readonly #waiting = new Map<string, string>();

  constructor(changes: Pick<Changes, 'notice'>, nowMs: () => number = Date.now) {
    this.#changes = changes;
    this.#nowMs = nowMs;
  }

  /** A run stands otherwise than before. What had happened before anybody looked is no news. */
  stands({ place: { run }, facts, standing, before }: Seen, isFirstLook: boolean): void {
    if (isFirstLook || before === null) return;
    const say = (kind: Notice['kind'], title: string, text: string): void => this.#say({ kind, title, text, run });
    const images = `${facts.taken} images`;
    if (standing === 'complete')
      say(
        'run-complete',
        `${facts.area} is complete`,
        `${images} of ${facts.targets} targets were taken, ${facts.lost} were lost.`,
      );
    if (standing === 'stopped')
      say(
        'run-stopped',
        `${facts.area} was stopped`,
        `${facts.reason ?? 'stopped'}. ${images} are safe, ${facts.due} are still to be taken.`,
      );
    if (standing === 'suspended' || standing === 'interrupted')
      say('run-suspended', `${facts.area} stands still`, facts.reason ?? 'Nobody knows why.');
  }

  /** The runs that go on. */
  working(all: readonly Seen[]): void {
    for (const {
      place: { run },
      facts,
      live,
    } of all) {
      if (facts.waiting === null || standingOf(facts, live).standing !== 'waiting') {
        this.#waiting.delete(run);
        continue;
      }
      const { since, reason } = facts.waiting;
      if (this.#nowMs() - Date.parse(since) < longWaitMs || this.#waiting.get(run) === since) continue;
      this.#waiting.set(run, since);
      const minutes = Math.round((this.#nowMs() - Date.parse(since)) / 60_000);
      this.#say({ kind: 'waiting', title: `${facts.area} has been waiting for ${minutes} minutes`, text: reason, run });
    }
  }

  #say(notice: Pick<Notice, 'kind' | 'title' | 'text' | 'run'>): void {
    this.#changes.notice({ ...notice, at: new Date(this.#nowMs()).toISOString(), job: null });
  }
}
