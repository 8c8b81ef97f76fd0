import type { MapItem } from '../../maps/mapItem.ts';
import type { StageMap } from '../../maps/stageMap.ts';
import { withMap } from '../../session/virtualMaps/mapFiles.ts';

/** A file is let go when nothing was read from it for so long: SerialEM may want to replace it. */
const idleMs = 5000;
/** Each open map may hold one of its pieces in memory. */
const mostOpen = 2;

interface Held {
  readonly map: Promise<StageMap>;
  readonly closed: Promise<void>;
  readonly letGo: () => void;
  /** Ends when all work so far is done: pieces are read one at a time. */
  last: Promise<unknown>;
  timer: NodeJS.Timeout | null;
}

/** Maps whose image files stay open while they are being looked at. */
export class OpenMaps {
  readonly #held = new Map<string, Held>();

  /** Works with a map, after all that was asked for before. `key` differs when the file has changed. */
  async use<Result>(
    key: string,
    item: MapItem,
    path: string,
    work: (map: StageMap) => Promise<Result>,
  ): Promise<Result> {
    const held = this.#held.get(key) ?? this.#hold(key, item, path);
    if (held.timer !== null) clearTimeout(held.timer);
    const mine = held.last.then(async () => work(await held.map));
    const ended = mine.catch(() => {}); // whoever asked hears of it
    held.last = ended;
    void ended.then(() => {
      if (held.last !== ended) return;
      held.timer = setTimeout(() => this.#letGo(key, held), idleMs);
      held.timer.unref();
    });
    return mine;
  }

  /** Lets all of them go. */
  async close(): Promise<void> {
    const all = [...this.#held];
    for (const [key, held] of all) this.#letGo(key, held);
    await Promise.all(all.map(([, { closed }]) => closed));
  }

  #hold(key: string, item: MapItem, path: string): Held {
    const [oldest] = this.#held;
    if (oldest !== undefined && this.#held.size >= mostOpen) this.#letGo(...oldest);
    let letGo = (): void => {};
    const released = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    let closed = Promise.resolve();
    const map = new Promise<StageMap>((opened, failed) => {
      closed = withMap(item, path, ({ map: inHand }) => {
        opened(inHand);
        return released;
      }).catch(failed);
    });
    map.catch(() => this.#held.delete(key)); // it is tried anew next time
    const held: Held = { map, closed, letGo, last: Promise.resolve(), timer: null };
    this.#held.set(key, held);
    return held;
  }

  /** After the work that was asked for. */
  #letGo(key: string, held: Held): void {
    if (held.timer !== null) clearTimeout(held.timer);
    if (this.#held.get(key) === held) this.#held.delete(key);
    void held.last.then(held.letGo);
  }
}
