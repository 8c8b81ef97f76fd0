import { type Fault, type FaultInput, faultSchema } from '../scenario/faultSchema.ts';

/** A fault that has happened. */
export interface FiredFault {
  readonly fault: Fault;
  /** The command at which it happened, counted from 1, and its name. */
  readonly command: number;
  readonly name: string;
}

/** The faults to come, by schedule or added by a test, and those that happened. */
export class FaultPlan {
  readonly #waiting: Fault[];
  readonly #fired: FiredFault[] = [];
  readonly #calls = new Map<string, number>();
  #commands = 0;

  constructor(schedule: readonly Fault[]) {
    this.#waiting = [...schedule];
  }

  /** Adds a fault. Occurrences of a command are counted from the start of the server, not from now. */
  add(fault: FaultInput): void {
    this.#waiting.push(faultSchema.parse(fault));
  }

  /** Forgets the faults that have not happened yet. */
  clear(): void {
    this.#waiting.length = 0;
  }

  /** What has happened so far, in order. */
  get fired(): readonly FiredFault[] {
    return [...this.#fired];
  }

  /** How many commands were received. */
  get commandCount(): number {
    return this.#commands;
  }

  /** How often a command was received. */
  countOf(name: string): number {
    return this.#calls.get(name) ?? 0;
  }

  /** Counts a command and gives the faults that happen at it. */
  meet(name: string): readonly Exclude<Fault, { kind: 'busy' }>[] {
    this.#commands += 1;
    this.#calls.set(name, this.countOf(name) + 1);
    const now: Exclude<Fault, { kind: 'busy' }>[] = [];
    for (const fault of [...this.#waiting]) {
      if (fault.kind === 'busy' || !this.#isDue(fault, name)) continue;
      now.push(fault);
      this.#fire(fault, name);
    }
    return now;
  }

  /** Whether a request for control meets a busy SerialEM; each refusal counts. */
  isBusy(): boolean {
    const index = this.#waiting.findIndex((fault) => fault.kind === 'busy');
    const fault = this.#waiting[index];
    if (fault?.kind !== 'busy') return false;
    if (fault.times > 1) this.#waiting[index] = { ...fault, times: fault.times - 1 };
    else this.#fire(fault, 'OKtoRunExternalScript');
    return true;
  }

  #isDue(fault: Exclude<Fault, { kind: 'busy' }>, name: string): boolean {
    if ('command' in fault.at) return fault.at.command === this.#commands;
    return fault.at.name === name && fault.at.occurrence === this.countOf(name);
  }

  #fire(fault: Fault, name: string): void {
    this.#waiting.splice(this.#waiting.indexOf(fault), 1);
    this.#fired.push({ fault, command: this.#commands, name });
  }
}
