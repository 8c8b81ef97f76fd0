import type { KeyedRandom } from '../random/keyedRandom.ts';
import type { Span } from '../scenario/faultMoment.ts';
import type { CommandFault, Fault, FaultKind, FaultOf } from '../scenario/faultSchema.ts';
import type { Point3 } from '../specimen/specimen.ts';
import type { DueOf } from './faultPlan.ts';

/** Something that is wrong now, for a while. */
export interface Disturbance<Kind extends FaultKind = FaultKind> extends AnyDisturbance {
  readonly fault: FaultOf<Kind>;
}

/** What all disturbances have in common. */
interface AnyDisturbance {
  readonly fault: Fault;
  /** Virtual moment at which it began, s. */
  readonly sinceS: number;
  /** At how many tilts, one after another, something was exposed since it began, the present one included. */
  readonly tilts: number;
  /** Random numbers of its own: the same for the same counters. */
  random(...counters: readonly number[]): KeyedRandom;
  /** The specimen point to which it sticks, µm, once it has met one. */
  anchorUm: Point3 | null;
}

interface Begun extends AnyDisturbance {
  readonly span: Span;
  /** The last nominal tilt at which something was exposed, degrees. */
  tiltDeg: number | null;
  tilts: number;
  exposures: number;
  calls: number;
}

/**
 * What is wrong with the microscope, its camera, its files and its surroundings at present.
 *
 * Physics and files ask; the schedule begins things; most end by themselves. All this belongs to the microscope: a
 * restart of the program changes nothing of it.
 */
export class Disturbances {
  readonly #nowS: () => number;
  #begun: Begun[] = [];
  #armed: DueOf<CommandFault['kind']>[] = [];
  /** The places at which Records were taken, specimen µm, in the order of their first one. */
  readonly recordPlaces: Point3[] = [];

  constructor(nowS: () => number) {
    this.#nowS = nowS;
  }

  /** Begins something that lasts for a span. */
  begin(fault: Fault, span: Span, random: AnyDisturbance['random']): void {
    const counts = { tiltDeg: null, tilts: 0, exposures: 0, calls: 0 };
    this.#begun.push({ fault, span, random, sinceS: this.#nowS(), anchorUm: null, ...counts });
  }

  /** What of a kind is wrong now, the oldest first. */
  of<Kind extends FaultKind>(kind: Kind): readonly Disturbance<Kind>[] {
    this.#begun = this.#begun.filter((begun) => this.#lasts(begun));
    return this.#begun.filter((begun): begun is Begun & Disturbance<Kind> => begun.fault.kind === kind);
  }

  /** Whether anything of a kind is wrong now. */
  has(kind: FaultKind): boolean {
    return this.of(kind).length > 0;
  }

  /** Ends everything of a kind. Gives whether there was anything. */
  end(kind: FaultKind): boolean {
    const were = this.has(kind);
    this.#begun = this.#begun.filter(({ fault }) => fault.kind !== kind);
    return were;
  }

  /** The oldest disturbance of a kind meets a command: counts it, and gives it. */
  meetCall<Kind extends FaultKind>(
    kind: Kind,
    isMet: (fault: FaultOf<Kind>) => boolean = () => true,
  ): Disturbance<Kind> | undefined {
    const met = this.of(kind).find(({ fault }) => isMet(fault));
    this.#count(met, 'calls');
    return met;
  }

  /** A disturbance has spoiled an exposure. */
  spoiled(disturbance: AnyDisturbance): void {
    this.#count(disturbance, 'exposures');
  }

  /** Something is about to be exposed at a nominal tilt, degrees. */
  exposedAt(tiltDeg: number): void {
    for (const begun of this.#begun) {
      if (begun.tiltDeg !== tiltDeg) begun.tilts += 1;
      begun.tiltDeg = tiltDeg;
    }
  }

  /** A fault of a command waits for the next command that it can happen to. */
  arm(due: DueOf<CommandFault['kind']>): undefined {
    this.#armed.push(due);
  }

  /** Takes the waiting faults of commands that a test picks. */
  takeArmed(picks: (fault: CommandFault) => boolean): readonly DueOf<CommandFault['kind']>[] {
    const taken = this.#armed.filter(({ fault }) => picks(fault));
    this.#armed = this.#armed.filter(({ fault }) => !picks(fault));
    return taken;
  }

  #count(disturbance: object | undefined, what: 'calls' | 'exposures'): void {
    const begun = this.#begun.find((one) => one === disturbance);
    if (begun) begun[what] += 1;
  }

  #lasts({ span, sinceS, tilts, exposures, calls }: Begun): boolean {
    if (span === 'ever') return true;
    if ('seconds' in span) return this.#nowS() < sinceS + span.seconds;
    if ('tilts' in span) return tilts <= span.tilts;
    return 'exposures' in span ? exposures < span.exposures : calls < span.calls;
  }
}
