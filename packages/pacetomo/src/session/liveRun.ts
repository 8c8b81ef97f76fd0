import type { RunPlan } from '../plan/plan.ts';
import { after, replay } from '../run/after.ts';
import { OperatorControl } from '../run/control.ts';
import type { RunEvent } from '../run/events.ts';
import { slotsDue } from '../run/nextStep.ts';
import type { RunState } from '../run/state.ts';
import { CommandWatch, progressWords } from './commandWatch.ts';
import { changeWords, objectionTo } from './planChange.ts';
import { type Answer, parseRequest, type Request } from './requests.ts';

/** How a run stands while a process works on it. */
export interface LiveStatus {
  readonly pid: number;
  /** The command that SerialEM is busy with. */
  readonly command: { readonly name: string; readonly forS: number; readonly usualS: number | null } | null;
  readonly waiting: RunState['waiting'];
  readonly pausedBy: string | null;
  readonly stoppedBy: string | null;
  readonly taken: number;
  readonly due: number;
}

/** A run that this process works on, as people see and steer it: signals, the STOP file and requests of others end here. */
export class LiveRun {
  readonly control = new OperatorControl();
  readonly watch: CommandWatch;
  readonly #plan: RunPlan;
  readonly #onStop: (sentence: string) => void;
  #state: RunState;

  constructor(plan: RunPlan, onStop: (sentence: string) => void = () => {}, watch = new CommandWatch()) {
    this.#plan = plan;
    this.#onStop = onStop;
    this.#state = replay(plan, []);
    this.watch = watch;
  }

  get state(): RunState {
    return this.#state;
  }

  /** Starts from what the journal says. */
  begin(past: readonly RunEvent[]): void {
    this.#state = replay(this.#plan, past);
  }

  /** Learns of what has just been written into the journal. */
  follow(event: RunEvent): void {
    this.#state = after(this.#plan, this.#state, event);
  }

  /** From now on no command is sent. Gives what that means, in a sentence. */
  stop(who: string): string {
    const isFirst = !this.control.stopping;
    this.control.stop(who);
    const sentence = this.#stopWords();
    if (isFirst) this.#onStop(`Stop asked for by ${who}. ${sentence}`);
    return sentence;
  }

  /** Answers a request of another process. */
  readonly answer = (line: string): string => {
    const request = parseRequest(line);
    return JSON.stringify(
      request === null ? refused('This is not a request that pacetomo knows.') : this.#obey(request),
    );
  };

  #obey(request: Request): Answer {
    if (request.type === 'status') return { ...accepted(this.#statusWords()), status: this.status() };
    if (request.type === 'plan.change') return this.#change(request);
    if (request.what === 'stop') return accepted(this.stop(request.who));
    if (request.what === 'pause') return this.#pause(request.who);
    const { pausedBy } = this.control;
    this.control.goOn();
    return accepted(pausedBy === null ? 'The run was not paused.' : 'The run goes on.');
  }

  #pause(who: string): Answer {
    if (this.control.stopping) return refused('The run is being stopped already.');
    this.control.pause(who);
    return accepted(
      'The run rests as soon as the image in progress is saved and measured; “pacetomo go” ends the pause.',
    );
  }

  #change({ who, change }: Extract<Request, { readonly type: 'plan.change' }>): Answer {
    const objection = objectionTo(this.#plan, this.#state, change);
    if (objection !== null) return refused(objection);
    this.control.wish({ who, change });
    return accepted(`From the next image on, ${changeWords(this.#plan, change)}.`);
  }

  /** How things stand. */
  status(): LiveStatus {
    const { outcomes, waiting } = this.#state;
    const command = this.watch.inProgress();
    const { pausedBy, stoppedBy } = this.control;
    return {
      pid: process.pid,
      command: command && {
        name: command.name,
        forS: command.forMs / 1000,
        usualS: command.usualMs === null ? null : command.usualMs / 1000,
      },
      waiting,
      pausedBy,
      stoppedBy,
      taken: [...outcomes.values()].filter(({ kind }) => kind === 'taken').length,
      due: slotsDue(this.#plan, this.#state),
    };
  }

  #statusWords(): string {
    const { waiting, pausedBy, stoppedBy } = this.status();
    const command = this.watch.inProgress();
    const busy = command === null ? 'between two commands' : `SerialEM is busy with ${progressWords(command)}`;
    return [
      `Process ${process.pid} works on it: ${busy}.`,
      ...(waiting === null ? [] : [`It waits: ${waiting.reason}.`]),
      ...(pausedBy === null ? [] : [`Paused by ${pausedBy}; “pacetomo go” ends the pause.`]),
      ...(stoppedBy === null ? [] : [`Being stopped by ${stoppedBy}.`]),
    ].join(' ');
  }

  #stopWords(): string {
    const command = this.watch.inProgress();
    if (command === null) return 'No command is in progress, and none is sent any more.';
    return `SerialEM is busy with ${progressWords(command)}. It ends, and nothing more is sent; STOP in SerialEM is the faster one.`;
  }
}

const accepted = (said: string): Answer => ({ ok: true, said });
const refused = (said: string): Answer => ({ ok: false, said });
