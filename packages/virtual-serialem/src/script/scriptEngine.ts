import type {
  BufferImage,
  CommandOutcome,
  PutImageHeader,
  ReceivedCommand,
  ScriptEngine,
} from '@pacetomo/serialem-link';
import { followBackgroundMove } from '../acquisition/backgroundMove.ts';
import { findCommand } from '../commands/commandList.ts';
import { bufferPixels, putImage } from '../commands/imageTransfer.ts';
import { whyRefused } from '../commands/refusedCommands.ts';
import { afterCommand, beforeCommand, type CommandHost, userStopPending } from '../faults/commandFaults.ts';
import { meetCommand } from '../faults/inflict.ts';
import { Patience } from '../faults/patience.ts';
import { tear } from '../faults/tornFile.ts';
import type { Instrument } from '../instrument.ts';
import type { FaultOf } from '../scenario/faultSchema.ts';
import { CommandArguments } from './commandArguments.ts';
import { restartProgram } from './restartProgram.ts';
import { beginScript, endScript } from './scriptEnd.ts';
import { isFileTrouble, ScriptError, ScriptExit, UserStop } from './scriptError.ts';
import { areBoxesOff } from './scriptState.ts';

/** Return value of the transport when control is not there because SerialEM is busy. */
const busy = -9;
/** As many as SerialEM has commands, roughly. */
const mostMissing = 1000;

/**
 * Whose port SerialEM listens on: that of programs from outside; that of Python scripts which it starts itself, with the
 * script over when its client leaves; or the same for a script that hands its connection to another program and lives on.
 */
export type PortMode = 'external' | 'internal' | 'internal-shim';

/** SerialEM's script engine: one command at a time, whoever is connected. */
export class ExternalControl implements ScriptEngine {
  readonly #instrument: Instrument;
  readonly #missing = new Map<string, number>();
  /** What SerialEM waits for in real time. */
  readonly patience = new Patience();
  readonly #mode: PortMode;
  #hasControl = false;
  #isRunning = false;
  #stopPending = false;
  /** A script of SerialEM's own: whether a client of it has left, and whether it is over. */
  #wasLeft = false;
  #isOver = false;
  #queue: Promise<unknown> = Promise.resolve();

  constructor(instrument: Instrument, mode: PortMode = 'external') {
    this.#instrument = instrument;
    this.#mode = mode;
  }

  /** A client has come. On the internal port it belongs to the script that runs, or else to a new one. */
  connected(): void {
    void this.#alone(async () => {
      if (this.#isOver) this.#wasLeft = false;
      this.#isOver = false;
    });
  }

  /** The process of a script that SerialEM has started is over, and with it the script. */
  processEnds(): void {
    void this.#alone(async () => {
      this.#end();
      this.#wasLeft = false;
      this.#isOver = true;
    });
  }

  /** Commands that were asked for and are not there, with how often. */
  get missing(): ReadonlyMap<string, number> {
    return this.#missing;
  }

  /** Function 3 of the protocol: refused when control is there already, as SerialEM does it. */
  askForControl(): Promise<boolean> {
    return this.#alone(async () => this.#mode === 'external' && !this.#hasControl && this.#takeControl());
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
      this.#wasLeft = true;
      if (this.#mode === 'internal-shim') return;
      this.#end();
      this.#isOver = true;
    });
  }

  /**
   * The user presses STOP. A command that runs ends before its next exposure, or when it is done, and is answered with the
   * STOP; between two commands the next request is told.
   */
  stopByUser(): void {
    if (this.#isRunning) {
      this.#instrument.stop.press();
      this.#instrument.clock.interrupt();
      return;
    }
    this.#stopPending = this.#hasControl && this.#mode === 'external';
    this.#end();
    this.#isOver = true;
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
    beginScript(this.#instrument, this.#mode === 'external' ? 'External Script' : 'Python script');
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
    // Nobody waits for the commands of a script that is over: SerialEM leaves them unanswered.
    if (this.#isOver && this.#mode !== 'external') return { silent: true };
    if (!this.#takeControl()) return { transport: busy };
    const name = command.name ?? `Command ${command.code}`;
    const args = new CommandArguments(name, command.args);
    this.#isRunning = true;
    try {
      return this.#unlessStopped(await this.#runUnder(this.#hostOf(args), command.name, args));
    } finally {
      this.#isRunning = false;
      this.#instrument.stop.release();
      this.#instrument.clock.resume();
    }
  }

  /** The command with the faults that meet it. */
  async #runUnder(host: CommandHost, name: string | undefined, args: CommandArguments): Promise<CommandOutcome> {
    meetCommand(this.#instrument, name ?? 'a command without a name');
    const instead = await beforeCommand(host);
    if (instead) return instead;
    return await afterCommand(host, await this.#carryOut(args));
  }

  /** STOP while the command ran: the script ends only now that the command is over, and the command is told (protocol, STOP by the user). */
  #unlessStopped(outcome: CommandOutcome): CommandOutcome {
    if (!this.#instrument.stop.isPressed) return outcome;
    this.#end();
    this.#isOver = true;
    if ('drop' in outcome || 'silent' in outcome || 'garbled' in outcome) return outcome;
    return this.#mode === 'external' ? { ended: 'user-stop' } : { failed: '' };
  }

  /** What the faults of a command may do to this program. */
  #hostOf(args: CommandArguments): CommandHost {
    return {
      instrument: this.#instrument,
      patience: this.patience,
      end: () => this.#end(),
      die: (file) => this.#die(file),
      fail: (message) => this.#failure(message, args),
      letOtherClient: (commands, staysS) => this.#letOtherClient(commands, staysS),
    };
  }

  /** A newer client takes control, does something and leaves. */
  async #letOtherClient(commands: FaultOf<'takeover'>['commands'], staysS: number): Promise<void> {
    this.#end();
    beginScript(this.#instrument);
    for (const { name, args } of commands) {
      const received = args.map((value) => ({ text: String(value), number: Number(value) }));
      await this.#carryOut(new CommandArguments(name, received));
    }
    await this.#instrument.clock.spend(staysS);
    endScript(this.#instrument);
  }

  /** The program crashes, and with it the connection; nothing is put back as at the end of a script. */
  async #die(file: FaultOf<'program-dies'>['file']): Promise<CommandOutcome> {
    this.#hasControl = false;
    const path = this.#instrument.files.current?.path;
    await restartProgram(this.#instrument);
    if (path !== undefined) await tear(path, file);
    return { drop: 'before-reply' };
  }

  async #carryOut(args: CommandArguments): Promise<CommandOutcome> {
    const { clock, scenario } = this.#instrument;
    await clock.spend(scenario.clock.commandS);
    followBackgroundMove(this.#instrument);
    if (args.name !== 'GetVariable') this.#instrument.variables.clearReported();
    const command = findCommand(args.name);
    if (!command) {
      this.#countMissing(args.name);
      return this.#failure(whyRefused(args.name), args);
    }
    try {
      const values = (await command(this.#instrument, args)) ?? [];
      this.#instrument.variables.setReported(values);
      return { values };
    } catch (error) {
      if (error instanceof ScriptExit) return this.#endWith({ ended: error.normal ? 'normal' : 'with-code' });
      if (error instanceof UserStop) return this.#endWith({ ended: 'user-stop' });
      const failure = this.#failure(error, args);
      return this.#isAbandoned ? this.#endWith(failure) : failure;
    }
  }

  /** A script that a client of its own has left ends without an answer, as SerialEM's flag "disconnected" makes it. */
  #endWith(outcome: CommandOutcome): CommandOutcome {
    this.#end();
    this.#isOver = true;
    return this.#isAbandoned ? { silent: true } : outcome;
  }

  get #isAbandoned(): boolean {
    return this.#mode !== 'external' && this.#wasLeft;
  }

  /** Nobody reads more names than these, and a client that tries all numbers must not fill the memory. */
  #countMissing(name: string): void {
    if (this.#missing.has(name) || this.#missing.size < mostMissing) {
      this.#missing.set(name, (this.#missing.get(name) ?? 0) + 1);
    }
  }

  /** The text is in the reply only while message boxes are off; otherwise it would stand on SerialEM's screen. */
  #failure(error: unknown, args: CommandArguments): CommandOutcome {
    const reason = error instanceof Error ? error.message : String(error);
    const known = error instanceof ScriptError || isFileTrouble(error) || typeof error === 'string';
    const message = `${known ? reason : `An error of the virtual SerialEM: ${reason}`}: ${args.toString()}`;
    const { script, log } = this.#instrument;
    if (script.tries.at(-1) !== true) log.add(message);
    return { failed: areBoxesOff(script) ? message : '' };
  }
}
