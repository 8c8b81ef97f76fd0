import type { Branch } from 'pacetomo/page';

/** The two branches are told apart by colour and by shape. */
export const branchColours: Readonly<Record<Branch, string>> = {
  plus: 'var(--mantine-primary-color-filled)',
  minus: 'var(--mantine-color-orange-6)',
};

/** `+12°`, with a true minus. */
export const tiltWords = (deg: number): string => `${deg > 0 ? '+' : deg < 0 ? '−' : ''}${Math.abs(deg)}°`;
