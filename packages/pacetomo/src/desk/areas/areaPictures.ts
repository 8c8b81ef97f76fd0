import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Bytes } from '../../api/route.ts';
import type { AreaTarget } from '../../area/area.ts';
import { objectionToFileName } from '../../plan/fileName.ts';
import { encodePng } from '../../quality/png.ts';
import { Recent } from '../images/recent.ts';
import { Workshop } from '../images/workshop.ts';
import { Refusal } from '../refusal.ts';

/** What can be seen of a target: its Preview, its View, or the picture of the display that was taken with the View. */
export type PictureKind = 'preview' | 'view' | 'snapshot';

/** Longest side of a picture, pixels. */
const longestPx = 1024;
/** Pictures that are kept in memory take no more than this. */
const keptBytes = 24 * 1024 * 1024;

/** Pictures of targets, made from the files that they were chosen with. */
export class Pictures {
  readonly #workshop = new Workshop();
  readonly #kept = new Recent(keptBytes);

  /** A picture of a target from the first of some folders that has its file. */
  async of(target: AreaTarget, kind: PictureKind, folders: readonly string[]): Promise<Bytes> {
    const file = fileOf(target, kind);
    const found = file === null ? null : await find(file, folders);
    if (found === null)
      throw new Refusal(
        404,
        'no-picture',
        `There is no ${names[kind]} of this target${file === null ? '' : ` (${file})`}.`,
      );
    const isJpeg = kind === 'snapshot';
    const bytes = await this.#kept.get(`${kind} ${found.path} ${found.stamp}`, () =>
      isJpeg ? readFile(found.path) : this.#png(found.path),
    );
    return { bytes, type: isJpeg ? 'image/jpeg' : 'image/png', isFinal: false };
  }

  close(): Promise<void> {
    return this.#workshop.close();
  }

  async #png(path: string): Promise<Uint8Array> {
    const { widthPx, heightPx, grey } = await this.#workshop.do({ kind: 'picture', path, longestPx });
    return encodePng(widthPx, heightPx, grey);
  }
}

const names: Readonly<Record<PictureKind, string>> = { preview: 'Preview', view: 'View', snapshot: 'snapshot' };

function fileOf({ previewMap, viewMap }: AreaTarget, kind: PictureKind): string | null {
  const file = kind === 'preview' ? previewMap : viewMap;
  if (file === null || objectionToFileName(file) !== null) return null;
  return kind === 'snapshot' ? `${file.replace(/\.[^.]*$/, '')}.jpg` : file;
}

async function find(
  file: string,
  folders: readonly string[],
): Promise<{ readonly path: string; readonly stamp: string } | null> {
  for (const folder of folders) {
    const path = join(folder, file);
    const found = await stat(path).catch(() => null);
    if (found?.isFile()) return { path, stamp: `${found.mtimeMs}-${found.size}` };
  }
  return null;
}
