import type { ExposureTruth } from '../truth/truthLog.ts';

/** One saved exposure; file and section are known. */
export type SavedExposure = ExposureTruth & { readonly file: string; readonly section: number };

/** The images of one target: the Records in one stack file, pieces of montages aside, in the order of its sections. */
export interface TargetSeries {
  readonly file: string;
  readonly records: readonly SavedExposure[];
  /** The image whose centre is what the others should have in theirs. */
  readonly reference: ExposureTruth;
}

/** What the images of a target are compared with: its first image, or the one that was saved as its map. */
export type ReferenceChoice = 'first' | 'map';

/** The saved Records by stack file, in the order in which the files got their first one: target 1 is the tracking target. */
export function targetSeries(
  exposures: readonly ExposureTruth[],
  choice: ReferenceChoice = 'first',
): readonly TargetSeries[] {
  const files = new Map<string, SavedExposure[]>();
  const newestIn = new Map<string, ExposureTruth>();
  for (const exposure of exposures) {
    const { file, section } = exposure;
    if (file === null || section === null) continue;
    newestIn.set(file, exposure);
    if (!isOfSeries(exposure)) continue;
    const list = files.get(file) ?? [];
    list.push({ ...exposure, file, section });
    files.set(file, list);
  }
  return [...files].flatMap(([file, records]) => {
    records.sort((a, b) => a.section - b.section);
    const [first] = records;
    const map = choice === 'map' ? newestIn.get(mapFileOf(file)) : undefined;
    return first && !isMapFile(file) ? [{ file, records, reference: map ?? first }] : [];
  });
}

/** Records are; but the pieces of a montage lie side by side, and one does not miss what another shows. */
function isOfSeries({ set, command }: ExposureTruth): boolean {
  return set === 'record' && command !== 'Montage';
}

/** By PACEtomo's names the map of the target in area_ts_002.mrc is area_tgt_002.mrc. */
function mapFileOf(file: string): string {
  return file.replace(/_ts_(?!.*_ts_)/, '_tgt_');
}

function isMapFile(file: string): boolean {
  return /_tgt_\d+(_[^/]*)?\.mrc$/.test(file);
}
