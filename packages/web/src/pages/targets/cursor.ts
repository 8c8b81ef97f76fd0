import type { Vec } from 'pacetomo/page';
import { create } from 'zustand';

interface Cursor {
  /** Where the mouse is in the world; null when it is elsewhere. */
  readonly at: Vec<'image'> | null;
}

/** The mouse over the map. By itself, because it moves all the time, and hardly anything is drawn anew for it. */
export const useCursor = create<Cursor>(() => ({ at: null }));
