import type { Area } from '../../area/area.ts';
import type { Choosing } from './choosing.ts';
import { type CutFiles, itemsOf, writeCuts } from './virtualMapsCuts.ts';
import { areaOf, type MapChoice, placesOf, pointsOnMap, warnOfReach } from './virtualMapsPlaces.ts';

/**
 * Makes targets of places on a map without any exposure: cuts the images by which each is found again out of the map, adds
 * them to the Navigator as maps, and keeps the area. The targets file comes last, so it never names a map that is not there.
 *
 * Gives the area. Throws Trouble `bad-input` when the tracking target or everything lies beyond the map.
 */
export async function chooseOnMap(
  choosing: Pick<Choosing, 'area' | 'keep' | 'note'>,
  files: CutFiles,
  choice: MapChoice,
): Promise<Area> {
  const { name } = choosing.area;
  const points = await pointsOnMap(choosing, choice);
  const places = placesOf(name, points, choice);
  const cuts = await writeCuts(choosing, files, choice, places);
  await files.addToNavigator(`${name}_maps.nav`, choice.source, itemsOf(name, files, cuts));
  await warnOfReach(choosing, choice, places);
  const area = areaOf(choosing.area, choice, places);
  await choosing.keep(area);
  for (const { id, position, point } of places) {
    await choosing.note({ type: 'choose.target', target: id, by: 'map', position, stage: point.stage });
  }
  return area;
}
