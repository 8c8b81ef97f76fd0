import type { LaunchLink } from '../api/access.ts';
import type { Role } from '../api/route.ts';
import type { Changes } from '../desk/changes.ts';
import { Refusal } from '../desk/refusal.ts';
import type { AuditLog } from './auditLog.ts';
import { type Clock, Control } from './control.ts';
import { FailureLimit } from './failureLimit.ts';
import type { GuestBook } from './guestBook.ts';
import { codeValidS, LaunchCodes } from './launchCodes.ts';
import { type Guest, Tokens } from './tokens.ts';

/** What access is made from. */
export interface AccessParts {
  readonly guests: Pick<GuestBook, 'earlier' | 'keep' | 'written'>;
  readonly changes: Changes;
  readonly log: AuditLog;
  readonly clock: Clock;
}

/** Who is let in, who may do what, and who has control. */
export class Access {
  readonly control: Control;
  readonly #tokens: Tokens;
  readonly #codes: LaunchCodes;
  readonly #log: AuditLog;
  readonly #guests: AccessParts['guests'];
  readonly #wrongCodes: FailureLimit;
  readonly #wrongTokens: FailureLimit;
  /** Where browsers find the server; known when it listens. */
  origin = '';

  constructor({ guests, changes, log, clock }: AccessParts) {
    this.#log = log;
    this.#guests = guests;
    this.#codes = new LaunchCodes(clock);
    this.#wrongCodes = new FailureLimit(clock);
    this.#wrongTokens = new FailureLimit(clock);
    this.#tokens = new Tokens(guests.earlier, (kept) => guests.keep(kept));
    this.control = new Control(changes, clock, Math.floor(Date.now() / 1000));
  }

  /** A link that lets one browser in. */
  newLink(role: Role): LaunchLink {
    this.#log.note('link made', { role });
    return { link: `${this.origin}/#code=${this.#codes.make(role)}`, validS: codeValidS };
  }

  /** Lets a browser in that brings a code. */
  async signIn(code: string, from: string): Promise<{ readonly token: string; readonly guest: Guest }> {
    if (!this.#wrongCodes.isOpen())
      throw new Refusal(429, 'too-many', 'Too many links have failed within a minute. Wait a second and try again.');
    const role = this.#codes.use(code);
    if (role === null) {
      this.#wrongCodes.note();
      this.#log.note('sign-in refused', { from });
      throw new Refusal(
        401,
        'bad-code',
        `This link does not work any more: each works once, within ${codeValidS} s. Make a new one with “pacetomo link”.`,
      );
    }
    const made = this.#tokens.letIn(role);
    this.#log.note('signed in', { role, who: made.guest.name, id: made.guest.id, from });
    await this.#guests.written(); // a token that is given is known to the next server too
    return made;
  }

  /** Who sends a request, by its header Authorization. */
  guestOf(authorization: string | undefined, from: string): Guest {
    const [, token] = /^Bearer ([\w-]{20,200})$/.exec(authorization ?? '') ?? [];
    const guest = token === undefined ? null : this.#tokens.find(token);
    if (guest !== null) return guest;
    if (authorization !== undefined) this.#noteWrongToken(from);
    throw new Refusal(401, 'no-token', 'This browser has not been let in. Open a link that “pacetomo link” makes.');
  }

  #noteWrongToken(from: string): void {
    if (!this.#wrongTokens.isOpen()) throw new Refusal(429, 'too-many', 'Too many wrong tokens. Wait a second.');
    this.#wrongTokens.note();
    this.#log.note('token refused', { from });
  }

  rename(id: string, name: string): void {
    this.#tokens.rename(id, name);
  }

  /** Ends when a guest has signed out. */
  signalOf(id: string): AbortSignal {
    return this.#tokens.signalOf(id);
  }

  signOut(guest: Guest): void {
    this.control.drop(guest.id);
    this.#tokens.revoke(guest.id);
    this.#log.note('signed out', { who: guest.name, id: guest.id });
  }
}
