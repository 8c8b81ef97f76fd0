import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { AreaEdit, AreaSummary, AreaView, CheckView } from '../../api/areas.ts';
import type { Bytes } from '../../api/route.ts';
import { reachUm } from '../../plan/reach.ts';
import { Trouble } from '../../run/errors.ts';
import { freeSpots } from '../../session/dryRun/freeSpots.ts';
import type { Changes } from '../changes.ts';
import { keepLooking } from '../keepLooking.ts';
import type { MicroscopeDesk } from '../microscope/microscopeDesk.ts';
import type { Presets } from '../presets.ts';
import { Refusal } from '../refusal.ts';
import { applyEdit, type EditFacts, type PlainEdit, withGeometryPoints } from './applyEdit.ts';
import { type AreaFile, findAreaFiles, newestRunOf, openForDesk } from './areaFiles.ts';
import { type PictureKind, Pictures } from './areaPictures.ts';
import { AreaSheet } from './areaSheet.ts';
import { areaView, settingsOf, stageToSpecimenOf } from './areaView.ts';
import { checkSheets } from './checkSheets.ts';
import { draftsIn } from './drafts.ts';
import { InTurn } from './inTurn.ts';
import { KnownOptics, toldBy } from './optics.ts';

/** The areas of a session: what their targets files say, and edits that are not saved yet. */
export interface AreaDesk {
  summaries(): Promise<readonly AreaSummary[]>;
  view(area: string): Promise<AreaView>;
  /** Refused while a job works on the area, when it has changed since `version`, and for what `area/edit*` refuse. */
  edit(area: string, version: number, edit: AreaEdit): Promise<AreaView>;
  save(area: string, version: number): Promise<AreaView>;
  /** Unsaved edits are saved before a job or run works on the file. */
  saveIfEdited(area: string): Promise<void>;
  /** Of the file that is open: the targets file, or the run file of an interrupted run. */
  pathOf(area: string): Promise<string>;
  /** What was seen of a target (`001`) when it was chosen. */
  picture(area: string, target: string, kind: PictureKind): Promise<Bytes>;
  /** What a session of some areas would do, edits that are not saved included. */
  check(areas: readonly string[], askSerialEm: boolean): Promise<CheckView>;
  close(): Promise<void>;
}

/** What an area desk is made with. */
export interface AreaDeskParts {
  readonly folder: string;
  readonly changes: Changes;
  readonly microscope: MicroscopeDesk;
  /** The job that works on an area, or null. */
  readonly jobOn: (area: string) => string | null;
  readonly presets: Presets;
  /** How often the folders are looked at for what other programs have done, ms. */
  readonly lookEveryMs?: number;
}

const usualLookEveryMs = 1000;

/** Opens the areas in the folder of a session and in the one that SerialEM works in. */
export async function openAreaDesk(parts: AreaDeskParts): Promise<AreaDesk> {
  const { changes, folder, microscope } = parts;
  const optics = await KnownOptics.open(folder, microscope, () => changes.changed('area'));
  const desk = new Areas(parts, optics);
  await desk.begin();
  return desk;
}

class Areas implements AreaDesk {
  readonly #parts: AreaDeskParts;
  readonly #optics: KnownOptics;
  readonly #pictures = new Pictures();
  readonly #closing = new AbortController();
  readonly #sheets = new Map<string, AreaSheet>();
  readonly #turns = new InTurn();
  readonly #counts = new Map<string, { readonly stamp: string; readonly targets: number; readonly skipped: number }>();
  #files: readonly AreaFile[] = [];
  #looking: Promise<void> | null = null;

  constructor(parts: AreaDeskParts, optics: KnownOptics) {
    this.#parts = parts;
    this.#optics = optics;
  }

  async begin(): Promise<void> {
    this.#files = await this.#find();
    for (const area of await draftsIn(this.#parts.folder).list()) {
      if (this.#fileOf(area) !== undefined) await this.#inTurn(area, async () => {}).catch(ignoreTrouble); // said when it is looked at
    }
    this.#looking = keepLooking(this.#parts.lookEveryMs ?? usualLookEveryMs, this.#closing.signal, () => this.#look());
  }

  async summaries(): Promise<readonly AreaSummary[]> {
    this.#optics.askIfDue(); // so that beam and camera are known before the first area is opened
    await this.#look();
    const runs = join(this.#parts.folder, 'runs');
    return Promise.all(
      this.#files.map(async ({ area, path, changedAt, stamp }) => {
        const sheet = this.#sheets.get(area);
        const hasUnsavedEdits = sheet?.hasUnsavedEdits ?? false;
        const counts = sheet === undefined ? await this.#countsOf(area, path, stamp) : countsIn(sheet.area.targets);
        return {
          area,
          file: basename(path),
          ...counts,
          changedAt,
          hasUnsavedEdits,
          run: await newestRunOf(area, runs),
        };
      }),
    );
  }

  view(area: string): Promise<AreaView> {
    return this.#inTurn(area, async (sheet) => this.#viewOf(sheet));
  }

  edit(area: string, version: number, edit: AreaEdit): Promise<AreaView> {
    return this.#inTurn(area, async (sheet) => {
      this.#refuseDuringJob(area);
      sheet.expect(version);
      if (edit.kind === 'undo') await sheet.undo();
      else if (edit.kind === 'redo') await sheet.redo();
      else if (edit.kind === 'reset') await this.#reset(sheet);
      else if (edit.kind === 'geometry-place') await this.#placeGeometry(sheet, edit.count);
      else await sheet.apply(applyEdit(sheet.area, edit satisfies PlainEdit, await this.#factsFor(sheet)));
      this.#say(area);
      return this.#viewOf(sheet);
    });
  }

  save(area: string, version: number): Promise<AreaView> {
    return this.#inTurn(area, async (sheet) => {
      this.#refuseDuringJob(area);
      sheet.expect(version);
      await this.#save(sheet);
      return this.#viewOf(sheet);
    });
  }

  saveIfEdited(area: string): Promise<void> {
    return this.#inTurn(area, async (sheet) => {
      if (sheet.hasUnsavedEdits) await this.#save(sheet);
    });
  }

  pathOf(area: string): Promise<string> {
    return this.#inTurn(area, async (sheet) => sheet.opened.path);
  }

  async picture(area: string, target: string, kind: PictureKind): Promise<Bytes> {
    const { targets, path } = await this.#inTurn(area, async ({ area: { targets }, opened: { path } }) => ({
      targets,
      path,
    }));
    const found = /^\d{1,4}$/.test(target) ? targets[Number(target) - 1] : undefined;
    if (found === undefined) throw new Refusal(404, 'no-such-target', `There is no target ${target} in ${area}.`);
    const folders = [dirname(path), this.#parts.folder, this.#parts.microscope.directoryHere() ?? this.#parts.folder];
    return this.#pictures.of(found, kind, folders);
  }

  async check(areas: readonly string[], askSerialEm: boolean): Promise<CheckView> {
    const plans = [];
    for (const area of areas) plans.push(await this.#inTurn(area, async (sheet) => sheet.plan()));
    return checkSheets(plans, { microscope: this.#parts.microscope, askSerialEm, told: toldBy(this.#optics.now) });
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#looking;
    await this.#optics.settled();
    await this.#pictures.close();
  }

  #viewOf(sheet: AreaSheet): AreaView {
    const { microscope, jobOn } = this.#parts;
    return areaView(sheet, {
      job: jobOn(sheet.area.name),
      microscope: microscope.view(),
      optics: this.#optics.now,
    });
  }

  #refuseDuringJob(area: string): void {
    if (this.#parts.jobOn(area) === null) return;
    throw new Refusal(
      409,
      'area-in-use',
      `A job works on ${area}. Wait until it ends, or stop it; nothing was changed.`,
    );
  }

  async #save(sheet: AreaSheet): Promise<void> {
    await sheet.save();
    this.#files = await this.#find();
    this.#say(sheet.area.name);
  }

  /** Back to the file, which is read again if another program has changed it. */
  async #reset(sheet: AreaSheet): Promise<void> {
    if (!sheet.isOvertaken) return sheet.reset();
    const file = this.#fileOf(sheet.area.name);
    if (file !== undefined) await sheet.takeIn(await openForDesk(file.path), { evenIfEdited: true });
  }

  async #placeGeometry(sheet: AreaSheet, count: number): Promise<void> {
    const made = sheet.plan();
    if (made.plan === null) throw new Refusal(400, 'edit-refused', made.problems.join('\n'));
    const chosen = await freeSpots({ plan: made.plan, count, told: toldBy(this.#optics.now) });
    if (chosen.kind === 'none')
      throw new Refusal(400, 'edit-refused', `No points were added: ${withoutOptions(chosen.why)}.`);
    await sheet.apply(withGeometryPoints(sheet.area, chosen.spots));
  }

  async #factsFor(sheet: AreaSheet): Promise<EditFacts> {
    return {
      stageToSpecimen: stageToSpecimenOf(sheet.area, this.#optics.now),
      reachUm: reachUm(settingsOf(sheet.area)),
      entries: await readdir(dirname(sheet.opened.path)),
    };
  }

  #fileOf(area: string): AreaFile | undefined {
    return this.#files.find((file) => file.area === area);
  }

  /** One thing after the other for each area. Throws `no-such-area`. */
  #inTurn<Result>(area: string, work: (sheet: AreaSheet) => Promise<Result>): Promise<Result> {
    return this.#turns.take(area, async () => work(this.#sheets.get(area) ?? (await this.#open(area))));
  }

  async #open(area: string): Promise<AreaSheet> {
    if (this.#fileOf(area) === undefined) this.#files = await this.#find();
    const file = this.#fileOf(area);
    if (file === undefined) throw new Refusal(404, 'no-such-area', `There is no targets file of ${area} any more.`);
    const sheet = await AreaSheet.open(this.#parts.folder, await openForDesk(file.path), Date.now());
    this.#sheets.set(area, sheet);
    return sheet;
  }

  #find(): Promise<readonly AreaFile[]> {
    return findAreaFiles([this.#parts.folder, this.#parts.microscope.directoryHere() ?? this.#parts.folder]);
  }

  /** Takes in what other programs have done to the files. */
  async #look(): Promise<void> {
    const before = new Map(this.#files.map(({ area, stamp }) => [area, stamp]));
    const files = await this.#find();
    this.#files = files;
    const changed = files.filter(({ area, stamp }) => before.get(area) !== stamp);
    const gone = [...before.keys()].filter((area) => !files.some((file) => file.area === area));
    for (const area of gone) if (this.#sheets.get(area)?.hasUnsavedEdits === false) this.#sheets.delete(area);
    for (const { area, path } of changed) {
      if (this.#sheets.has(area)) await this.#inTurn(area, (sheet) => this.#takeIn(sheet, path));
    }
    if (changed.length + gone.length > 0) this.#parts.changes.changed('areas');
  }

  async #takeIn(sheet: AreaSheet, path: string): Promise<void> {
    try {
      if (await sheet.takeIn(await openForDesk(path))) this.#say(sheet.area.name);
    } catch (error) {
      ignoreTrouble(error); // half written: it is looked at again when it changes again
    }
  }

  async #countsOf(
    area: string,
    path: string,
    stamp: string,
  ): Promise<{ readonly targets: number; readonly skipped: number }> {
    const known = this.#counts.get(area);
    if (known?.stamp === stamp) return { targets: known.targets, skipped: known.skipped };
    const counts = await openForDesk(path).then((opened) => countsIn(opened.area.targets), cannotBeCounted);
    this.#counts.set(area, { stamp, ...counts });
    return counts;
  }

  #say(area: string): void {
    this.#parts.changes.changed('area', area);
    this.#parts.changes.changed('areas');
  }
}

function countsIn(targets: readonly { readonly skip: boolean }[]): {
  readonly targets: number;
  readonly skipped: number;
} {
  return { targets: targets.length, skipped: targets.filter(({ skip }) => skip).length };
}

/** Whoever looks at the area itself is told what is wrong with its file. */
function cannotBeCounted(error: unknown): { readonly targets: number; readonly skipped: number } {
  ignoreTrouble(error);
  return { targets: 0, skipped: 0 };
}

function ignoreTrouble(error: unknown): void {
  if (!(error instanceof Trouble)) throw error;
}

/** The same sentence without what only the command line has. */
const withoutOptions = (why: string): string =>
  why.startsWith('nobody knows the beam')
    ? 'nobody knows the beam of Record. Connect to SerialEM with the Record area on, after an image was taken in it'
    : why;
