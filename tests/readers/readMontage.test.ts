import { describe, expect, test } from 'vitest';
import { namesIn, textIn } from './acquisition.ts';
import { finished } from './finished.ts';
import { mdocfile } from './mdocfile.ts';
import { nextPyp } from './nextPyp.ts';
import { beforeFirstDot, relion5 } from './relion5.ts';
import { expectClose, tiltsOf } from './taken.ts';
import { warp1Series } from './warp1.ts';
import { warpToolsMdocs } from './warpTools.ts';

// The pieces of a montage are stacks with mdocs and frames too, and no reader of 5a knows what they are.

describe('a run with a montage of each target but the first', () => {
  const { run, eachSeries, mdocs, frameFiles } = finished('lam', ['tgtMontage=yes', 'tgtMntSize=1']);
  const names = () => run().series.map(({ name }) => name);

  test('has one mdoc for each series where mdocs are looked for, by WarpTools 2, Warp 1 and nextPYP', () => {
    const folder = namesIn(run(), 'export/mdoc');
    expect(warpToolsMdocs(folder).map(({ mdoc }) => mdoc)).toEqual(names().map((name) => `${name}.mdoc`));
    expect([...warp1Series(folder).keys()]).toEqual(names());
    expect(nextPyp(mdocs()).map(({ name }) => name)).toEqual(names());
  });

  test('gives RELION 5 the middle pieces alone, and no two frames that are alike before the first dot', () => {
    const found = relion5(mdocs(), frameFiles());
    expect(found.map(({ name }) => name)).toEqual(names());
    eachSeries(({ name, taken }) => {
      const own = found.find((series) => series.name === name)?.tilts ?? [];
      expectClose(tiltsOf(own), tiltsOf(taken), 0.01);
      expect(own.map(({ movie }) => movie)).toEqual(taken.map(({ frame }) => frame));
    });
    expect(frameFiles()).toHaveLength(9 * (1 + 9 + 9));
    expect(new Set(frameFiles().map(beforeFirstDot)).size).toBe(frameFiles().length);
  });

  test('keeps an mdoc of each other piece apart, with frames of its own that are there', () => {
    const pieces = namesIn(run(), 'export/pieces').filter((name) => name.endsWith('.mdoc'));
    expect(pieces).toHaveLength(8 + 8);
    const frames = pieces.flatMap((piece) => {
      const { sections } = mdocfile(textIn(run(), `export/pieces/${piece}`));
      expect(sections).toHaveLength(9);
      return sections.map((section) => section.get('SubFramePath')?.replace(/^.*[\\/]/, '') ?? 'none');
    });
    const ofSeries = run().series.flatMap(({ taken }) => taken.map(({ frame }) => frame));
    expect([...frames, ...ofSeries].sort()).toEqual([...frameFiles()].sort());
  });
});
