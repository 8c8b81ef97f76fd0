import type { Changed, Notice, PageEvent } from '../api/runs.ts';

/** What has changed or is worth a look, as the page's stream tells it: numbered, the last ones kept for readers that were away. */
export class Changes {
  readonly #kept: { readonly id: number; readonly event: PageEvent }[] = [];
  readonly #listeners = new Set<() => void>();
  #last = 0;

  /** Something has to be read again. */
  changed(what: Changed, id: string | null = null): void {
    this.#add({ type: 'changed', what, id });
  }

  /** Somebody should look. */
  notice(notice: Notice): void {
    this.#add({ type: 'notice', notice });
  }

  /** Number of the newest event. */
  get last(): number {
    return this.#last;
  }

  /** Events after a number, the oldest first; null when they are not kept any more and everything has to be read again. */
  after(id: number): readonly { readonly id: number; readonly event: PageEvent }[] | null {
    const first = this.#kept[0]?.id ?? this.#last + 1;
    if (id > this.#last || id + 1 < first) return null;
    return this.#kept.filter((kept) => kept.id > id);
  }

  /** Calls a function at each event until the one that it gives is called. */
  listen(hear: () => void): () => void {
    this.#listeners.add(hear);
    return () => this.#listeners.delete(hear);
  }

  #add(event: PageEvent): void {
    this.#last += 1;
    this.#kept.push({ id: this.#last, event });
    if (this.#kept.length > mostKept) this.#kept.shift();
    for (const hear of this.#listeners) hear();
  }
}

const mostKept = 1000;
