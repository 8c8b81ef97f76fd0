import type { Finishing } from '../finishStack.ts';
import type { HookResult, Hooks } from './hooks.ts';
import { runHooksOnce } from './runHooksOnce.ts';

/** Who hears of hooks, and what ends them. */
interface Hearing {
  readonly signal: AbortSignal;
  readonly tellHook: (series: string, result: HookResult) => void;
}

/** The hooks of a run, called for each series as it is complete while the next one is finished. */
export class HookCalls {
  readonly #hooks: Hooks;
  readonly #hearing: Hearing;
  readonly #open: Promise<void>[] = [];

  constructor(hooks: Hooks, hearing: Hearing) {
    this.#hooks = hooks;
    this.#hearing = hearing;
  }

  /** Calls them for what has just been exported. */
  begin(done: readonly Finishing[]): void {
    for (const { what, result } of done) {
      if (what !== 'export' || result.kind !== 'exported') continue;
      const { series } = result;
      const { signal, tellHook } = this.#hearing;
      const call = runHooksOnce(this.#hooks, series, signal).then((results) => {
        for (const each of results) tellHook(series.name, each);
      });
      call.catch(() => {}); // heard of in the end: it does not keep the other series from being finished
      this.#open.push(call);
    }
  }

  /** Resolves when all have ended. */
  async ended(): Promise<void> {
    await Promise.all(this.#open);
  }
}
