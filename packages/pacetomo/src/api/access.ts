import { z } from 'zod';
import type { Role } from './route.ts';

/** A launch code from the link, for a token. */
export const signInBody = z.object({ code: z.string().min(1).max(100) }).strict();

export interface SignedIn {
  /** For the header `Authorization: Bearer …`; kept in memory and in the tab, nowhere else. */
  readonly token: string;
  readonly role: Role;
}

/** Where the page is, and who has control. */
export interface Presence {
  readonly role: Role;
  readonly version: string;
  /** How this browser is called in the lease and in journals. */
  readonly name: string;
  /** The folder of this session, without its path. */
  readonly folder: string;
  readonly lease: LeaseView;
}

/** Who has control: one browser at a time. */
export interface LeaseView {
  /** Grows whenever control changes hands. */
  readonly epoch: number;
  /** Name of the holder; null when nobody has control. */
  readonly holder: string | null;
  /** It is the one who asks. */
  readonly isYours: boolean;
  /** Seconds after which control lapses unless it is renewed. */
  readonly leftS: number;
}

/** `take` is refused while another one has control; `take-over` is not, and the old holder is told. */
export const leaseBody = z
  .object({
    wish: z.enum(['take', 'take-over', 'renew', 'release']),
    /** How the holder is called: `Ann at the office`. */
    name: z
      .string()
      .min(1)
      .max(60)
      .regex(/^\P{Cc}+$/u),
  })
  .strict();

/** A link for another browser. */
export const linkBody = z.object({ role: z.enum(['viewer', 'operator']) }).strict();

export interface LaunchLink {
  readonly link: string;
  readonly validS: number;
}
