import type { Area, AreaSetting, AreaTarget } from './area.ts';

/** Whether two areas say the same in everything that a targets file keeps, geometry points and settings too (behaviour H60). */
export function sameArea(one: Area, other: Area): boolean {
  if (one === other) return true;
  return (
    one.name === other.name &&
    same(one.settings, other.settings, sameSetting) &&
    same(one.targets, other.targets, sameTarget) &&
    same(one.geometryPoints, other.geometryPoints, samePlace)
  );
}

/** Whether two targets say the same. */
function sameTarget(one: AreaTarget, other: AreaTarget): boolean {
  if (one === other) return true;
  return (
    one.stack === other.stack &&
    one.previewMap === other.previewMap &&
    one.viewMap === other.viewMap &&
    one.skip === other.skip &&
    one.score === other.score &&
    samePlace(one.position, other.position) &&
    samePlace(one.stage, other.stage) &&
    sameKeys(one.otherKeys, other.otherKeys)
  );
}

type Keys = AreaTarget['otherKeys'];

const sameKeys = (ones: Keys, others: Keys): boolean =>
  ones.size === others.size && [...ones].every(([key, text]) => others.get(key) === text);

type Place = { readonly x: number; readonly y: number } | null;

/** Whether two places have the same numbers, or neither is known. */
export function samePlace(one: Place, other: Place): boolean {
  return one === null || other === null ? one === other : one.x === other.x && one.y === other.y;
}

function sameSetting(one: AreaSetting, other: AreaSetting): boolean {
  return one.kind === other.kind && one.name === other.name && one.text === other.text;
}

function same<Item>(
  ones: readonly Item[],
  others: readonly Item[],
  alike: (one: Item, other: NoInfer<Item>) => boolean,
): boolean {
  return (
    ones.length === others.length &&
    ones.every((one, i) => {
      const other = others[i];
      return other !== undefined && alike(one, other);
    })
  );
}
