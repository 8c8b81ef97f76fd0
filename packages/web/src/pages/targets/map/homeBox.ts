import type { AreaView, Vec } from 'pacetomo/page';
import { type Box, boxAround } from '../../../scene/home.ts';
import { placeOf } from '../../../scene/world.ts';
import type { Scene } from '../useScene.ts';

/** Room about the targets of an area, µm. */
const roomUm = 4;
/** What an empty sheet shows, µm from its middle. */
const emptyUm = 15;

/** What is looked at first: the targets of an area, or else the whole map. */
export function homeBox(scene: Scene, area: AreaView | null): Box {
  const { world, base } = scene;
  const places = (area?.targets ?? []).map((target) => placeOf(world, target)).filter((place) => place !== null);
  const around = boxAround(places, roomUm * world.pixelsPerUm);
  if (around !== null) return around;
  if (base !== null) return mapBox(scene) ?? emptyBox(world.pixelsPerUm);
  return emptyBox(world.pixelsPerUm);
}

/** The whole base map; null without one. */
export const mapBox = ({ base }: Scene): Box | null =>
  base === null ? null : { x: 0, y: 0, width: base.widthPx, height: base.heightPx };

const origin: Vec<'image'> = { x: 0, y: 0 };
const emptyBox = (pixelsPerUm: number): Box => {
  const side = 2 * emptyUm * pixelsPerUm;
  return { x: origin.x - side / 2, y: origin.y - side / 2, width: side, height: side };
};
