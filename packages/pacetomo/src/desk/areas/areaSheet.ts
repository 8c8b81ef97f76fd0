import { basename } from 'node:path';
import type { Area } from '../../area/area.ts';
import { targetsFileFrom } from '../../area/areaFile.ts';
import { type AreaHistory, edit, historyOf, redo, undo } from '../../area/areaHistory.ts';
import type { Edited } from '../../area/edit.ts';
import { objectionDuringRun } from '../../area/interruptedRun.ts';
import { sameArea } from '../../area/sameArea.ts';
import { type MadePlan, makePlan } from '../../plan/makePlan.ts';
import type { OpenedArea } from '../../session/areaFiles/openArea.ts';
import { saveArea } from '../../session/areaFiles/saveArea.ts';
import { programVersion } from '../../session/programVersion.ts';
import { Refusal } from '../refusal.ts';
import { type Drafts, draftsIn } from './drafts.ts';

/** An area that is being looked at or edited: its file as it was read, every state since, and what was noticed. */
export class AreaSheet {
  readonly #drafts: Drafts;
  #opened: OpenedArea;
  #history: AreaHistory;
  #remarks: readonly string[];
  #version: number;
  #isOvertaken = false;
  #planned: { readonly area: Area; readonly of: OpenedArea; readonly made: MadePlan } | null = null;

  private constructor(drafts: Drafts, opened: OpenedArea, nowMs: number) {
    this.#drafts = drafts;
    this.#opened = opened;
    this.#history = historyOf(opened.area);
    this.#remarks = opened.remarks;
    this.#version = nowMs; // greater than any that a desk before this one has given
  }

  /** Takes an area in hand, with the edits that were not saved when a desk before this one died. */
  static async open(folder: string, opened: OpenedArea, nowMs: number): Promise<AreaSheet> {
    const sheet = new AreaSheet(draftsIn(folder), opened, nowMs);
    const draft = await sheet.#drafts.find(opened);
    if (draft === null) return sheet;
    if (draft.kind === 'draft') {
      sheet.#history = edit(sheet.#history, draft.area);
      if (sheet.hasUnsavedEdits) sheet.#remark('Edits that were not saved have been kept.');
    } else {
      sheet.#remark(draft.why);
      await sheet.#drafts.drop(opened.area.name);
    }
    return sheet;
  }

  get opened(): OpenedArea {
    return this.#opened;
  }

  /** As it is now, edits included. */
  get area(): Area {
    return this.#history.now;
  }

  get version(): number {
    return this.#version;
  }

  get remarks(): readonly string[] {
    return this.#remarks;
  }

  get hasUnsavedEdits(): boolean {
    return !sameArea(this.#history.now, this.#opened.area);
  }

  get canUndo(): boolean {
    return this.#history.past.length > 0;
  }

  get canRedo(): boolean {
    return this.#history.future.length > 0;
  }

  /** The file was changed by another program while there were edits that are not saved. */
  get isOvertaken(): boolean {
    return this.#isOvertaken;
  }

  /** Throws `area-moved-on` unless this is the version that somebody has seen. */
  expect(version: number): void {
    if (version === this.#version) return;
    throw new Refusal(
      409,
      'area-moved-on',
      `${this.#opened.area.name} has changed since this was asked for. Look at it again and repeat what is still wanted.`,
    );
  }

  /** What edits make of the area. Throws the reason of one that is refused. */
  async apply(outcome: Edited): Promise<void> {
    if (outcome.kind === 'refused') throw refusedEdit(outcome.why);
    const objection = objectionDuringRun(this.#opened.file, this.#opened.area, outcome.area);
    if (objection !== null) throw refusedEdit(objection);
    await this.#become(edit(this.#history, outcome.area));
  }

  async undo(): Promise<void> {
    await this.#become(undo(this.#history));
  }

  async redo(): Promise<void> {
    await this.#become(redo(this.#history));
  }

  /** As it was opened or last saved; that can be undone. */
  async reset(): Promise<void> {
    await this.#become(edit(this.#history, this.#opened.area));
  }

  /** Writes the edits into the file. Throws as `saveArea` does. */
  async save(): Promise<void> {
    const saved = await saveArea(this.#opened, this.#history.now);
    if (saved.kind === 'saved') {
      this.#opened = { ...saved.opened, remarks: this.#opened.remarks };
      this.#history = { ...this.#history, now: saved.opened.area };
      this.#remarks = this.#opened.remarks;
      this.#version += 1;
    }
    await this.#drafts.drop(this.#opened.area.name);
  }

  /** Takes in what lies on the disk now. Edits that are not saved are kept, unless they are to be given up. */
  async takeIn(opened: OpenedArea, { evenIfEdited = false } = {}): Promise<boolean> {
    const isOther = opened.path !== this.#opened.path || opened.sha256 !== this.#opened.sha256;
    if (!isOther) {
      const wasOvertaken = this.#isOvertaken;
      this.#isOvertaken = false; // it was changed back
      return wasOvertaken;
    }
    this.#version += 1;
    if (this.hasUnsavedEdits && !evenIfEdited) {
      const isNew = !this.#isOvertaken;
      this.#isOvertaken = true;
      if (isNew) this.#remark(overtaken(opened.path));
      return isNew;
    }
    this.#opened = opened;
    this.#history = historyOf(opened.area);
    this.#isOvertaken = false;
    this.#remarks = [...opened.remarks, `${basename(opened.path)} was changed by another program and read again.`];
    await this.#drafts.drop(opened.area.name);
    return true;
  }

  /** The plan of a run of the area as it is now, edits included. */
  plan(): MadePlan {
    const [area, of] = [this.#history.now, this.#opened];
    if (this.#planned?.area !== area || this.#planned.of !== of) this.#planned = { area, of, made: planOf(area, of) };
    return this.#planned.made;
  }

  async #become(history: AreaHistory): Promise<void> {
    if (sameArea(history.now, this.#opened.area)) await this.#drafts.drop(this.#opened.area.name);
    else await this.#drafts.keep(this.#opened, history.now); // on the disk first
    if (history !== this.#history) this.#version += 1;
    this.#history = history;
  }

  #remark(sentence: string): void {
    this.#remarks = [...this.#remarks, sentence];
  }
}

function planOf(area: Area, { path, sha256, file }: OpenedArea): MadePlan {
  const now = targetsFileFrom(area, file);
  return makePlan({ file: now, path, sha256, program: programVersion, before: [], over: [] });
}

const refusedEdit = (why: string): Refusal => new Refusal(400, 'edit-refused', why);

/** Why edits cannot be saved any more. */
export const overtaken = (path: string): string =>
  `${basename(path)} was changed by another program after these edits were begun, so they cannot be saved. Reset drops them and reads the file again.`;
