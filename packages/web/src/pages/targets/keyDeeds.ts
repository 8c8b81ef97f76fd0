/** What a key asks for. */
export type KeyDeed =
  | { readonly deed: 'mode'; readonly mode: 'select' | 'add' | 'geometry' | 'polygon' }
  | { readonly deed: 'show'; readonly layer: 'beam' | 'holes' | 'outlines' }
  | { readonly deed: 'next'; readonly by: 1 | -1 }
  /** Steps on the screen, right and down. */
  | { readonly deed: 'nudge'; readonly right: -1 | 0 | 1; readonly down: -1 | 0 | 1 }
  | { readonly deed: 'pan'; readonly right: -1 | 1 }
  | { readonly deed: 'zoom'; readonly by: 1 | -1 }
  | {
      readonly deed:
        | 'skip'
        | 'delete'
        | 'enter'
        | 'escape'
        | 'geometry-at-cursor'
        | 'next-map'
        | 'fit'
        | 'fit-map'
        | 'undo'
        | 'redo'
        | 'save'
        | 'keys';
    };

/** A key as a browser tells of it. */
export interface Key {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}

/** What a key on the Targets page does; null for none. */
export function deedOf({ key, ctrlKey, metaKey, altKey, shiftKey }: Key): KeyDeed | null {
  const letter = key.length === 1 ? key.toLowerCase() : key;
  if (ctrlKey || metaKey) {
    if (letter === 'z') return { deed: shiftKey ? 'redo' : 'undo' };
    if (letter === 'y') return { deed: 'redo' };
    return letter === 's' ? { deed: 'save' } : null;
  }
  const arrow = arrows[key];
  if (arrow !== undefined) {
    if (altKey) return { deed: 'nudge', ...arrow };
    if (arrow.down !== 0) return { deed: 'next', by: arrow.down };
    return arrow.right === 0 ? null : { deed: 'pan', right: arrow.right };
  }
  if (altKey) return null;
  if (letter === 'f') return { deed: shiftKey ? 'fit-map' : 'fit' };
  return plain[letter] ?? null;
}

const arrows: Readonly<Record<string, { readonly right: -1 | 0 | 1; readonly down: -1 | 0 | 1 }>> = {
  ArrowUp: { right: 0, down: -1 },
  ArrowDown: { right: 0, down: 1 },
  ArrowLeft: { right: -1, down: 0 },
  ArrowRight: { right: 1, down: 0 },
};

const plain: Readonly<Record<string, KeyDeed>> = {
  v: { deed: 'mode', mode: 'select' },
  a: { deed: 'mode', mode: 'add' },
  p: { deed: 'mode', mode: 'geometry' },
  d: { deed: 'mode', mode: 'polygon' },
  b: { deed: 'show', layer: 'beam' },
  h: { deed: 'show', layer: 'holes' },
  l: { deed: 'show', layer: 'outlines' },
  s: { deed: 'skip' },
  g: { deed: 'geometry-at-cursor' },
  m: { deed: 'next-map' },
  '+': { deed: 'zoom', by: 1 },
  '=': { deed: 'zoom', by: 1 },
  '-': { deed: 'zoom', by: -1 },
  '?': { deed: 'keys' },
  Delete: { deed: 'delete' },
  Backspace: { deed: 'delete' },
  Enter: { deed: 'enter' },
  Escape: { deed: 'escape' },
};
