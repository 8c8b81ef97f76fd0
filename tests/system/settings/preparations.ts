import type { SerialEmClient } from '@pacetomo/serialem-link';

/** A map as a microscopist takes it before a run. */
export interface Map {
  readonly file: string;
  /** V for View, L for Preview. */
  readonly set: 'V' | 'L';
  /** Where it looks, µm from where image shift is zero. */
  readonly xUm?: number;
  readonly yUm?: number;
}

/** Looks at a place beside the middle with image shift, and comes back. */
export async function lookingAt(
  serialEm: SerialEmClient,
  { xUm = 0, yUm = 0 }: Pick<Map, 'xUm' | 'yUm'>,
  work: () => Promise<unknown>,
): Promise<void> {
  await serialEm.call('GoToLowDoseArea', 'R');
  const [x, y] = await serialEm.call('ReportImageShift');
  await serialEm.call('ImageShiftByMicrons', xUm, yUm);
  await work();
  await serialEm.call('GoToLowDoseArea', 'R');
  await serialEm.call('SetImageShift', x, y);
}

/** Takes an image and saves it in a file of its own. */
export function takeMap(serialEm: SerialEmClient, map: Map): Promise<void> {
  return lookingAt(serialEm, map, async () => {
    await serialEm.call(map.set);
    await serialEm.call('OpenNewFile', map.file);
    await serialEm.call('S', 'A');
    await serialEm.call('CloseFile');
  });
}
