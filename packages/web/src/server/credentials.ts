import type { LeaseView } from 'pacetomo/page';

const tokenKey = 'pacetomo-token';
const nameKey = 'pacetomo-name';

/** The token of this tab; null before the link was used. It is never in an address and never in localStorage. */
export const token = (): string | null => sessionStorage.getItem(tokenKey);

export function keepToken(value: string | null): void {
  if (value === null) sessionStorage.removeItem(tokenKey);
  else sessionStorage.setItem(tokenKey, value);
}

/** How this browser is called when it has control. */
export const ownName = (): string => localStorage.getItem(nameKey) ?? 'this browser';

export const keepOwnName = (name: string): void => localStorage.setItem(nameKey, name);

let lease: LeaseView | null = null;

/** The lease as the server last told it: requests that do something say which one they believe to have. */
export const knownLease = (): LeaseView | null => lease;

export function noteLease(told: LeaseView): void {
  lease = told;
}
