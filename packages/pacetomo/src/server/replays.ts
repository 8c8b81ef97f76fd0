/** A reply as it was sent. */
export interface Reply {
  readonly status: 200 | 400 | 401 | 404 | 409 | 422 | 423 | 429 | 500;
  readonly json: string;
}

const mostIds = 1000;
/** Replies can be long; of requests further back only that they were carried out is known. */
const mostReplies = 50;

interface Kept {
  readonly what: string;
  readonly reply: Promise<Reply>;
}

/**
 * Requests that were carried out, by their ids: one that is sent again, because its reply was lost on the way, gets the same
 * reply and acts no more.
 */
export class Replays {
  readonly #kept = new Map<string, Kept>();
  readonly #longKept: string[] = [];

  /** The reply to a request that was carried out or is being so; null when there was none, or another one, of that id. */
  known(id: string, what: string): Promise<Reply> | 'another' | null {
    const known = this.#kept.get(id);
    if (known === undefined) return null;
    return known.what === what ? known.reply : 'another';
  }

  /** Carries a new request out. */
  act(id: string, what: string, act: () => Promise<Reply>): Promise<Reply> {
    const reply = act();
    this.#kept.set(id, { what, reply });
    this.#longKept.push(id);
    if (this.#longKept.length > mostReplies) this.#shorten(this.#longKept.shift() ?? id);
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= mostIds) break;
      this.#kept.delete(oldest);
    }
    return reply;
  }

  #shorten(id: string): void {
    const kept = this.#kept.get(id);
    if (kept !== undefined) this.#kept.set(id, { what: kept.what, reply: Promise.resolve(doneBefore) });
  }
}

const doneBefore: Reply = {
  status: 409,
  json: JSON.stringify({
    code: 'done-before',
    message: 'This was asked for before and has been dealt with. Look at how things stand.',
    id: '',
  }),
};
