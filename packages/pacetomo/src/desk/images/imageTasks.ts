import { openMrc } from '@pacetomo/em-files';
import { openFile } from '@pacetomo/em-files/node';
import { findHoles } from '../../holes/findHoles.ts';
import type { FoundHoles } from '../../holes/foundHoles.ts';
import { reduce } from '../../images/reduce.ts';
import { type Contrast, stretchToGrey } from '../../images/stretch.ts';
import type { MapItem } from '../../maps/mapItem.ts';
import type { ImageSize } from '../../maps/stageToImage.ts';
import { withMap } from '../../session/virtualMaps/mapFiles.ts';
import { buildPyramid } from '../maps/pyramid.ts';

/** Work on images that takes longer than a page may wait for other things. */
export interface ImageTasks {
  /** The first section of an image file, made smaller. */
  readonly picture: {
    readonly ask: { readonly kind: 'picture'; readonly path: string; readonly longestPx: number };
    readonly reply: ImageSize & { readonly grey: Uint8Array };
  };
  /** The smaller levels of a map. */
  readonly pyramid: {
    readonly ask: {
      readonly kind: 'pyramid';
      readonly item: MapItem;
      readonly path: string;
      readonly contrast: Contrast;
      readonly folder: string;
    };
    readonly reply: null;
  };
  /** The lattice of holes in grey values. */
  readonly holes: {
    readonly ask: ImageSize & { readonly kind: 'holes'; readonly grey: Uint8Array; readonly pixelSizeNm: number };
    readonly reply: FoundHoles;
  };
}

export type ImageTask = ImageTasks[keyof ImageTasks]['ask'];
export type ReplyTo<Task extends ImageTask> = ImageTasks[Task['kind']]['reply'];

/** Does one of them. */
export function doTask(task: ImageTask): Promise<ImageTasks[keyof ImageTasks]['reply']> {
  switch (task.kind) {
    case 'picture':
      return picture(task);
    case 'pyramid':
      return withMap(task.item, task.path, async ({ map }) => {
        await buildPyramid(map, task.contrast, task.folder);
        return null;
      });
    case 'holes':
      return holes(task);
    default:
      return task satisfies never;
  }
}

async function picture({ path, longestPx }: ImageTasks['picture']['ask']): Promise<ImageTasks['picture']['reply']> {
  const file = await openFile(path, 'read');
  try {
    const stack = await openMrc(file, { permissive: true });
    const { width, height } = stack.header;
    const { data } = await stack.readSection(0);
    const counts = new Float32Array(width * height);
    for (let row = 0; row < height; row++) {
      counts.set(data.subarray(row * width, (row + 1) * width), (height - 1 - row) * width); // the lowest row comes first
    }
    const factor = Math.max(1, Math.ceil(Math.max(width, height) / longestPx));
    const { widthPx, heightPx, data: reduced } = reduce({ widthPx: width, heightPx: height, data: counts }, factor);
    return { widthPx, heightPx, grey: stretchToGrey(reduced) };
  } finally {
    await file.close();
  }
}

async function holes({ widthPx, heightPx, grey, pixelSizeNm }: ImageTasks['holes']['ask']): Promise<FoundHoles> {
  return findHoles({ widthPx, heightPx, data: Float32Array.from(grey) }, { pixelSizeNm });
}
