import type { Area } from './area.ts';

/** The number that an area's settings say under one of several names, the last one counts; null when they say none. */
export function settingNumberOf({ settings }: Pick<Area, 'settings'>, ...names: readonly string[]): number | null {
  const text = settings.findLast(({ name }) => names.includes(name))?.text ?? '';
  const value = text === '' ? Number.NaN : Number(text);
  return Number.isFinite(value) ? value : null;
}
