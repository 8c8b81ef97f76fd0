import type { CheckView, SettingName } from 'pacetomo/page';
import { create } from 'zustand';

/** A value that is being typed and not yet said. */
interface Draft {
  readonly area: string;
  readonly name: SettingName;
  readonly text: string;
}

interface PlanState {
  /** Areas to be acquired, in this order. */
  readonly chosen: readonly string[];
  /** The last dry run, and the versions of the areas that it was made on. */
  readonly checked: Checked | null;
  readonly draft: Draft | null;
  /** Area that was opened last. */
  readonly opened: string | null;
}

/** A dry run with what it was asked about. */
interface Checked {
  readonly areas: readonly string[];
  readonly versions: Readonly<Record<string, number | null>>;
  readonly view: CheckView;
  /** UTC. */
  readonly at: string;
}

/** What the page keeps in mind while other pages are looked at. */
export const usePlan = create<PlanState>(() => ({ chosen: [], checked: null, draft: null, opened: null }));
