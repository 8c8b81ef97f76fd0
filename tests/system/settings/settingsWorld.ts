import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SerialEmClient } from '@pacetomo/serialem-link';
import {
  createVirtualSerialEm,
  type ExposureTruth,
  type FaultInput,
  type VirtualSerialEm,
} from '@pacetomo/virtual-serialem';
import type { RunPlan } from '../../../packages/pacetomo/src/plan/plan.ts';
import { OperatorControl } from '../../../packages/pacetomo/src/run/control.ts';
import { Trouble } from '../../../packages/pacetomo/src/run/errors.ts';
import type { RunEvent } from '../../../packages/pacetomo/src/run/events.ts';
import { acquire } from '../../../packages/pacetomo/src/session/acquire.ts';
import { OpenJournal } from '../../../packages/pacetomo/src/session/journalFile.ts';
import { parseJournal } from '../../../packages/pacetomo/src/session/journalLines.ts';
import { type MemoryStore, memoryStore } from '../../../packages/pacetomo/test/session/memoryStore.ts';
import { quietWith } from '../../../packages/virtual-serialem/test/session.ts';
import { ListeningClient, type SentCommand } from './listeningClient.ts';

/** The microscope of a test, and what was done at it before the run. */
export interface Site {
  /** What differs from the quiet scenario. */
  readonly scenario?: Parameters<typeof quietWith>[0];
  readonly faults?: readonly FaultInput[];
  /** What the microscopist does beforehand; these commands and exposures are not part of what was seen of the run. */
  readonly prepare?: (serialEm: SerialEmClient, scope: VirtualSerialEm) => Promise<unknown>;
  /** How the run is worked on; without it until it ends. */
  readonly work?: (world: SettingsWorld) => Promise<unknown>;
}

/** What the microscope saw of a run, and what it wrote. */
export interface Seen {
  /** How the last process that worked on the run ended: `complete`, or the code of the trouble. */
  readonly ending: string;
  /** Every exposure, truly. */
  readonly exposures: readonly ExposureTruth[];
  /** The commands that were sent, with SerialEM's answers. */
  readonly commands: readonly SentCommand[];
  /** The texts of all mdoc files, by name. */
  readonly mdocs: Readonly<Record<string, string>>;
  /** The names of all files. */
  readonly files: readonly string[];
  /** The log for people, where the whole program was run. */
  readonly log?: string;
  /** What was written into the journal. */
  readonly events: readonly RunEvent[];
}

/** One virtual microscope in this process, without errors, with a run on it. */
export class SettingsWorld {
  readonly scope: VirtualSerialEm;
  readonly #plan: RunPlan;
  readonly #folder: string;
  readonly #store: MemoryStore = memoryStore();
  readonly #commands: SentCommand[] = [];
  #before = 0;
  #ending = 'not begun';
  /** The hand on the process that works on the run. */
  control = new OperatorControl();

  private constructor(plan: RunPlan, scope: VirtualSerialEm, folder: string) {
    this.#plan = plan;
    this.scope = scope;
    this.#folder = folder;
  }

  static async create(plan: RunPlan, { scenario = {}, faults = [], prepare }: Site): Promise<SettingsWorld> {
    const folder = newFolder();
    const scope = await createVirtualSerialEm({ scenario: quietWith(scenario), seed: 7, dir: folder, faults });
    const world = new SettingsWorld(plan, scope, folder);
    if (prepare !== undefined) await world.byHand(prepare);
    world.#before = scope.exposures.length;
    return world;
  }

  /** What a person does at SerialEM while no run is connected. */
  async byHand(work: (serialEm: SerialEmClient, scope: VirtualSerialEm) => Promise<unknown>): Promise<void> {
    const client = new SerialEmClient(this.scope.connect());
    await client.call('NoMessageBoxOnError', 1);
    await work(client, this.scope);
    client.close();
    await client.closed;
  }

  /** Works on the run with a new process's eyes until it ends, well or in trouble. */
  async work(): Promise<string> {
    const client = new ListeningClient(this.scope, this.#commands);
    const journal = await OpenJournal.open(this.#store, { now: () => new Date(0), monotonicMs: () => 0 });
    const folder = { path: this.#folder, plan: this.#plan, planSha256: 'sha' };
    this.control = new OperatorControl();
    const acquisition = { journal, client, control: this.control, address: 'here:1', runUid: 'run' };
    try {
      this.#ending = await acquire(folder, acquisition);
    } catch (error) {
      if (!(error instanceof Trouble)) throw error;
      this.#ending = error.code;
    } finally {
      client.close();
      await client.closed;
    }
    return this.#ending;
  }

  /** Closes the microscope and tells what it saw. */
  async end(): Promise<Seen> {
    await this.scope.close();
    const seen: Seen = {
      ending: this.#ending,
      exposures: this.scope.exposures.slice(this.#before),
      commands: this.#commands,
      ...filesIn(this.#folder),
      events: parseJournal(this.#store.bytes).events,
    };
    rmSync(this.#folder, { recursive: true });
    return seen;
  }
}

/** What lies in a folder. */
export function filesIn(folder: string): Pick<Seen, 'files' | 'mdocs'> {
  const files = readdirSync(folder).sort();
  const mdocs = files.filter((name) => name.endsWith('.mdoc'));
  return { files, mdocs: Object.fromEntries(mdocs.map((name) => [name, readFileSync(join(folder, name), 'latin1')])) };
}

/** A folder in memory, where there is such a thing. */
export const newFolder = (): string => mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'settings-'));

/** Runs a plan at a site. */
export async function seenOf(plan: RunPlan, site: Site = {}): Promise<Seen> {
  const world = await SettingsWorld.create(plan, site);
  try {
    await (site.work ?? ((own) => own.work()))(world);
  } catch (error) {
    await world.end();
    throw error;
  }
  return world.end();
}
