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
  parseNavigator,
  removeKey,
  setValue,
  textOf,
} from '@pacetomo/em-files';
import { ScriptError } from '../script/scriptError.ts';

/** The kinds of items in SerialEM's numbers. */
export const itemType = { point: 0, polygon: 1, map: 2 } as const;

/** SerialEM keeps at most this many characters of a label. */
const longestLabel = 16;

/** The Navigator's table: open from the start, empty until items are added or a file is read. Indexes count from 1. */
export class NavigatorTable {
  #doc: Navigator = createNavigator('');
  #current = 0;
  #nextId = 1;
  /** Path of the file to which the table was saved or from which it was read; null before. */
  file: string | null = null;

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
    this.#current = this.items.length > 0 ? 1 : 0;
    const ids = this.items.map((item) => Math.max(numberOf(item, 'MapID') ?? 0, numberOf(item, 'GroupID') ?? 0));
    this.#nextId = Math.max(0, ...ids) + 1;
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

  /** Selects an item. */
  select(index: number): void {
    this.#current = this.indexOf(index);
  }

  /** Adds an item at the end and selects it. Gives its index. */
  add(values: Iterable<readonly [key: string, value: AutodocValue]>, label?: string): number {
    const index = this.items.length + 1;
    this.#doc = appendItem(this.#doc, label ?? String(index), values);
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
