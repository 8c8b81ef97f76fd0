import { createHash, timingSafeEqual } from 'node:crypto';

/** What is kept of a secret. Secrets are random and long, so that a plain digest tells nothing of them. */
export const digestOf = (secret: string): Buffer => createHash('sha256').update(secret).digest();

/** Whether two digests are the same, in a time that does not depend on them. */
export const isSame = (one: Buffer, other: Buffer): boolean =>
  one.length === other.length && timingSafeEqual(one, other);
