import { readdir } from 'node:fs/promises';
import type { SerialEmClient } from '@pacetomo/serialem-link';
import type { DryRunReport } from '../../dose/dryRunReport.ts';
import { inspectorBehind } from '../../serialem/inspecting.ts';
import { type FolderMap, reachableFolder } from '../folderMap.ts';
import { type DryRunWish, dryRun } from './dryRun.ts';

/** A dry run that asks the SerialEM behind a connection too. `maps` say where its folders are on this computer. */
export function dryRunWith(
  client: SerialEmClient,
  wish: Omit<DryRunWish, 'serialEm' | 'listFolder'>,
  maps: readonly FolderMap[],
): Promise<DryRunReport> {
  const listFolder = async (folder: string): Promise<readonly string[] | null> => {
    const here = reachableFolder(folder, maps);
    return here === null ? null : readdir(here);
  };
  return dryRun({ ...wish, serialEm: inspectorBehind(client), listFolder });
}
