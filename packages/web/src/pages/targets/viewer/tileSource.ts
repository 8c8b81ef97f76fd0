import OpenSeadragon from 'openseadragon';
import type { MapSummary } from 'pacetomo/page';
import type { GreyTiles } from './greyTiles.ts';

/** A map as the viewer asks for it: level by level, tile by tile. */
export function tileSourceOf(map: MapSummary, tiles: GreyTiles): OpenSeadragon.TileSource {
  const source = new OpenSeadragon.TileSource({
    width: map.widthPx,
    height: map.heightPx,
    tileSize: map.tileSizePx,
    tileOverlap: 0,
    minLevel: 0,
    maxLevel: map.levels - 1,
    ready: true,
  });
  const stops = new WeakMap<OpenSeadragon.ImageJob, AbortController>();
  source.getTileUrl = (level, column, row) => `${map.map}/${level}/${column}/${row}`;
  source.hasTransparency = () => false;
  source.downloadTileStart = (job) => {
    const stop = new AbortController();
    stops.set(job, stop);
    tiles.fetch(job.tile.level, job.tile.x, job.tile.y, stop.signal).then(
      (canvas) => job.finish(canvas, null, 'context2d'),
      (error: unknown) => {
        if (!stop.signal.aborted) job.fail(error instanceof Error ? error.message : String(error), null);
      },
    );
  };
  source.downloadTileAbort = (job) => stops.get(job)?.abort();
  return source;
}

/** Nothing of a size: the viewer can only be moved over something. */
export function emptySheet(widthPx: number, heightPx: number): OpenSeadragon.TileSource {
  const source = new OpenSeadragon.TileSource({
    width: widthPx,
    height: heightPx,
    tileSize: Math.max(widthPx, heightPx),
    minLevel: 0,
    maxLevel: 0,
    ready: true,
  });
  source.tileExists = () => false;
  source.getTileUrl = () => 'none';
  return source;
}
