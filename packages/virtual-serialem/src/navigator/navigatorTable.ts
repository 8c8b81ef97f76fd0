import {
  type AutodocSection,
  type AutodocValue,
  appendItem,
  changeSection,
  createNavigator,
  formatNavigator,
  type Navigator,
  navigatorItems,
  numberOf,
  numbersOf,
  parseNavigator,
  removeKey,
  setValue,
  textOf,
} from '@pacetomo/em-files';
import type { PlaneVector } from '../column/planeMatrix.ts';
import { ScriptError } from '../script/scriptError.ts';

/** The kinds of items in SerialEM's numbers. */
export const itemType = { point: 0, polygon: 1, map: 2 } as const;

/** The colour that keeps a map out of realigning. */
export const noRealignColor = 5;

/** SerialEM keeps at most this many characters of a label. */
const longestLabel = 16;

/** The registrations that SerialEM offers. */
const mostRegistrations = 99;

/** What the last realigning to an item found. */
export interface RealignError {
  /** MapID of the map that was aligned to in the first place. */
  readonly mapId: number;
  /** By how much the stage missed in all, and in its second move alone, navigator µm. */
  readonly totalUm: PlaneVector;
  readonly localUm: PlaneVector;
  /** Where it went, navigator µm. */
  readonly targetUm: PlaneVector;
}

/** The Navigator's table: open from the start, empty until items are added or a file is read. Indexes count from 1. */
export class NavigatorTable {
  #doc: Navigator = createNavigator('');
  #current = 0;
  #nextId = 1;
  #nextLabel = 1;
  #registration = 1;
  #isOpen = true;
  /** Path of the file to which the table was saved or from which it was read; null before. */
  file: string | null = null;
  /** What the last realigning found; null before the first. */
  lastRealign: RealignError | null = null;
  /** The image by whose alignment items were shifted last, and its shift then, px. */
  shiftedBy: { readonly tickS: number; readonly shiftPx: PlaneVector } | null = null;

  /** The items in the order of the table. */
  get items(): readonly AutodocSection[] {
    return navigatorItems(this.#doc);
  }

  /** The index of the selected item; 0 when the table is empty. */
  get current(): number {
    return this.#current;
  }

  /** The text of a .nav file. */
  get text(): string {
    return formatNavigator(this.#doc);
  }

  /** Replaces the table by the content of a .nav file; the first item is selected. */
  read(text: string, file: string): void {
    this.#doc = parseNavigator(text);
    this.file = file;
    this.#isOpen = true;
    this.#current = this.items.length > 0 ? 1 : 0;
    this.#nextLabel = this.items.length + 1;
    this.#skipUsedIds();
  }

  /** Adds the items of another .nav file, but those whose MapID is in the table already. Gives how many were added. */
  merge(text: string): number {
    const known = new Set(this.items.flatMap((item) => numberOf(item, 'MapID') ?? []));
    const added = navigatorItems(parseNavigator(text)).filter((item) => !known.has(numberOf(item, 'MapID') ?? 0));
    this.#doc = { ...this.#doc, sections: [...this.#doc.sections, ...added] };
    this.#nextLabel += added.length;
    this.#skipUsedIds();
    return added.length;
  }

  /** Whether the Navigator is open. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Opens an empty Navigator; one that is open stays as it is. */
  open(): void {
    this.#isOpen = true;
  }

  /** Closes the Navigator: its table is gone. */
  close(): void {
    this.#doc = createNavigator('');
    this.#current = 0;
    this.#nextLabel = 1;
    this.#registration = 1;
    this.#isOpen = false;
    this.file = null;
    this.lastRealign = null;
  }

  /** The current registration: that of new items. */
  get registration(): number {
    return this.#registration;
  }

  /** Makes another registration the current one. Throws ScriptError outside 1 to 99. */
  setRegistration(registration: number): void {
    this.checkRegistration(registration);
    this.#registration = registration;
  }

  /** Throws ScriptError when a number is no registration. */
  checkRegistration(registration: number): void {
    if (registration < 1 || registration > mostRegistrations) {
      throw new ScriptError(`${registration} is not a registration from 1 to ${mostRegistrations}`);
    }
  }

  /** An item by SerialEM's index: from 1; 0 is the current one, negative counts from the end. Throws ScriptError. */
  item(index: number): AutodocSection {
    const item = this.items[this.indexOf(index) - 1];
    if (!item) throw new ScriptError(`There is no navigator item with index ${index}`);
    return item;
  }

  /** The index from 1 of an index that may be 0 (current) or negative (from the end). Throws ScriptError. */
  indexOf(index: number): number {
    const count = this.items.length;
    const positive = index > 0 ? index : index === 0 ? this.#current : count + 1 + index;
    if (positive < 1 || positive > count) throw new ScriptError(`There is no navigator item with index ${index}`);
    return positive;
  }

  /** The map with an ID; null when there is none. */
  mapWithId(mapId: number): AutodocSection | null {
    return (
      this.items.find((item) => numberOf(item, 'Type') === itemType.map && numberOf(item, 'MapID') === mapId) ?? null
    );
  }

  /** Selects an item. */
  select(index: number): void {
    this.#current = this.indexOf(index);
  }

  /** Adds an item at the end and selects it; one without MapID gets one, as SerialEM's items do. Gives its index. */
  add(values: readonly (readonly [key: string, value: AutodocValue])[], label?: string): number {
    const index = this.items.length + 1;
    const id = values.some(([key]) => key === 'MapID') ? [] : ([['MapID', this.uniqueId()]] as const);
    this.#doc = appendItem(this.#doc, label ?? String(this.#nextLabel), [...values, ...id]);
    this.#nextLabel += 1;
    this.#current = index;
    return index;
  }

  /** Sets a key of an item; null removes it. */
  set(index: number, key: string, value: AutodocValue | null): void {
    const item = this.item(index);
    this.#doc = changeSection(this.#doc, item, (section) =>
      value === null || value === '' ? removeKey(section, key) : setValue(section, key, value),
    );
  }

  /** Moves an item and its outline on the stage, µm. */
  shift(index: number, by: PlaneVector): void {
    const item = this.item(index);
    const { x, y, z } = stageOf(item);
    this.set(index, 'StageXYZ', [x + by.x, y + by.y, z]);
    for (const [key, step] of [
      ['PtsX', by.x],
      ['PtsY', by.y],
    ] as const) {
      const points = numbersOf(item, key);
      if (points) {
        this.set(
          index,
          key,
          points.map((value) => value + step),
        );
      }
    }
  }

  /** Gives an item another label. */
  rename(index: number, label: string): void {
    if (label.length > longestLabel)
      throw new ScriptError(`The label ${label} is longer than ${longestLabel} characters`);
    this.#doc = changeSection(this.#doc, this.item(index), (section) => ({ ...section, name: label }));
  }

  /** Deletes an item; later ones move up. */
  remove(index: number): void {
    const item = this.item(index);
    this.#doc = { ...this.#doc, sections: this.#doc.sections.filter((section) => section !== item) };
    this.#current = Math.min(this.#current, this.items.length);
  }

  /** The index of the first item whose text equals a text, in any case; 0 for none. */
  find(text: string, of: 'label' | 'note'): number {
    const wanted = text.toLowerCase();
    return this.items.findIndex((item) => (of === 'label' ? item.name : noteOf(item)).toLowerCase() === wanted) + 1;
  }

  /** An ID for a map or a group that no item has. */
  uniqueId(): number {
    const id = this.#nextId;
    this.#nextId += 1;
    return id;
  }

  #skipUsedIds(): void {
    const ids = this.items.map((item) => Math.max(numberOf(item, 'MapID') ?? 0, numberOf(item, 'GroupID') ?? 0));
    this.#nextId = Math.max(this.#nextId - 1, ...ids) + 1;
  }
}

/** The registration of an item. */
export function registrationOf(item: AutodocSection): number {
  return numberOf(item, 'Regis') ?? 1;
}

/** The group of an item; 0 when it is in none. */
export function groupOf(item: AutodocSection): number {
  return numberOf(item, 'GroupID') ?? 0;
}

/** The note of an item; empty when it has none. */
export function noteOf(item: AutodocSection): string {
  return textOf(item, 'Note') ?? '';
}

/** Where an item is on the stage, µm. */
export function stageOf(item: AutodocSection): { readonly x: number; readonly y: number; readonly z: number } {
  const [x = 0, y = 0, z = 0] = (textOf(item, 'StageXYZ') ?? '').split(/\s+/).map(Number);
  return { x, y, z };
}
