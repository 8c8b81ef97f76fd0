import { diskFiles } from '../finish/finishFiles.ts';
import { exportSeries } from '../session/exporting/exportSeries.ts';
import { exportLine, type MapOptions, mapsIn } from './finish.ts';
import { finishEach } from './sort.ts';

/** `pacetomo export STACK…`: writes what other programs read of stacks of any origin, by their mdoc alone; one line for each. */
export function exportStacks(stacks: readonly string[], options: MapOptions): Promise<void> {
  const maps = mapsIn(options);
  return finishEach(stacks, async (path, { files = diskFiles, signal = new AbortController().signal }) => {
    const result = await exportSeries(path, { known: null, maps, files, sha256: null, mayTidyStack: false, signal });
    return { ...result, line: exportLine(result) };
  });
}
