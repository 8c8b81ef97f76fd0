import {
  type ArgsOf,
  type BufferImage,
  commandNamed,
  type ExternalCommand,
  LinkError,
  type ReplyOf,
  type SerialEmClient,
} from '@pacetomo/serialem-link';
import type { Matrix, Vec } from '../geometry/frames.ts';
import type { ExposurePermit } from '../microscope/microscope.ts';
import { StopRequested } from '../run/control.ts';
import type { ExposingCommand } from './exposingCommand.ts';
import { checkNumbers, isWithinReach, type Limits } from './limits.ts';
import { brokenOff, troubleOf } from './linkTrouble.ts';

export { troubleOf } from './linkTrouble.ts';

/** What became of a command: SerialEM's answer, or what was thrown instead of one. */
export type CommandOutcome = { readonly reply: unknown } | { readonly error: unknown };

/** Is told of every command that passes the gate. It is called in passing and must not throw. */
export interface CommandObserver {
  /** The command is under way. */
  sent(name: string, args: readonly unknown[]): void;
  /** How the last command ended, and how long it took. */
  answered(name: string, outcome: CommandOutcome, tookMs: number): void;
}

/** Whether a stop was accepted: a RunControl, or less. */
export interface StopSwitch {
  readonly stopping: boolean;
}

/** What stands beside the gate: who closes it, and who looks on. */
export interface GateKeeping {
  readonly control?: StopSwitch | undefined;
  readonly observer?: CommandObserver | undefined;
  readonly nowMs?: () => number;
}

/**
 * The only door to SerialEM. Every command of a run passes here, one at a time: numbers have to be finite and inside the
 * limits, whatever exposes needs a permit that was never used before, and after a stop nothing passes.
 */
export class CommandGate {
  readonly #client: SerialEmClient;
  readonly #control: StopSwitch;
  readonly #observer: CommandObserver | undefined;
  readonly #nowMs: () => number;
  readonly #usedPermits = new WeakSet<ExposurePermit>();
  #limits: Limits;
  #toSpecimen: Matrix<'imageShift', 'specimen'> | null = null;

  constructor(client: SerialEmClient, limits: Limits, keeping: GateKeeping = {}) {
    this.#client = client;
    this.#limits = limits;
    this.#control = keeping.control ?? { stopping: false };
    this.#observer = keeping.observer;
    this.#nowMs = keeping.nowMs ?? (() => performance.now());
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

  /** Whether an image shift lies within the limit. */
  reaches(shift: Vec<'imageShift'>): boolean {
    return isWithinReach(shift, { limits: this.#limits, toSpecimen: this.#toSpecimen });
  }

  /** Sends a command that costs no dose and gives SerialEM's answer. */
  async send<N extends Exclude<ExternalCommand, ExposingCommand>>(name: N, ...args: ArgsOf<N>): Promise<ReplyOf<N>> {
    if (forbidden.has(name) || commandNamed(name)?.lostReply === 'exposing') {
      throw new Error(`${name} exposes the specimen or cannot be undone: a run does not send it`);
    }
    this.#check(name, args);
    try {
      return await this.#pass(name, args);
    } catch (error) {
      throw troubleOf(error);
    }
  }

  /** Sends a command that switches the beam on. When this throws StopRequested the permit was not used. */
  async expose<N extends ExposingCommand>(permit: ExposurePermit, name: N, ...args: ArgsOf<N>): Promise<ReplyOf<N>> {
    this.#check(name, args);
    if (this.#usedPermits.has(permit)) throw new Error(`${name} was asked for twice on one intent`);
    try {
      return await this.#pass(name, args, () => void this.#usedPermits.add(permit));
    } catch (error) {
      if (error instanceof LinkError && error.carriedOut === 'begun') throw brokenOff(name, error);
      throw troubleOf(error);
    }
  }

  /** The pixels of a buffer; null when it is empty. Costs no dose. Observers are told how large the image is. */
  async image(buffer: string): Promise<BufferImage | null> {
    const fetch = (): Promise<BufferImage | null> => this.#client.bufferImage(buffer);
    try {
      return await this.#watched('bufferImage', [buffer], fetch, (image) => image && [image.width, image.height]);
    } catch (error) {
      throw troubleOf(error);
    }
  }

  /** Nothing is awaited between the question for a stop and the sending, so that no command leaves after one. */
  async #pass<N extends ExternalCommand>(name: N, args: ArgsOf<N>, beforeSending = () => {}): Promise<ReplyOf<N>> {
    const call = (): Promise<ReplyOf<N>> => {
      beforeSending();
      return this.#client.call(name, ...args);
    };
    return this.#watched(name, args, call, (reply) => reply);
  }

  /** Asks for a stop, does it, and tells the observer; `told` is what that hears of the answer. */
  async #watched<T>(
    name: string,
    args: readonly unknown[],
    exchange: () => Promise<T>,
    told: (answer: T) => unknown,
  ): Promise<T> {
    if (this.#control.stopping) throw new StopRequested();
    const startedMs = this.#nowMs();
    const pending = exchange();
    this.#observer?.sent(name, args);
    const tell = (outcome: CommandOutcome): void => this.#observer?.answered(name, outcome, this.#nowMs() - startedMs);
    try {
      const answer = await pending;
      tell({ reply: told(answer) });
      return answer;
    } catch (error) {
      tell({ error });
      throw error;
    }
  }

  #check(name: string, args: readonly unknown[]): void {
    checkNumbers(name, args, { limits: this.#limits, toSpecimen: this.#toSpecimen });
  }
}

/** Relative moves and commands that destroy, which a run has no business with; those that expose are known by the command table. */
const forbidden: ReadonlySet<string> = new Set<ExternalCommand>([
  'TiltBy',
  'TiltUp',
  'TiltDown',
  'U',
  'D',
  'MoveStage',
  'MoveStageWithSpeed',
  'StageShiftByPixels',
  'RelaxStage',
  'MoveToMarker',
  'NavGoToMarker',
  'ImageShiftByMicrons',
  'ImageShiftByUnits',
  'ImageShiftByPixels',
  'ImageShiftByStageDiff',
  'ResetImageShift',
  'ResetShiftIfAbove',
  'ChangeFocus',
  'ChangeMag',
  'ShiftItemsByAlignment',
  'ShiftItemsByCurrentDiff',
  'ShiftItemsByMicrons',
  'ReadNavFile',
  'CloseNavigator',
  'SaveToOtherFile',
  'AllowFileOverwrite',
  'RemoveFile',
]);
