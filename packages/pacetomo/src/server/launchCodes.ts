import { randomBytes } from 'node:crypto';
import type { Role } from '../api/route.ts';
import type { Clock } from './control.ts';
import { digestOf, isSame } from './secrets.ts';

/** How long a link is good for, s. */
export const codeValidS = 60;
const mostCodes = 50;

/** Codes of links: each lets one browser in, once, within a minute. */
export class LaunchCodes {
  readonly #clock: Clock;
  #codes: readonly { readonly digest: Buffer; readonly role: Role; readonly endsAtMs: number }[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** A new code, 256 random bits. */
  make(role: Role): string {
    const code = randomBytes(32).toString('base64url');
    const made = { digest: digestOf(code), role, endsAtMs: this.#clock() + codeValidS * 1000 };
    this.#codes = [...this.#valid(), made].slice(-mostCodes);
    return code;
  }

  /** What a code lets in, once; null for one that is used, too old or none. */
  use(code: string): Role | null {
    const digest = digestOf(code);
    const found = this.#valid().find((each) => isSame(each.digest, digest));
    this.#codes = this.#valid().filter((each) => each !== found);
    return found?.role ?? null;
  }

  #valid() {
    const nowMs = this.#clock();
    return this.#codes.filter(({ endsAtMs }) => nowMs < endsAtMs);
  }
}
