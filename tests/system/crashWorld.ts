import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ArgsOf, type ExternalCommand, type ReplyOf, SerialEmClient } from '@pacetomo/serialem-link';
import {
  createVirtualSerialEm,
  type FaultInput,
  type ScenarioInput,
  type VirtualSerialEm,
} from '@pacetomo/virtual-serialem';
import type { RunPlan } from '../../packages/pacetomo/src/plan/plan.ts';
import { OperatorControl } from '../../packages/pacetomo/src/run/control.ts';
import { type Acquisition, acquire, type Ending } from '../../packages/pacetomo/src/session/acquire.ts';
import { OpenJournal } from '../../packages/pacetomo/src/session/journalFile.ts';
import { parseJournal } from '../../packages/pacetomo/src/session/journalLines.ts';
import { type MemoryStore, memoryStore } from '../../packages/pacetomo/test/session/memoryStore.ts';

const quiet = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../packages/virtual-serialem/scenarios/quiet.json'), 'utf8'),
);

/**
 * A stage with its errors, so that a move that is made once more lands elsewhere and shows in every file; only what follows
 * the clock, drift and relaxation, is absent.
 */
export const crashStage = {
  ...quiet.stage,
  smoothRmsUm: { x: 0.12, y: 0.2, z: 0.35 },
  whiteNm: { x: 10, y: 20, z: 20 },
  branchNm: { x: 20, y: 40, z: 30 },
  reversalNm: { x: 5, y: 10, z: 8 },
  tiltWhiteDeg: 0.03,
  tiltReadbackDeg: 0.005,
};

const scenario: ScenarioInput = { ...quiet, stage: crashStage };

/** In memory no command takes nearly as long; a reply that has not come by then never comes. */
export const longestReplyMs = 3000;

/** What a run meets beside its plan. */
export interface Site {
  readonly scenario?: ScenarioInput;
  readonly faults?: readonly FaultInput[];
  /** What the microscopist has done before the run, as taking maps. */
  readonly prepare?: (serialEm: SerialEmClient) => Promise<void>;
  /** Chooses the errors of the microscope, and the moments of faults that are left to chance. */
  readonly seed?: number;
  /** By how much an image may lie off where it would have, nm, once a look or a move was made again; nothing otherwise. */
  readonly toleranceNm?: number;
  /** So many exposures of a look may be made again after each death. */
  readonly mostRepeated?: number;
}

/** The moment at which a runner dies. */
export type CrashPoint =
  | { readonly at: 'command'; readonly number: number; readonly when: 'before' | 'after' }
  | { readonly at: 'journal'; readonly number: number; readonly keep: number | 'whole' }
  /** When the first line with this text in it is on the disk. */
  | { readonly at: 'line'; readonly says: string };

/** The runner is gone: nothing after this is written, sent or tidied up. */
class Crash extends Error {}

/** What is left when a run is over. */
export interface Result {
  /** Checksum of every file that the microscope wrote, without the dates in the mdoc. */
  readonly files: Readonly<Record<string, string>>;
  /** How many sections the header of every stack says that it has. */
  readonly sections: Readonly<Record<string, number>>;
  /** `file:section tilt` of every Record exposure the specimen received, in order. */
  readonly records: readonly string[];
  /** Where each of them looked: the specimen point at the image centre, µm. */
  readonly places: readonly { readonly x: number; readonly y: number }[];
  /** Every other exposure. */
  readonly others: number;
  /** How often the stage was tilted. */
  readonly tilts: number;
  /** The commands that were sent and the lines that were written. */
  readonly commands: number;
  readonly lines: number;
  readonly journal: readonly string[];
}

/** One virtual microscope with one run on it, both in this process; the runner can be made to die anywhere. */
export class CrashWorld {
  readonly #plan: RunPlan;
  /** Where the stacks are. */
  readonly folder: string;
  /** The microscope, for a test to put faults into or a hand on. */
  readonly scope: VirtualSerialEm;
  readonly store: MemoryStore = memoryStore();
  #commands = 0;

  private constructor(plan: RunPlan, scope: VirtualSerialEm, folder: string) {
    this.#plan = plan;
    this.scope = scope;
    this.folder = folder;
  }

  static async create(plan: RunPlan, changes: ScenarioInput = {}, seed = 7): Promise<CrashWorld> {
    const folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'pacetomo-'));
    return new CrashWorld(
      plan,
      await createVirtualSerialEm({ scenario: { ...scenario, ...changes }, seed, dir: folder }),
      folder,
    );
  }

  /** A world with everything that a run meets. */
  static async at(plan: RunPlan, { scenario: changes = {}, faults = [], prepare, seed }: Site): Promise<CrashWorld> {
    const world = await CrashWorld.create(plan, changes, seed);
    if (prepare) await world.byHand(prepare);
    for (const fault of faults) world.scope.faults.add(fault);
    return world;
  }

  /** What an operator does by hand while no run is connected. */
  async byHand(work: (serialEm: SerialEmClient) => Promise<unknown>): Promise<void> {
    const client = new SerialEmClient(this.scope.connect(), { replyTimeoutMs: longestReplyMs });
    await work(client);
    client.close();
    await client.closed;
  }

  /** Works on the run with a new process's eyes until it ends or dies. */
  async work(crash: CrashPoint | null, manner: Partial<Acquisition> = {}): Promise<Ending | 'died'> {
    const client = new DoomedClient(this.scope, crash);
    let line = 0;
    this.store.onAppend = (bytes) => {
      line += 1;
      if (crash?.at === 'line' && Buffer.from(bytes).includes(crash.says)) {
        client.die();
        return { keep: bytes.length, error: new Crash() };
      }
      if (crash?.at !== 'journal' || line < crash.number) return null;
      client.die();
      return { keep: line > crash.number ? 0 : crash.keep === 'whole' ? bytes.length : crash.keep, error: new Crash() };
    };
    try {
      const clock = { now: () => new Date(0), monotonicMs: () => 0 };
      const journal = await OpenJournal.open(this.store, clock);
      const folder = { path: this.folder, plan: this.#plan, planSha256: 'sha' };
      return await acquire(folder, {
        journal,
        client,
        control: new OperatorControl(),
        address: 'here:1',
        runUid: 'run',
        ...manner,
      });
    } catch (error) {
      if (error instanceof Crash || (error instanceof Error && error.cause instanceof Crash)) return 'died';
      throw error;
    } finally {
      this.#commands += client.sent;
      client.close();
      await client.closed;
    }
  }

  /** Lengthens every stack that is shorter than its header says, as a person would. Gives how many there were. */
  mendStacks(): number {
    const paths = readdirSync(this.folder).map((name) => join(this.folder, name));
    const torn = paths.filter((path) => path.endsWith('.mrc') && statSync(path).size < wholeSizeOf(path));
    for (const path of torn) truncateSync(path, wholeSizeOf(path));
    return torn.length;
  }

  /** Closes the microscope and tells what it saw. */
  async end(): Promise<Result> {
    await this.scope.close();
    const exposures = this.scope.exposures;
    const names = readdirSync(this.folder).sort();
    const files = Object.fromEntries(names.map((name) => [name, fingerprint(join(this.folder, name))]));
    const stacks = names.filter((name) => name.endsWith('.mrc'));
    const sections = Object.fromEntries(stacks.map((name) => [name, sectionsOf(join(this.folder, name))]));
    rmSync(this.folder, { recursive: true });
    const records = exposures.filter(({ command }) => command === 'R');
    const { events } = parseJournal(this.store.bytes);
    return {
      files,
      sections,
      records: records.map(({ file, section, nominalTiltDeg }) => `${file}:${section} ${nominalTiltDeg}`),
      places: records.map(({ specimenPointUm: { x, y } }) => ({ x, y })),
      others: exposures.length - records.length,
      tilts: this.scope.faults.countOf('TiltTo'),
      commands: this.#commands,
      lines: events.length,
      journal: events.map(({ type }) => type),
    };
  }
}

/** A client whose process dies before or after its n-th command. */
class DoomedClient extends SerialEmClient {
  sent = 0;
  #dead = false;
  readonly #crash: CrashPoint | null;

  constructor(scope: VirtualSerialEm, crash: CrashPoint | null) {
    super(scope.connect());
    this.#crash = crash;
  }

  /** The process is gone: it sends nothing any more. */
  die(): void {
    this.#dead = true;
  }

  override async call<N extends ExternalCommand>(name: N, ...args: ArgsOf<N>): Promise<ReplyOf<N>> {
    if (this.#dead) throw new Crash();
    this.sent += 1;
    const isNow = this.#crash?.at === 'command' && this.#crash.number === this.sent;
    this.#dead = isNow;
    if (isNow && this.#crash.when === 'before') throw new Crash();
    const reply = super.call(name, ...args);
    if (isNow) {
      await reply.catch(() => {}); // an error is an answer too
      throw new Crash();
    }
    return reply;
  }
}

/** What the header of an MRC file says; a stack that was opened and never saved to has none. */
const sectionsOf = (path: string): number => (statSync(path).size === 0 ? 0 : readFileSync(path).readInt32LE(8));

/** How long a file of 16-bit pixels should be by its header. */
function wholeSizeOf(path: string): number {
  if (statSync(path).size === 0) return 0;
  const header = readFileSync(path);
  const [width = 0, height = 0, sections = 0, extended = 0] = [0, 4, 8, 92].map((at) => header.readInt32LE(at));
  return 1024 + extended + 2 * width * height * sections;
}

/** A stack and its mdoc byte for byte, but for the dates, which follow the clock of the room. */
function fingerprint(path: string): string {
  const dated = path.endsWith('.mdoc')
    ? /^(DateTime|TimeStamp) = .*$|\d\d-\w{3}-\d{4} {2}\d\d:\d\d:\d\d/gm
    : /\d\d-\w{3}-\d{4} {2}\d\d:\d\d:\d\d/;
  return createHash('sha256').update(readFileSync(path, 'latin1').replace(dated, '')).digest('hex');
}
