import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { SerialEmClient } from '@pacetomo/serialem-link';
import type { MicroscopeView, VirtualMicroscope } from '../../api/microscope.ts';
import { Trouble } from '../../run/errors.ts';
import { parseAddress } from '../../session/address.ts';
import { type FolderMap, folderHere, parseFolderMap, reachableFolder } from '../../session/folderMap.ts';
import { type Scenario, scenariosOfVirtual } from '../../session/virtualSerialEm.ts';
import type { Changes } from '../changes.ts';
import { type AboutSerialEm, aboutSerialEm } from './abilities.ts';
import { Connection } from './connection.ts';
import { type Remembered, recall, remember } from './memory.ts';
import { keepBoxesAway, readMicroscope } from './reading.ts';
import { endOurVirtual, isAlive, startOurVirtual } from './virtual.ts';
import { type Standing, sentenceOf, stoppedThere, takenAway } from './words.ts';

/** Whom SerialEM is given to. */
export interface Borrower {
  readonly kind: 'job' | 'run';
  readonly id: string;
  readonly title: string;
}

/** What kind of virtual microscope is wanted. */
export interface VirtualKind {
  readonly scenario: string;
  readonly seed: number;
  readonly speed: number;
}

/** SerialEM as the desk has it: one connection at a time, ours while nobody else works with it. */
export interface MicroscopeDesk {
  view(): MicroscopeView;
  /** Connects, and goes on trying if nothing answers. Throws Trouble with why when the first try fails. */
  connect(address: string): Promise<MicroscopeView>;
  /** Lets go of SerialEM, so that its own window can be used. */
  release(): Promise<MicroscopeView>;
  startVirtual(wish: VirtualKind): Promise<MicroscopeView>;
  endVirtual(): Promise<MicroscopeView>;
  setFolderMaps(maps: readonly string[]): Promise<MicroscopeView>;
  /** Gives SerialEM to a process: our own connection is closed until `giveBack`. Throws Trouble when nobody is connected or something else works with it. */
  lend(to: Borrower): Promise<{ readonly address: string; giveBack(): void }>;
  /** A run of an earlier desk works with it already. */
  noteLent(to: Borrower & { readonly kind: 'run' }): { giveBack(): void };
  /** Asks something over the idle connection. Throws Trouble when it is not ours. */
  ask<T>(work: (client: SerialEmClient) => Promise<T>): Promise<T>;
  readonly folderMaps: readonly FolderMap[];
  /** SerialEM's working directory on this computer, as last read; null when unknown or not reachable. */
  directoryHere(): string | null;
  /** The Navigator's file on this computer as last read; null when there is none. */
  navigatorHere(): string | null;
  close(): Promise<void>;
}

/** What a microscope desk needs. */
export interface MicroscopeParts {
  readonly folder: string;
  readonly changes: Changes;
  /** How often the microscope is read, and a lost one is tried again, ms. */
  readonly pace?: { readonly readMs: number; readonly retryMs: number } | undefined;
  readonly now?: (() => Date) | undefined;
}

const usualPace = { readMs: 2000, retryMs: 5000 };
/** A connection that is lost within this time of its beginning was taken away by somebody, ms. */
const briefMs = 15_000;
const mostBrief = 3;

/** Opens the desk of a folder. What it remembers to have worked with is connected to again, in the background. */
export async function openMicroscopeDesk(parts: MicroscopeParts): Promise<MicroscopeDesk> {
  const found = await recall(parts.folder);
  const isOver = found.virtual !== null && !(await isAlive(found.virtual));
  const nowhere = isOver && found.address === found.virtual?.address ? { address: null, isWanted: false } : {};
  const desk = new OpenMicroscopeDesk(parts, { ...found, ...(isOver ? { virtual: null } : {}), ...nowhere });
  desk.begin();
  return desk;
}

class OpenMicroscopeDesk implements MicroscopeDesk {
  readonly #parts: MicroscopeParts;
  readonly #pace: { readonly readMs: number; readonly retryMs: number };
  readonly #now: () => Date;
  #memory: Remembered;
  #writing: Promise<void> = Promise.resolve();
  #standing: Standing = { kind: 'none' };
  #connection: Connection | null = null;
  #about: AboutSerialEm | null = null;
  #reading: MicroscopeView['reading'] = null;
  #scenarios: readonly Scenario[] = [];
  #finding: Promise<void> = Promise.resolve();
  /** Grows whenever somebody wants something else, so that what was begun before comes to nothing. */
  #turn = 0;
  #reaching: Promise<unknown> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;
  #brief = 0;

  constructor(parts: MicroscopeParts, memory: Remembered) {
    this.#parts = parts;
    this.#pace = parts.pace ?? usualPace;
    this.#now = parts.now ?? (() => new Date());
    this.#memory = memory;
  }

  begin(): void {
    this.#finding = this.#findScenarios();
    if (this.#memory.address === null) return;
    if (this.#memory.isWanted) void this.#reach();
    else this.#stand({ kind: 'released', why: null });
  }

  async #findScenarios(): Promise<void> {
    this.#scenarios = await scenariosOfVirtual().catch(() => []);
    this.#parts.changes.changed('microscope');
  }

  view(): MicroscopeView {
    const { address, folderMaps, virtual } = this.#memory;
    const { kind } = this.#standing;
    const isKnown = kind === 'ours' || kind === 'busy' || kind === 'connecting';
    return {
      state: kind,
      sentence: sentenceOf(this.#standing, address),
      address,
      version: this.#about?.version ?? null,
      abilities: this.#about === null ? [] : [...this.#about.abilities, this.#seesFiles()],
      reading: isKnown ? this.#reading : null,
      busyWith: this.#standing.kind === 'busy' ? this.#standing.with : null,
      virtual: virtual && viewOf(virtual),
      scenarios: this.#scenarios,
      folderMaps,
    };
  }

  #seesFiles(): MicroscopeView['abilities'][number] {
    const { directory } = this.#memory;
    const has = this.directoryHere() !== null;
    const remark = `This computer does not have SerialEM’s folder ${directory} under that name. Say where it is here, if it can be reached, such as “${directory}=/mnt/data”; maps and images cannot be shown without it.`;
    return { name: 'Shares its folder with this computer', has, remark: has ? '' : remark };
  }

  async connect(address: string): Promise<MicroscopeView> {
    parseAddress(address);
    this.#refuseBusy('another SerialEM cannot be connected to');
    if (this.#standing.kind === 'ours' && this.#memory.address === address) return this.view();
    await this.#letGo({ kind: 'connecting' });
    const isOther = address !== this.#memory.address;
    await this.#keep({ address, isWanted: true, ...(isOther ? { directory: null, navigatorFile: null } : {}) });
    this.#brief = 0;
    const trouble = await this.#reach();
    if (trouble !== null) throw trouble;
    return this.view();
  }

  async release(): Promise<MicroscopeView> {
    this.#refuseBusy('it cannot be released. Stop that first');
    if (this.#memory.address === null) return this.view();
    await this.#letGo({ kind: 'released', why: null });
    await this.#keep({ isWanted: false });
    return this.view();
  }

  async startVirtual(wish: VirtualKind): Promise<MicroscopeView> {
    this.#refuseBusy('no other microscope can be started');
    await this.#finding;
    const virtual = await startOurVirtual(this.#parts.folder, wish, this.#scenarios);
    const { virtual: old } = this.#memory;
    await this.#letGo({ kind: 'connecting' });
    if (old !== null) await endOurVirtual(old);
    await this.#keep({ virtual });
    return this.connect(virtual.address);
  }

  async endVirtual(): Promise<MicroscopeView> {
    this.#refuseBusy('the virtual microscope cannot be ended. Stop that first');
    const { virtual, address } = this.#memory;
    if (virtual === null) return this.view();
    if (address === virtual.address) {
      await this.#letGo({ kind: 'none' });
      this.#about = null;
    }
    await endOurVirtual(virtual);
    await this.#keep({ virtual: null, ...(address === virtual.address ? { address: null, isWanted: false } : {}) });
    this.#parts.changes.changed('microscope');
    return this.view();
  }

  async setFolderMaps(maps: readonly string[]): Promise<MicroscopeView> {
    for (const map of maps) parseFolderMap(map);
    await this.#keep({ folderMaps: maps });
    this.#sayWhereChanged();
    return this.view();
  }

  get folderMaps(): readonly FolderMap[] {
    return this.#memory.folderMaps.map(parseFolderMap);
  }

  directoryHere(): string | null {
    const { directory } = this.#memory;
    return directory === null ? null : reachableFolder(directory, this.folderMaps);
  }

  navigatorHere(): string | null {
    const { navigatorFile } = this.#memory;
    if (navigatorFile === null) return null;
    const [, folder = '', name = navigatorFile] = /^(.*)[\\/]([^\\/]+)$/.exec(navigatorFile) ?? [];
    const path = join(folderHere(folder, this.folderMaps), name);
    return existsSync(path) ? path : null;
  }

  async lend(to: Borrower): Promise<{ readonly address: string; giveBack(): void }> {
    await this.#reaching;
    const { address } = this.#memory;
    if (this.#standing.kind !== 'ours' || address === null) throw this.#notOurs();
    await this.#letGo({ kind: 'busy', with: { kind: to.kind, id: to.id, title: to.title } });
    return { address, giveBack: this.#wayBack(this.#turn) };
  }

  noteLent(to: Borrower & { readonly kind: 'run' }): { giveBack(): void } {
    void this.#letGo({ kind: 'busy', with: { kind: to.kind, id: to.id, title: to.title } });
    return { giveBack: this.#wayBack(this.#turn) };
  }

  #wayBack(turn: number): () => void {
    return () => {
      if (this.#turn !== turn || this.#standing.kind !== 'busy') return;
      if (this.#memory.address === null) this.#stand({ kind: 'none' });
      else void this.#reach();
    };
  }

  async ask<T>(work: (client: SerialEmClient) => Promise<T>): Promise<T> {
    await this.#reaching;
    if (this.#standing.kind !== 'ours' || this.#connection === null) throw this.#notOurs();
    return this.#connection.ask(work);
  }

  async close(): Promise<void> {
    await this.#letGo({ kind: 'none' });
    await this.#writing;
  }

  #notOurs(): Trouble {
    const code = this.#standing.kind === 'busy' ? 'run-in-use' : 'cannot-connect';
    return new Trouble(code, `SerialEM cannot be used now. ${sentenceOf(this.#standing, this.#memory.address)}`);
  }

  #refuseBusy(then: string): void {
    if (this.#standing.kind !== 'busy') return;
    throw new Trouble('run-in-use', `SerialEM works for “${this.#standing.with.title}”, so ${then}.`);
  }

  /** Ends the connection, and whatever was begun, and stands otherwise from now on. */
  async #letGo(standing: Standing): Promise<void> {
    this.#turn += 1;
    clearTimeout(this.#timer);
    const connection = this.#connection;
    this.#connection = null;
    this.#stand(standing);
    await connection?.close();
    await this.#reaching;
  }

  /** What is refused of areas rests on how it stands, so that they are read again too. */
  #stand(standing: Standing): void {
    const isOther = standing.kind !== this.#standing.kind;
    this.#standing = standing;
    this.#parts.changes.changed('microscope');
    if (isOther) this.#parts.changes.changed('area');
  }

  /** Connects; what went wrong, if it did. It is tried again then. */
  #reach(): Promise<Trouble | null> {
    this.#turn += 1;
    clearTimeout(this.#timer);
    this.#stand({ kind: 'connecting' });
    const reaching = this.#tryToReach(this.#turn, this.#memory.address ?? '');
    this.#reaching = reaching;
    return reaching;
  }

  async #tryToReach(turn: number, address: string): Promise<Trouble | null> {
    let connection: Connection | null = null;
    try {
      connection = await Connection.open(address);
      await connection.ask(keepBoxesAway);
      const about = await connection.ask(aboutSerialEm);
      const reading = await connection.ask((client) => readMicroscope(client, this.#now));
      if (turn !== this.#turn) return await connection.close().then(() => null);
      this.#about = about;
      this.#begin(connection, reading);
      return null;
    } catch (error) {
      await connection?.close();
      if (!(error instanceof Trouble)) throw error;
      if (turn === this.#turn) this.#lose(error);
      return error;
    }
  }

  #begin(connection: Connection, reading: NonNullable<MicroscopeView['reading']>): void {
    const turn = this.#turn;
    const beganMs = performance.now();
    this.#connection = connection;
    this.#hear(reading);
    this.#stand({ kind: 'ours' });
    this.#readSoon(turn);
    void connection.lost().then((trouble) => {
      if (trouble === null || turn !== this.#turn) return;
      this.#brief = performance.now() - beganMs < briefMs ? this.#brief + 1 : 0;
      this.#lose(trouble);
    });
  }

  #readSoon(turn: number): void {
    this.#timer = setTimeout(() => void this.#readOn(turn), this.#pace.readMs).unref();
  }

  async #readOn(turn: number): Promise<void> {
    try {
      const reading = await this.#connection?.ask((client) => readMicroscope(client, this.#now));
      if (turn !== this.#turn || reading === undefined) return;
      this.#hear(reading);
      this.#parts.changes.changed('microscope');
      this.#readSoon(turn);
    } catch (error) {
      if (!(error instanceof Trouble)) throw error;
      if (turn === this.#turn) this.#lose(error);
    }
  }

  #hear(reading: NonNullable<MicroscopeView['reading']>): void {
    this.#reading = reading;
    const { directory, navigatorFile } = reading;
    if (directory === this.#memory.directory && navigatorFile === this.#memory.navigatorFile) return;
    void this.#keep({ directory, navigatorFile }).catch(() => {}); // said again when it is read again
    this.#sayWhereChanged();
  }

  #sayWhereChanged(): void {
    for (const what of ['microscope', 'areas', 'maps'] as const) this.#parts.changes.changed(what);
  }

  /** Ends what is left of the connection; tries again, unless somebody does not want that. */
  #lose(trouble: Trouble): void {
    this.#turn += 1;
    clearTimeout(this.#timer);
    void this.#connection?.close();
    this.#connection = null;
    const letGo = trouble.code === 'user-stop' ? stoppedThere : this.#brief >= mostBrief ? takenAway : null;
    if (letGo === null) {
      this.#stand({ kind: 'lost', why: trouble.message });
      this.#timer = setTimeout(() => void this.#reach(), this.#pace.retryMs).unref();
    } else {
      this.#stand({ kind: 'released', why: letGo });
      void this.#keep({ isWanted: false }).catch(() => {}); // what is not written down is found again
    }
  }

  async #keep(change: Partial<Remembered>): Promise<void> {
    this.#memory = { ...this.#memory, ...change };
    const memory = this.#memory;
    const writing = this.#writing.then(() => remember(this.#parts.folder, memory));
    this.#writing = writing.catch(() => {});
    await writing;
  }
}

const viewOf = ({ scenario, seed, address, folder }: VirtualMicroscope): VirtualMicroscope => ({
  scenario,
  seed,
  address,
  folder,
});
