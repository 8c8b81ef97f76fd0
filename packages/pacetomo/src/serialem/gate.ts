import {
  type ArgsOf,
  commandNamed,
  type ExternalCommand,
  LinkError,
  type ReplyOf,
  type SerialEmClient,
} from '@pacetomo/serialem-link';
import { apply, length, type Matrix } from '../geometry/frames.ts';
import type { ExposurePermit } from '../microscope/microscope.ts';
import { Trouble, type TroubleCode } from '../run/errors.ts';

/** How far the gate lets the microscope go. Whatever lies beyond is refused, never clamped. */
export interface Limits {
  /** Steepest tilt of the plan, with the overshoot for backlash, degrees. */
  readonly tiltDeg: number;
  /** Largest image shift, µm on the specimen. */
  readonly imageShiftUm: number;
  readonly defocusUm: number;
  /** Farthest stage travel from the centre, µm: a grid is 3 mm wide. */
  readonly stageUm: number;
}

/** The commands that put dose on the specimen, as far as a run uses them. */
export type ExposingCommand = 'R' | 'G';

/**
 * The only door to SerialEM. Every command of a run passes here, one at a time: numbers have to be finite and inside the
 * limits, and whatever exposes needs a permit that was never used before.
 */
export class CommandGate {
  readonly #client: SerialEmClient;
  readonly #usedPermits = new WeakSet<ExposurePermit>();
  #limits: Limits;
  #toSpecimen: Matrix<'imageShift', 'specimen'> | null = null;

  constructor(client: SerialEmClient, limits: Limits) {
    this.#client = client;
    this.#limits = limits;
  }

  /** Narrows the tilt range to what this stage can do. */
  limitTilt(tiltDeg: number): void {
    this.#limits = { ...this.#limits, tiltDeg: Math.min(this.#limits.tiltDeg, tiltDeg) };
  }

  /** Narrows image shift to what SerialEM allows. */
  limitImageShift(imageShiftUm: number): void {
    this.#limits = { ...this.#limits, imageShiftUm: Math.min(this.#limits.imageShiftUm, imageShiftUm) };
  }

  /** Tells how image shift is measured; until then none is let through. */
  calibrateImageShift(toSpecimen: Matrix<'imageShift', 'specimen'>): void {
    this.#toSpecimen = toSpecimen;
  }

  /** Sends a command that costs no dose and gives SerialEM's answer. */
  async send<N extends Exclude<ExternalCommand, ExposingCommand>>(name: N, ...args: ArgsOf<N>): Promise<ReplyOf<N>> {
    if (forbidden.has(name) || commandNamed(name)?.lostReply === 'exposing') {
      throw new Error(`${name} exposes the specimen or cannot be undone: a run does not send it`);
    }
    this.#check(name, args);
    return this.#call(name, ...args);
  }

  /** Sends a command that switches the beam on. */
  async expose<N extends ExposingCommand>(permit: ExposurePermit, name: N, ...args: ArgsOf<N>): Promise<ReplyOf<N>> {
    if (this.#usedPermits.has(permit)) throw new Error(`${name} was asked for twice on one intent`);
    this.#usedPermits.add(permit);
    try {
      return await this.#client.call(name, ...args);
    } catch (error) {
      if (error instanceof LinkError && error.carriedOut === 'begun') throw brokenOff(name, error);
      throw troubleOf(error);
    }
  }

  async #call<N extends ExternalCommand>(name: N, ...args: ArgsOf<N>): Promise<ReplyOf<N>> {
    try {
      return await this.#client.call(name, ...args);
    } catch (error) {
      throw troubleOf(error);
    }
  }

  #check(name: string, args: readonly unknown[]): void {
    for (const value of args) {
      if (typeof value === 'number' && !Number.isFinite(value))
        throw new Trouble('limit', `${name} was not sent: one of its values is ${value}.`);
    }
    const [first = 0, second = 0] = args.filter((value) => typeof value === 'number');
    const { tiltDeg, defocusUm, stageUm } = this.#limits;
    if (name === 'TiltTo')
      refuseBeyond('A tilt', Math.abs(first), tiltDeg, '°', 'Choose a smaller range or another start tilt.');
    if (name === 'SetDefocus' || name === 'SetTargetDefocus')
      refuseBeyond(
        'A defocus',
        Math.abs(first),
        defocusUm,
        ' µm',
        'Look at the heights in the log: a target may have been lost.',
      );
    if (name === 'MoveStageTo')
      refuseBeyond(
        'A stage position',
        Math.max(Math.abs(first), Math.abs(second)),
        stageUm,
        ' µm',
        'Look at stageX and stageY of target 001 in the targets file.',
      );
    if (name === 'SetImageShift') this.#checkImageShift(first, second);
  }

  #checkImageShift(x: number, y: number): void {
    if (this.#toSpecimen === null) throw new Error('image shift was asked for before its calibration was read');
    const shiftUm = length(apply(this.#toSpecimen, { x, y }));
    refuseBeyond(
      'An image shift',
      shiftUm,
      this.#limits.imageShiftUm,
      ' µm',
      'Look at the last lines of the log: a target may have been lost.',
    );
  }
}

/** Relative moves and commands that destroy, which a run has no business with; those that expose are known by the command table. */
const forbidden: ReadonlySet<string> = new Set<ExternalCommand>([
  'TiltBy',
  'TiltUp',
  'TiltDown',
  'MoveStage',
  'ImageShiftByMicrons',
  'ImageShiftByUnits',
  'ImageShiftByPixels',
  'ChangeFocus',
  'AllowFileOverwrite',
  'RemoveFile',
]);

function refuseBeyond(what: string, value: number, limit: number, unit: string, advice: string): void {
  if (value <= limit) return;
  throw new Trouble(
    'limit',
    `${what} of ${round(value)}${unit} was asked for, but the limit of this run is ${round(limit)}${unit}. Nothing was moved. ${advice}`,
  );
}

const round = (value: number): number => Math.round(value * 100) / 100;

/** The shutter may have been open: whoever hears this has to count the dose. */
function brokenOff(name: ExposingCommand, cause: LinkError): Trouble {
  const exposure = name === 'R' ? 'an exposure' : 'the autofocus';
  return new Trouble(
    'exposure-failed',
    `SerialEM broke ${exposure} off: ${cause.message} If it left no image its dose is counted and that tilt is left out. Put right what SerialEM complains of, then resume.`,
    { cause },
  );
}

const busy =
  'SerialEM is busy and does not give control: a script, a montage, a tilt series or the Acquire at Items dialog is still open there. End it, then start again; nothing was changed.';

const troubleCodes: Readonly<Record<string, TroubleCode>> = {
  'command-failed': 'serialem-refused',
  'reply-lost': 'reply-lost',
  'reply-unbuildable': 'reply-lost',
  protocol: 'reply-lost',
  'user-stop': 'user-stop',
  'cannot-connect': 'cannot-connect',
  'not-sent': 'cannot-connect',
};

/** A failure of the link in the words of a run. Anything else is a bug and passes unchanged. */
export function troubleOf(error: unknown): unknown {
  if (!(error instanceof LinkError)) return error;
  if (error.code === 'busy') return new Trouble('serialem-busy', busy, { cause: error });
  return new Trouble(troubleCodes[error.code] ?? 'serialem-refused', error.message, { cause: error });
}
