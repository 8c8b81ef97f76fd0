import type {
  BufferImage,
  CommandOutcome,
  PutImageHeader,
  ReceivedCommand,
  ScriptEngine,
} from '@pacetomo/serialem-link';
import { findCommand } from '../commands/commandList.ts';
import { bufferPixels, putImage } from '../commands/imageTransfer.ts';
import type { Instrument } from '../instrument.ts';
import type { Fault } from '../scenario/faultSchema.ts';
import { CommandArguments } from './commandArguments.ts';
import { restartProgram } from './restartProgram.ts';
import { beginScript, endScript } from './scriptEnd.ts';
import { ScriptError, ScriptExit } from './scriptError.ts';

/** Return values of the transport when control is not there: SerialEM is busy, or a STOP of the user is pending. */
const busy = -9;
const userStopPending = -10;

/** SerialEM's script engine under external control: one command at a time, whoever is connected. */
export class ExternalControl implements ScriptEngine {
  readonly #instrument: Instrument;
  readonly #missing = new Map<string, number>();
  #hasControl = false;
  #stopPending = false;
  #queue: Promise<unknown> = Promise.resolve();

  constructor(instrument: Instrument) {
    this.#instrument = instrument;
  }

  /** Commands that were asked for and are not there, with how often. */
  get missing(): ReadonlyMap<string, number> {
    return this.#missing;
  }

  /** Function 3 of the protocol: refused when control is there already, as SerialEM does it. */
  askForControl(): Promise<boolean> {
    return this.#alone(async () => !this.#hasControl && this.#takeControl());
  }

  /** A command; starts external control by itself when it is not there. */
  run(command: ReceivedCommand): Promise<CommandOutcome> {
    return this.#alone(() => this.#run(command));
  }

  async image(bufferIndex: number, fft: boolean): Promise<BufferImage | null> {
    return await this.#alone(async () => (fft ? null : bufferPixels(this.#instrument, bufferIndex)));
  }

  async putImage(request: PutImageHeader, image: BufferImage): Promise<void> {
    await this.#alone(async () => putImage(this.#instrument, request, image));
  }

  /** The client is gone: external control ends as at the end of a script, and a pending STOP is forgotten. */
  disconnected(): void {
    void this.#alone(async () => {
      this.#stopPending = false;
      this.#end();
    });
  }

  /** The user presses STOP between two commands: the next request is told. */
  stopByUser(): void {
    this.#stopPending = this.#hasControl;
    this.#end();
  }

  /** Settles when the command that is being carried out is done. */
  async settled(): Promise<void> {
    await this.#queue.catch(() => {});
  }

  /** A new client may arrive while the command of the old one still runs; the microscope does one thing at a time. */
  #alone<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.#queue.then(work, work);
    this.#queue = result.catch(() => {});
    return result;
  }

  #takeControl(): boolean {
    if (this.#hasControl) return true;
    if (this.#instrument.faults.isBusy()) return false;
    this.#hasControl = true;
    beginScript(this.#instrument);
    return true;
  }

  #end(): void {
    if (!this.#hasControl) return;
    this.#hasControl = false;
    endScript(this.#instrument);
  }

  async #run(command: ReceivedCommand): Promise<CommandOutcome> {
    if (this.#stopPending) {
      this.#stopPending = false;
      return { transport: userStopPending };
    }
    if (!this.#takeControl()) return { transport: busy };
    const name = command.name ?? `Command ${command.code}`;
    const args = new CommandArguments(name, command.args);
    const faults = this.#instrument.faults.meet(name);
    const instead = await this.#beforeCommand(faults, args);
    if (instead) return instead;
    const outcome = await this.#carryOut(args);
    return await this.#afterCommand(faults, outcome);
  }

  /** Faults that come before the command takes effect. */
  async #beforeCommand(faults: readonly Fault[], args: CommandArguments): Promise<CommandOutcome | undefined> {
    for (const fault of faults) {
      if (fault.kind === 'dropped-before') return { drop: 'before-reply' };
      if (fault.kind === 'program-dies' && fault.moment === 'before') return await this.#die();
      if (fault.kind === 'image-shift-refused') this.#instrument.refuseImageShift = true;
      if (fault.kind === 'command-fails') return this.#failure(fault.message, args);
      if (fault.kind !== 'user-stop' || fault.moment === 'after') continue;
      this.#end();
      return fault.moment === 'before' ? { transport: userStopPending } : { ended: 'user-stop' };
    }
    return undefined;
  }

  /** Faults that come after it. */
  async #afterCommand(faults: readonly Fault[], outcome: CommandOutcome): Promise<CommandOutcome> {
    this.#instrument.refuseImageShift = false;
    for (const fault of faults) {
      if (fault.kind === 'reply-lost') return fault.by === 'silence' ? { silent: true } : { drop: 'before-reply' };
      if (fault.kind === 'program-dies') return await this.#die();
      if (fault.kind !== 'user-stop') continue;
      this.#end();
      return { ended: 'user-stop' };
    }
    return outcome;
  }

  /** The program crashes, and with it the connection; nothing is put back as at the end of a script. */
  async #die(): Promise<CommandOutcome> {
    this.#hasControl = false;
    await restartProgram(this.#instrument);
    return { drop: 'before-reply' };
  }

  async #carryOut(args: CommandArguments): Promise<CommandOutcome> {
    const { clock, scenario } = this.#instrument;
    await clock.spend(scenario.clock.commandS);
    const command = findCommand(args.name);
    if (!command) {
      this.#missing.set(args.name, (this.#missing.get(args.name) ?? 0) + 1);
      return this.#failure('This command is not available in the virtual SerialEM', args);
    }
    try {
      const reported = await command(this.#instrument, args);
      const values = reported ?? [];
      this.#remember(args.name, values);
      return { values };
    } catch (error) {
      if (!(error instanceof ScriptExit)) return this.#failure(error, args);
      this.#end();
      return { ended: error.normal ? 'normal' : 'with-code' };
    }
  }

  /** Reported values are variables too, until the next command. */
  #remember(name: string, values: readonly (number | string)[]): void {
    if (name === 'GetVariable') return;
    const { variables } = this.#instrument;
    values.forEach((value, index) => {
      for (const variable of [`reportedValue${index + 1}`, `repVal${index + 1}`]) {
        if (typeof value === 'number') variables.setNumber(variable, value);
        else variables.setText(variable, value.replace(/^\$/, ''));
      }
    });
  }

  /** The text is in the reply only while message boxes are off; otherwise it would stand on SerialEM's screen. */
  #failure(error: unknown, args: CommandArguments): CommandOutcome {
    const reason = error instanceof Error ? error.message : String(error);
    const known = error instanceof ScriptError || typeof error === 'string';
    const message = `${known ? reason : `An error of the virtual SerialEM: ${reason}`}: ${args.toString()}`;
    const { script, log } = this.#instrument;
    if (!script.quietTry) log.add(message);
    return { failed: script.noMessageBox || script.tryLevels > 0 ? message : '' };
  }
}
