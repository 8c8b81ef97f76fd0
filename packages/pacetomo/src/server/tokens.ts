import { randomBytes, randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Role } from '../api/route.ts';
import { digestOf, isSame } from './secrets.ts';

/** A browser that has been let in. */
export interface Guest {
  /** Of the token, not the token itself. */
  readonly id: string;
  readonly role: Role;
  /** As it calls itself. */
  readonly name: string;
}

interface Kept extends Guest {
  readonly digest: Buffer;
  /** UTC; guests that were not seen for a week have to use a link again. */
  readonly seenAt: Date;
  /** Ends its streams. */
  readonly leaving: AbortController;
}

const mostGuests = 200;
const forgottenAfterMs = 7 * 24 * 3_600_000;

/** What is written down of guests, so that pages come back by themselves when the server has died: no tokens. */
export const keptGuests = z.array(
  z.object({
    id: z.string(),
    role: z.enum(['viewer', 'operator']),
    name: z.string(),
    digest: z.string().regex(/^[0-9a-f]{64}$/),
    seenAt: z.iso.datetime(),
  }),
);
export type KeptGuests = z.infer<typeof keptGuests>;

/** Tokens of browsers: 256 random bits each, of which only digests are kept. */
export class Tokens {
  readonly #onChange: (kept: KeptGuests) => void;
  #guests: readonly Kept[];
  #let = 0;

  constructor(earlier: KeptGuests, onChange: (kept: KeptGuests) => void) {
    this.#onChange = onChange;
    this.#guests = fresh(
      earlier.map(({ digest, seenAt, ...guest }) => ({
        ...guest,
        digest: Buffer.from(digest, 'hex'),
        seenAt: new Date(seenAt),
        leaving: new AbortController(),
      })),
    );
    this.#let = this.#guests.length;
  }

  /** Lets a browser in. */
  letIn(role: Role): { readonly token: string; readonly guest: Guest } {
    const token = randomBytes(32).toString('base64url');
    this.#let += 1;
    const name = `${role === 'operator' ? 'Operator' : 'Viewer'} ${this.#let}`;
    const kept: Kept = {
      id: randomUUID(),
      role,
      name,
      digest: digestOf(token),
      seenAt: new Date(),
      leaving: new AbortController(),
    };
    const guests = [...fresh(this.#guests), kept];
    for (const gone of guests.slice(0, -mostGuests)) gone.leaving.abort();
    this.#guests = guests.slice(-mostGuests);
    this.#onChange(this.kept());
    return { token, guest: kept };
  }

  /** Whose token it is; null for none. */
  find(token: string): Guest | null {
    const digest = digestOf(token);
    const index = this.#guests.findIndex((each) => isSame(each.digest, digest));
    const found = this.#guests[index];
    if (found === undefined) return null;
    this.#guests = this.#guests.with(index, { ...found, seenAt: new Date() });
    return found;
  }

  /** Ends when a guest is thrown out. */
  signalOf(id: string): AbortSignal {
    return this.#guests.find((each) => each.id === id)?.leaving.signal ?? AbortSignal.abort();
  }

  rename(id: string, name: string): void {
    if (this.#guests.some((each) => each.id === id && each.name !== name)) {
      this.#guests = this.#guests.map((each) => (each.id === id ? { ...each, name } : each));
      this.#onChange(this.kept());
    }
  }

  /** The token is good for nothing from now on, and its streams end. */
  revoke(id: string): void {
    for (const gone of this.#guests.filter((each) => each.id === id)) gone.leaving.abort();
    this.#guests = this.#guests.filter((each) => each.id !== id);
    this.#onChange(this.kept());
  }

  /** What may be written down. */
  kept(): KeptGuests {
    return fresh(this.#guests).map(({ id, role, name, digest, seenAt }) => ({
      ...{ id, role, name },
      digest: digest.toString('hex'),
      seenAt: seenAt.toISOString(),
    }));
  }
}

const fresh = (guests: readonly Kept[]): readonly Kept[] =>
  guests.filter(({ seenAt }) => Date.now() - seenAt.getTime() < forgottenAfterMs);
