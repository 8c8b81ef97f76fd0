/** A point of a Navigator file. */
export interface NavigatorPoint {
  readonly label: string;
  readonly note: string;
  readonly xUm: number;
  readonly yUm: number;
  readonly isMarked: boolean;
}

/** The text of a Navigator file with points, as SerialEM writes it. */
export function navigatorText(points: readonly NavigatorPoint[]): string {
  const items = points.map(({ label, note, xUm, yUm, isMarked }) =>
    [
      `[Item = ${label}]`,
      'Color = 0',
      `StageXYZ = ${xUm} ${yUm} 0`,
      'NumPts = 1',
      'Regis = 1',
      'Type = 0',
      ...(note === '' ? [] : [`Note = ${note}`]),
      ...(isMarked ? ['Acquire = 1'] : []),
      `PtsX = ${xUm}`,
      `PtsY = ${yUm}`,
      '',
    ].join('\n'),
  );
  return `AdocVersion = 2.00\n\n${items.join('\n')}`;
}

/** A targets file with a few targets at a place of the stage. */
export function targetsText(root: string, at: { readonly xUm: number; readonly yUm: number }, count = 2): string {
  const places = [
    [0, 0],
    [2.5, 4],
    [-3, -6],
  ].slice(0, count);
  const targets = places.map(
    ([x, y], i) =>
      `_tgt = 00${i + 1}\ntsfile = ${root}_ts_00${i + 1}.mrc\n${i === 0 ? `stageX = ${at.xUm}\nstageY = ${at.yUm}\n` : ''}SSX = ${x}\nSSY = ${y}\n`,
  );
  return `_set minTilt = -9\n_set maxTilt = 9\n_set step = 3\n_set pretilt = -10\n\n${targets.join('\n')}`;
}
