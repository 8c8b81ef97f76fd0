import { mkdir } from 'node:fs/promises';
import type { Duplex } from 'node:stream';
import { duplexPair, type ScriptEngine, type ServedConnection, serve } from '@pacetomo/serialem-link';
import { type Listening, listen } from '@pacetomo/serialem-link/node';
import type { FaultPlan } from './faults/faultPlan.ts';
import type { Instrument } from './instrument.ts';
import { type InstrumentOptions, makeInstrument } from './makeInstrument.ts';
import type { DialogInput } from './scenario/dialogSchema.ts';
import type { FaultInput } from './scenario/faultSchema.ts';
import { loadAnswers } from './scenario/loadAnswers.ts';
import { loadFaults } from './scenario/loadFaults.ts';
import { loadScenario } from './scenario/presets.ts';
import { parseScenario, type Scenario, type ScenarioInput } from './scenario/scenario.ts';
import type { ShownDialog } from './script/person.ts';
import { ExternalControl, type PortMode } from './script/scriptEngine.ts';
import type { ExposureTruth } from './truth/truthLog.ts';

/** What a virtual SerialEM is made of. */
export interface VirtualSerialEmOptions {
  /** Name of a preset, path of a .json file, or what differs from the defaults. */
  readonly scenario: string | ScenarioInput;
  /** Chooses the specimen, all errors and all noise; the same seed gives the same run. */
  readonly seed: number;
  /** The folder in which SerialEM works; made if it is not there. Nothing outside is touched. */
  readonly dir: string;
  /** File to which the truth log is appended; without it the truth is kept in memory only. */
  readonly truth?: string;
  /** Whether `exposures` has all of them (default) or the newest only, so that the memory stays flat however long the server runs. */
  readonly keepsExposures?: boolean;
  /** What dialogs are answered with; 'yes' by default. */
  readonly answer?: 'yes' | 'no';
  /** What a person does: answers to dialogs and keys, in place of the `dialogs` section of the scenario. Or a JSON file. */
  readonly answers?: string | DialogInput;
  /** What goes wrong beside the `faults` section of the scenario: a list, or a JSON file with one. */
  readonly faults?: string | readonly FaultInput[];
  /** Which of SerialEM's ports this is; 'external' by default. */
  readonly mode?: PortMode;
  /** 0 (default) never waits, 1 is real time, N is N times as fast. */
  readonly speed?: number;
}

/** A running virtual SerialEM. */
export interface VirtualSerialEm {
  readonly scenario: Scenario;
  /** The client's end of a new connection in memory; a client that was connected before loses its connection. */
  connect(): Duplex;
  /** Listens on a TCP port, 0 for any free one. Gives the port. Throws when the port is taken. */
  listen(options?: { readonly port?: number; readonly host?: string }): Promise<{ readonly port: number }>;
  /** What goes wrong: more can be added, and what happened can be read. */
  readonly faults: FaultPlan;
  /** Commands received so far. */
  readonly commandCount: number;
  /** The truth about every exposure so far. */
  readonly exposures: readonly ExposureTruth[];
  /** Commands that were asked for and are not there, with how often. */
  readonly missingCommands: ReadonlyMap<string, number>;
  /** Virtual seconds since the start. */
  readonly nowS: number;
  /** SerialEM's log. */
  readonly log: readonly string[];
  /** The dialogs that were shown and what they were answered with, oldest first. */
  readonly dialogs: readonly ShownDialog[];
  /** The user presses STOP: the command that runs ends before its next exposure; without one the next request is told. */
  stopByUser(): void;
  /** The text of the message box that a fault has put on the screen; null for none. */
  readonly dialog: string | null;
  /** A person answers that message box. Gives false when there is none. */
  dismissDialog(): boolean;
  /** Internal port: the process of the script that SerialEM has started is over. */
  processEnds(): void;
  /** Closes connections and files and ends the truth log. */
  close(): Promise<void>;
}

/** Starts a virtual SerialEM. Throws ScenarioError when the scenario cannot be used. */
export async function createVirtualSerialEm(options: VirtualSerialEmOptions): Promise<VirtualSerialEm> {
  const scenario =
    typeof options.scenario === 'string'
      ? await loadScenario(options.scenario)
      : parseScenario(options.scenario, 'given by the program');
  await mkdir(options.dir, { recursive: true });
  const more = options.faults === undefined ? [] : await loadFaults(options.faults);
  const made: InstrumentOptions = {
    scenario: { ...scenario, faults: [...scenario.faults, ...more] },
    seed: options.seed,
    dir: options.dir,
    truth: options.truth,
    keepsExposures: options.keepsExposures ?? true,
    answer: options.answer ?? 'yes',
    dialogs: options.answers === undefined ? undefined : await loadAnswers(options.answers),
    speed: options.speed ?? 0,
  };
  return new Program(await makeInstrument(made), options.mode ?? 'external');
}

class Program implements VirtualSerialEm {
  readonly #instrument: Instrument;
  readonly #control: ExternalControl;
  readonly #listening: Listening[] = [];
  #served: ServedConnection | undefined;
  #turn: Promise<void> = Promise.resolve();
  /** Counts connections: the engine of one that was displaced is not listened to any more. */
  #newest = 0;

  constructor(instrument: Instrument, mode: PortMode) {
    this.#instrument = instrument;
    this.#control = new ExternalControl(instrument, mode);
  }

  get scenario(): Scenario {
    return this.#instrument.scenario;
  }

  get faults(): FaultPlan {
    return this.#instrument.faults;
  }

  get commandCount(): number {
    return this.#instrument.faults.commandCount;
  }

  get exposures(): readonly ExposureTruth[] {
    return this.#instrument.truth.exposures;
  }

  get missingCommands(): ReadonlyMap<string, number> {
    return this.#control.missing;
  }

  get nowS(): number {
    return this.#instrument.clock.nowS;
  }

  get log(): readonly string[] {
    return this.#instrument.log.lines;
  }

  connect(): Duplex {
    const [clientEnd, serverEnd] = duplexPair();
    const before = this.#served;
    this.#turn = this.#turn.then(async () => {
      await before?.idle();
      await afterPendingEvents();
      const engine = this.#engineForNewest();
      this.#served = serve(serverEnd, engine);
    });
    return clientEnd;
  }

  async listen(options: { readonly port?: number; readonly host?: string } = {}): Promise<{ readonly port: number }> {
    const listening = await listen(() => this.#engineForNewest(), options);
    this.#listening.push(listening);
    return { port: listening.port };
  }

  get dialogs(): readonly ShownDialog[] {
    return this.#instrument.person.shown;
  }

  stopByUser(): void {
    this.#control.stopByUser();
  }

  get dialog(): string | null {
    return this.#control.patience.dialog;
  }

  dismissDialog(): boolean {
    return this.#control.patience.dismiss();
  }

  processEnds(): void {
    this.#control.processEnds();
  }

  async close(): Promise<void> {
    this.#instrument.stop.pressForGood();
    this.#instrument.clock.stopWaiting();
    this.#control.patience.end();
    await this.#turn;
    this.#newest += 1;
    this.#served?.close();
    for (const listening of this.#listening) await listening.close();
    await this.#control.settled();
    this.#logMissing();
    await this.#instrument.files.closeAll();
    this.#instrument.truth.close();
  }

  /** What was asked for in vain stands at the end of the log. */
  #logMissing(): void {
    const { missing } = this.#control;
    if (missing.size === 0) return;
    const counted = [...missing].map(([name, count]) => `${name} (${count})`);
    this.#instrument.log.add(`Commands that were asked for and are not there: ${counted.join(', ')}`);
  }

  /** The newest client wins: the one before it is dropped, and what it still asks is not carried out. */
  #engineForNewest(): ScriptEngine {
    this.#newest += 1;
    const own = this.#newest;
    this.#served?.close();
    this.#served = undefined;
    const control = this.#control;
    control.connected();
    const isNewest = (): boolean => own === this.#newest;
    const gone = { drop: 'before-reply' } as const;
    return {
      askForControl: async () => isNewest() && (await control.askForControl()),
      run: async (command) => (isNewest() ? await control.run(command) : gone),
      image: async (buffer, fft) => (isNewest() ? await control.image(buffer, fft) : gone),
      putImage: async (request, image) => {
        if (isNewest()) await control.putImage(request, image);
      },
      disconnected: () => {
        if (isNewest()) control.disconnected();
      },
    };
  }
}

/** A client that has just left counts as gone, not as displaced: its end of script comes first. */
function afterPendingEvents(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(() => setImmediate(resolve));
  });
}
