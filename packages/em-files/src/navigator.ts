import {
  type Autodoc,
  type AutodocSection,
  type AutodocValue,
  appendSection,
  sectionsOf,
  textOf,
  valueLine,
} from './autodoc.ts';
import { formatAutodocText, parseAutodocText } from './autodocText.ts';
import { formatAutodocXml, parseAutodocXml } from './autodocXml.ts';
import { errorAtLine } from './errors.ts';
import type { LineEnd } from './textLines.ts';

/** A SerialEM navigator file, as text or as XML: `form` says which. Its items are the sections of type `Item`. */
export type Navigator = Autodoc;

/**
 * A navigator file in either form. Every key of every item is kept, unknown ones and their order too.
 *
 * Throws `bad-line` if it is no navigator file (neither an AdocVersion nor an item), `bad-xml`, `too-large` or `not-text`.
 */
export function parseNavigator(text: string): Navigator {
  const navigator = /^\uFEFF?\s{0,100}</.test(text) ? parseAutodocXml(text) : parseAutodocText(text);
  if (textOf(navigator.globals, 'AdocVersion') === null && sectionsOf(navigator, 'Item').length === 0) {
    throw errorAtLine('bad-line', 1, 'this is no navigator file: it has neither an AdocVersion nor an item.');
  }
  return navigator;
}

/** The text of a navigator file, in the form it was read in and with the same bytes where it was not changed. */
export function formatNavigator(navigator: Navigator): string {
  return navigator.form === 'xml' ? formatAutodocXml(navigator, 'navigator') : formatAutodocText(navigator);
}

/** An empty navigator document. `savedAs` is the path that SerialEM shows as the last place of saving. */
export function createNavigator(
  savedAs: string,
  { form = 'text', lineEnd = '\n' }: { readonly form?: 'text' | 'xml'; readonly lineEnd?: LineEnd } = {},
): Navigator {
  // The version that SerialEM has written since 3.0 and that every file in hand carries.
  const lines = [valueLine('AdocVersion', '2.00'), valueLine('LastSavedAs', savedAs)];
  return { form, lineEnd, globals: { lines }, sections: [] };
}

/** The items in the order of the file, which is the order of the table in SerialEM. Labels need not be unique. */
export function navigatorItems(navigator: Navigator): readonly AutodocSection[] {
  return sectionsOf(navigator, 'Item');
}

/** The navigator with an item added at the end. Throws `unwritable` for what could not be read back. */
export function appendItem(
  navigator: Navigator,
  label: string,
  values: Iterable<readonly [key: string, value: AutodocValue]>,
): Navigator {
  return appendSection(navigator, { type: 'Item', name: label, values });
}
