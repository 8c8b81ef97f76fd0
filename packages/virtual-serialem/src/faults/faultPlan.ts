import type { SetName } from '../column/cameraSets.ts';
import { type KeyedRandom, keyedRandom } from '../random/keyedRandom.ts';
import type { Place } from '../scenario/faultMoment.ts';
import { type Fault, type FaultInput, type FaultOf, faultSchema, type TimedFault } from '../scenario/faultSchema.ts';

/** A fault that has happened. */
export interface FiredFault {
  readonly fault: Fault;
  /** The command at which it happened, counted from 1, and its name; 0 and nothing before the first. */
  readonly command: number;
  readonly name: string;
  /** Virtual seconds since the start. */
  readonly timeS: number;
}

/** A fault whose moment has come, with random numbers of its own: the same for the same counters. */
export interface DueFault {
  readonly fault: TimedFault;
  random(...counters: readonly number[]): KeyedRandom;
}

/** An exposure that is about to be made, as far as a schedule asks for it. */
export interface ExposureOccasion {
  readonly set: SetName;
  isAt(place: Place): boolean;
}

/** What a schedule is counted by. */
export interface FaultPlanOptions {
  readonly seed?: number;
  /** The virtual time, s. */
  readonly nowS?: () => number;
}

interface Waiting {
  readonly fault: Fault;
  /** Position in the schedule; those added later follow. Keys the random numbers. */
  readonly index: number;
  /** Arrivals at its tilt, or exposures that count, so far. */
  met: number;
  fired: number;
}

type Occasion =
  | { readonly kind: 'command'; readonly name: string }
  | { readonly kind: 'tilt'; readonly tiltDeg: number }
  | ({ readonly kind: 'exposure' } & ExposureOccasion);

/** A nominal angle counts as reached within this, degrees; the smallest steps of tilt series are ten times as large. */
const sameTiltDeg = 0.05;

/** The faults to come, by schedule or added by a test, and those that happened. */
export class FaultPlan {
  readonly #waiting: Waiting[] = [];
  readonly #fired: FiredFault[] = [];
  readonly #calls = new Map<string, number>();
  readonly #seed: number;
  readonly #nowS: () => number;
  #added = 0;
  #commands = 0;
  #exposures = 0;
  #lastName = '';

  constructor(schedule: readonly Fault[], { seed = 0, nowS = () => 0 }: FaultPlanOptions = {}) {
    this.#seed = seed;
    this.#nowS = nowS;
    for (const fault of schedule) this.#wait(fault);
  }

  /**
   * Adds a fault. Occurrences of a command are counted from the start of the server; visits of a tilt and exposures
   * from now on. Throws when it is no fault.
   */
  add(fault: FaultInput): void {
    this.#wait(faultSchema.parse(fault));
  }

  /** Forgets the faults that have not happened yet; what has begun goes on. */
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

  /** Counts a command and gives the faults whose moment has come. */
  meet(name: string): readonly DueFault[] {
    this.#commands += 1;
    this.#lastName = name;
    this.#calls.set(name, this.countOf(name) + 1);
    return this.#due({ kind: 'command', name });
  }

  /** The stage has arrived at a nominal tilt: gives the faults whose moment has come. */
  arrive(tiltDeg: number): readonly DueFault[] {
    return this.#due({ kind: 'tilt', tiltDeg });
  }

  /** An exposure is about to be made: gives the faults whose moment has come. */
  expose(exposure: ExposureOccasion): readonly DueFault[] {
    this.#exposures += 1;
    return this.#due({ kind: 'exposure', ...exposure });
  }

  /** Whether a request for control meets a busy SerialEM; each refusal counts. */
  isBusy(): boolean {
    const waiting = this.#waiting.find(({ fault }) => fault.kind === 'busy');
    if (waiting?.fault.kind !== 'busy') return false;
    waiting.met += 1;
    if (waiting.met >= waiting.fault.times) this.#fire(waiting, 'OKtoRunExternalScript', true);
    return true;
  }

  #wait(fault: Fault): void {
    this.#waiting.push({ fault, index: this.#added, met: 0, fired: 0 });
    this.#added += 1;
  }

  #due(occasion: Occasion): readonly DueFault[] {
    const due: DueFault[] = [];
    for (const waiting of [...this.#waiting]) {
      const { fault, index } = waiting;
      if (fault.kind === 'busy' || !this.#isDue(waiting, fault, occasion)) continue;
      const firing = waiting.fired;
      due.push({
        fault,
        random: (...counters) =>
          keyedRandom(this.#seed, `fault ${fault.kind}`, ownSeed(fault) ?? index, firing, ...counters),
      });
      this.#fire(waiting, this.#lastName, !mayRepeat(fault, waiting.fired + 1));
    }
    return due;
  }

  #isDue(waiting: Waiting, { at }: TimedFault, occasion: Occasion): boolean {
    if ('timeS' in at) return this.#nowS() >= at.timeS;
    if (occasion.kind === 'command') {
      if ('command' in at) return at.command === this.#commands;
      return 'name' in at && this.#isDueAtCall(waiting, at, occasion.name);
    }
    if (occasion.kind === 'tilt') {
      if (!('tiltDeg' in at) || Math.abs(occasion.tiltDeg - at.tiltDeg) > sameTiltDeg) return false;
      waiting.met += 1;
      return waiting.met === at.visit;
    }
    if (!('set' in at) || (at.set !== 'any' && at.set !== occasion.set)) return false;
    if (at.place && !occasion.isAt(at.place)) return false;
    waiting.met += 1;
    if ('exposure' in at) return waiting.met === at.exposure;
    return this.#drawn(waiting, at.exposureProbability, this.#exposures);
  }

  #isDueAtCall(waiting: Waiting, at: Extract<TimedFault['at'], { name: string }>, name: string): boolean {
    if (at.name !== '*' && at.name !== name) return false;
    if ('probability' in at) return this.#drawn(waiting, at.probability, this.#commands);
    return at.occurrence === (at.name === '*' ? this.#commands : this.countOf(name));
  }

  #drawn({ fault, index }: Waiting, probability: number, counter: number): boolean {
    const own = ownSeed(fault) ?? index;
    return keyedRandom(this.#seed, `moment of ${fault.kind}`, own, counter).uniform() < probability;
  }

  #fire(waiting: Waiting, name: string, forTheLastTime: boolean): void {
    waiting.fired += 1;
    if (forTheLastTime) this.#waiting.splice(this.#waiting.indexOf(waiting), 1);
    this.#fired.push({ fault: waiting.fault, command: this.#commands, name, timeS: this.#nowS() });
  }
}

/** Whether a fault can happen again after it has happened so often. */
function mayRepeat({ at }: TimedFault, fired: number): boolean {
  return 'atMost' in at || 'probability' in at || 'exposureProbability' in at
    ? fired < (at.atMost ?? Number.POSITIVE_INFINITY)
    : false;
}

function ownSeed(fault: Fault): number | undefined {
  return 'seed' in fault ? fault.seed : undefined;
}

/** A fault of one of some kinds that is due. */
export interface DueOf<Kind extends Fault['kind']> extends DueFault {
  readonly fault: FaultOf<Kind> & TimedFault;
}
