import { join } from 'node:path';
import type { AlarmsView, Notice, NoticeKind, Said } from '../../api/runs.ts';
import { Trouble } from '../../run/errors.ts';
import type { Changes } from '../changes.ts';
import {
  type AlarmSettings,
  keepAlarmSettings,
  noAlarms,
  readAlarmSettings,
  viewOf,
  withSecrets,
} from './alarmSettings.ts';
import { type NotArrived, sendAlarm } from './sendAlarm.ts';

/** Reaches people who do not look at the page, when something has happened that they should know of. */
export interface Alarms {
  view(): Promise<AlarmsView>;
  set(settings: AlarmSettings): Promise<AlarmsView>;
  /** Sends one, to see whether it arrives. Throws Trouble when it does not. */
  try(): Promise<Said>;
  close(): Promise<void>;
}

/** Opens the alarms of a folder: from now on every notice that concerns people far away is sent. */
export async function openAlarms({
  folder,
  changes,
}: {
  readonly folder: string;
  readonly changes: Changes;
}): Promise<Alarms> {
  const path = join(folder, '.pacetomo', 'alarms.json');
  return new FolderAlarms(path, changes, await readAlarmSettings(path));
}

/** Who has control is for those who look at the page. */
const isForAll = (kind: NoticeKind): boolean => kind !== 'control';

class FolderAlarms implements Alarms {
  readonly #path: string;
  readonly #changes: Changes;
  readonly #sending = new Set<Promise<void>>();
  readonly #deaf: () => void;
  #settings: AlarmSettings;
  #heard: number;
  /** Failures were told of, until an alarm arrives again. */
  #hasComplained = false;

  constructor(path: string, changes: Changes, settings: AlarmSettings) {
    this.#path = path;
    this.#changes = changes;
    this.#settings = settings;
    this.#heard = changes.last;
    this.#deaf = changes.listen(() => this.#hear());
  }

  async view(): Promise<AlarmsView> {
    return viewOf(this.#settings);
  }

  async set(settings: AlarmSettings): Promise<AlarmsView> {
    const next = withSecrets(settings, this.#settings);
    await keepAlarmSettings(this.#path, next);
    this.#settings = next;
    this.#hasComplained = false;
    this.#changes.changed('alarms');
    return viewOf(next);
  }

  async try(): Promise<Said> {
    const { webhook, mail } = this.#settings;
    if (webhook === null && mail === null)
      throw new Trouble(
        'bad-input',
        'No alarm is set up: there is neither a webhook nor an e-mail address. Enter one first.',
      );
    const failures = await sendAlarm(this.#settings, {
      kind: 'question',
      title: 'A test alarm',
      text: 'Somebody wanted to see whether alarms arrive. Nothing has happened.',
      at: new Date().toISOString(),
      run: null,
      job: null,
    });
    if (failures.length > 0)
      throw new Trouble(
        'cannot-connect',
        `${failures.map(wordsOf).join(' ')} Look at what was entered, then try again.`,
      );
    const ways = [...(webhook === null ? [] : ['the webhook']), ...(mail === null ? [] : [mail.to])];
    return { said: `A test alarm was sent to ${ways.join(' and to ')}.` };
  }

  async close(): Promise<void> {
    this.#deaf();
    this.#settings = noAlarms;
    await Promise.all(this.#sending);
  }

  #hear(): void {
    const events = this.#changes.after(this.#heard) ?? [];
    this.#heard = this.#changes.last;
    for (const { event } of events) {
      if (event.type !== 'notice' || !isForAll(event.notice.kind) || event.notice.title === failureTitle) continue;
      const sending = this.#send(event.notice).finally(() => this.#sending.delete(sending));
      this.#sending.add(sending);
    }
  }

  async #send(notice: Notice): Promise<void> {
    const failures = await sendAlarm(this.#settings, notice);
    if (failures.length === 0) {
      this.#hasComplained = false;
      return;
    }
    const text = `${failures.map(wordsOf).join(' ')} It was: ${notice.title}.`;
    console.error(`${failureTitle}. ${text}`);
    if (this.#hasComplained) return; // once, not with every image
    this.#hasComplained = true;
    const at = new Date().toISOString();
    this.#changes.notice({ kind: 'job-trouble', title: failureTitle, text, at, run: notice.run, job: null });
  }
}

const failureTitle = 'An alarm did not arrive';

const wordsOf = ({ way, why }: NotArrived): string =>
  `${way === 'webhook' ? 'The webhook' : 'The e-mail server'} was not reached: ${why}.`;
