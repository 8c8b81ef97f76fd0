import OpenSeadragon from 'openseadragon';
import type { MapSummary, Vec } from 'pacetomo/page';
import type { Contrast } from '../../../scene/grey.ts';
import type { Box } from '../../../scene/home.ts';
import type { Turn } from '../../../scene/orientation.ts';
import type { Placing } from '../../../scene/placing.ts';
import { fromWindow, type ScreenPoint, type View } from '../../../scene/view.ts';
import { GreyTiles } from './greyTiles.ts';
import { emptySheet, tileSourceOf } from './tileSource.ts';

/** A map and where it is laid in the world. */
export interface Layer {
  readonly map: MapSummary;
  readonly placing: Placing;
}

interface Laid {
  readonly tiles: GreyTiles;
  readonly image: Promise<OpenSeadragon.TiledImage>;
  placing: Placing;
}

/** Grey values of all tiles that are kept, bytes of canvas and grey together: about 200 MB. */
const keptBytes = 200e6;
const bytesPerPixel = 5;
const usualTilePx = 512;
/** The sheet is so large in the world that nobody comes to its end. */
const sheetPx = 4_000_000;

/** The tiles of maps, laid over each other; moved by calls, and telling how it stands after each frame that moved. */
export class MapViewer {
  readonly #viewer: OpenSeadragon.Viewer;
  readonly #laid = new Map<string, Laid>();
  readonly #listeners = new Set<(view: View) => void>();
  /** What is to be shown as soon as there is something to move. */
  #waiting: Box | null = null;
  #isReady = false;

  constructor(element: HTMLElement) {
    this.#viewer = new OpenSeadragon.Viewer({
      element,
      drawer: 'canvas',
      showNavigationControl: false,
      mouseNavEnabled: false,
      keyboardNavEnabled: false,
      animationTime: 0.25,
      springStiffness: 9,
      blendTime: 0,
      immediateRender: false,
      imageLoaderLimit: 6,
      minZoomLevel: 1e-9,
      maxZoomLevel: 1e9,
      minZoomImageRatio: 1e-9,
      maxZoomPixelRatio: 1e9,
      visibilityRatio: 0,
      imageSmoothingEnabled: true,
      preserveViewport: true,
      maxImageCacheCount: Math.floor(keptBytes / (bytesPerPixel * usualTilePx ** 2)),
      timeout: 120_000,
      tileRetryMax: 2,
    });
    this.#viewer.addHandler('update-viewport', () => this.#tell());
    this.#viewer.addHandler('resize', () => this.#tell());
    element.ariaBusy = 'true';
    this.#viewer.addHandler('fully-loaded-change', ({ fullyLoaded }) => {
      element.ariaBusy = String(!fullyLoaded);
    });
    this.#viewer.addHandler('tile-unloaded', ({ tile, tiledImage }) => {
      for (const { tiles, image } of this.#laid.values())
        void image.then((one) => one === tiledImage && tiles.forget(tile.level, tile.x, tile.y));
    });
    this.#viewer.addTiledImage({
      tileSource: emptySheet(sheetPx, sheetPx),
      x: -sheetPx / 2,
      y: -sheetPx / 2,
      width: sheetPx,
      success: () => {
        this.#isReady = true;
        if (this.#waiting !== null) this.fit(this.#waiting, true);
        this.#tell();
      },
    });
  }

  /** How it stands now; null before it has a size. */
  get view(): View | null {
    const { viewport } = this.#viewer;
    const { x: widthPx, y: heightPx } = viewport.getContainerSize();
    if (!(widthPx > 0 && heightPx > 0)) return null;
    const centre = viewport.getCenter(true);
    return {
      centre: { x: centre.x, y: centre.y },
      scale: viewport.getZoom(true) * widthPx,
      degrees: viewport.getRotation(true),
      isFlipped: viewport.getFlip(),
      widthPx,
      heightPx,
    };
  }

  /** Calls a function with how it stands, now and after each frame that moved. Gives what ends it. */
  follow(hear: (view: View) => void): () => void {
    this.#listeners.add(hear);
    if (this.view !== null) hear(this.view);
    return () => this.#listeners.delete(hear);
  }

  /** Shows these maps, the first one lowest. Those that are shown already stay as they are. */
  show(layers: readonly Layer[]): void {
    for (const [id, { image }] of this.#laid) {
      if (layers.some(({ map }) => map.map === id)) continue;
      this.#laid.delete(id);
      void image.then((one) => this.#viewer.world.removeItem(one));
    }
    for (const { map, placing } of layers) {
      const old = this.#laid.get(map.map);
      if (old === undefined) this.#lay(map, placing);
      else if (!isSame(old.placing, placing)) {
        old.placing = placing;
        void old.image.then((image) => place(image, placing));
      }
    }
    void Promise.all(layers.map(({ map }) => this.#laid.get(map.map)?.image)).then((images) => {
      for (const [at, image] of images.entries())
        if (image !== undefined && this.#viewer.world.getIndexOfItem(image) >= 0)
          this.#viewer.world.setItemIndex(image, at + 1);
    });
  }

  #lay(map: MapSummary, placing: Placing): void {
    const tiles = new GreyTiles(map, () => this.#viewer.forceRedraw());
    const tileSource = tileSourceOf(map, tiles);
    const { world } = this.#viewer;
    const image = new Promise<OpenSeadragon.TiledImage>((resolve, reject) => {
      const added = ({ item }: { readonly item: OpenSeadragon.TiledImage }): void => {
        if (item.source !== tileSource) return;
        world.removeHandler('add-item', added);
        resolve(item);
      };
      world.addHandler('add-item', added);
      this.#viewer.addTiledImage({
        tileSource,
        x: placing.x,
        y: placing.y,
        width: placing.widthPx,
        degrees: placing.degrees,
        flipped: placing.isFlipped,
        error: () => reject(new Error(`the map ${map.label} cannot be shown`)),
      });
    });
    this.#laid.set(map.map, { tiles, image, placing });
  }

  /** How a map is shown now. */
  contrastOf(map: string): Contrast | null {
    return this.#laid.get(map)?.tiles.contrast ?? null;
  }

  /** Shows a map brighter or with more contrast; null for what suits it. */
  setContrast(map: string, contrast: Contrast | null): void {
    this.#laid.get(map)?.tiles.setContrast(contrast);
  }

  setTurn({ degrees, isFlipped }: Turn): void {
    const { viewport } = this.#viewer;
    viewport.setFlip(isFlipped);
    viewport.setRotation(degrees, true);
    this.#viewer.forceRedraw();
    this.#tell();
  }

  /** Shows a box of the world as large as it goes. */
  fit(box: Box, immediately = false): void {
    this.#waiting = this.#isReady ? null : box;
    if (!this.#isReady) return;
    this.#viewer.viewport.fitBounds(new OpenSeadragon.Rect(box.x, box.y, box.width, box.height), immediately);
    this.#tell();
  }

  /** Moves what is shown by so many pixels of the screen. */
  panBy(left: number, top: number): void {
    const { view } = this;
    if (view === null) return;
    const there = fromWindow(view, { left: view.widthPx / 2 - left, top: view.heightPx / 2 - top });
    this.#viewer.viewport.panTo(new OpenSeadragon.Point(there.x, there.y), true);
  }

  /** Brings a place into the window if it is not there. */
  bringIn({ x, y }: Vec<'image'>): void {
    const { view } = this;
    if (view === null) return;
    const reach = { x: (0.45 * view.widthPx) / view.scale, y: (0.45 * view.heightPx) / view.scale };
    if (Math.abs(x - view.centre.x) < reach.x && Math.abs(y - view.centre.y) < reach.y) return;
    this.#viewer.viewport.panTo(new OpenSeadragon.Point(x, y), false);
  }

  /** Zooms about a place in the window, which stays where it is. */
  zoomBy(factor: number, at?: ScreenPoint): void {
    const { view } = this;
    if (view === null) return;
    const about = at === undefined ? view.centre : fromWindow(view, at);
    this.#viewer.viewport.zoomBy(factor, new OpenSeadragon.Point(about.x, about.y), false);
  }

  close(): void {
    this.#listeners.clear();
    this.#viewer.destroy();
  }

  #tell(): void {
    const { view } = this;
    if (view !== null) for (const hear of this.#listeners) hear(view);
  }
}

function place(image: OpenSeadragon.TiledImage, { x, y, widthPx, degrees, isFlipped }: Placing): void {
  image.setPosition(new OpenSeadragon.Point(x, y), true);
  image.setWidth(widthPx, true);
  image.setRotation(degrees, true);
  image.setFlip(isFlipped);
}

const isSame = (a: Placing, b: Placing): boolean =>
  Math.abs(a.x - b.x) + Math.abs(a.y - b.y) + Math.abs(a.widthPx - b.widthPx) < 1e-3 &&
  Math.abs(a.degrees - b.degrees) < 1e-6 &&
  a.isFlipped === b.isFlipped;
