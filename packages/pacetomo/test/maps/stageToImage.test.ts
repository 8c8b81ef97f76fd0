import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeText, navigatorItems, parseMdoc, parseNavigator } from '@pacetomo/em-files';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mapItemOf, mapPointOf, placeInPiece } from '../../src/maps/mapItem.ts';
import { cornerBeside, layoutOf, piecesInMdoc } from '../../src/maps/pieces.ts';
import { centredAt, imageOf, isUsable, middleOf, outlineOf, stageOf } from '../../src/maps/stageToImage.ts';

const component = fc.double({ min: -200, max: 200, noNaN: true });
const position = fc.record({
  x: fc.double({ min: -1000, max: 1000, noNaN: true }),
  y: fc.double({ min: -1000, max: 1000, noNaN: true }),
});
/** Turned, scaled by up to 3 % and mirrored, as SerialEM's are. */
const matrix = fc
  .record({ perUm: fc.double({ min: 0.4, max: 900, noNaN: true }), turn: component })
  .map(({ perUm, turn }) => ({
    xx: perUm * Math.cos(turn),
    xy: 1.03 * perUm * Math.sin(turn),
    yx: perUm * Math.sin(turn),
    yy: -1.03 * perUm * Math.cos(turn),
  }));

test('a stage position goes into the image and comes back to a billionth', () => {
  fc.assert(
    fc.property(matrix, position, position, (m, centre, stage) => {
      const place = centredAt(m, centre, { widthPx: 5760, heightPx: 4092 });
      const back = stageOf(place, imageOf(place, stage));
      expect(Math.hypot(back.x - stage.x, back.y - stage.y)).toBeLessThan(1e-9 * (1 + Math.hypot(stage.x, stage.y)));
      expect(imageOf(place, centre).x).toBeCloseTo(2880, 6);
    }),
  );
});

test('zeros, as SerialEM reports for what it was not calibrated for, are no matrix', () => {
  expect(isUsable({ xx: 0, xy: 0, yx: 0, yy: 0 })).toBe(false);
});

const shared = join(import.meta.dirname, '../../../../../shared/data');
const real = describe.skipIf(!existsSync(join(shared, 'nav')));

real('real Navigator files (skipped without ../shared/data)', () => {
  const items = (name: string) =>
    navigatorItems(parseNavigator(decodeText(readFileSync(join(shared, 'nav', name))).text));

  test.each([
    'arbitrem_example_navigator.nav',
    'pyem_110_hole.nav',
    'pyem_nav1.nav',
    'pyserialem_nav.nav',
    'pyem_tutorial2_nav.nav',
  ])('the outline that SerialEM has written for every map of %s is the one worked out', (name) => {
    const maps = items(name).flatMap((item) => mapItemOf(item) ?? []);
    expect(maps.length).toBeGreaterThan(0);
    for (const map of maps) {
      const written = readOutline(
        map.item.lines.map((line) => (line.kind === 'value' ? `${line.key}=${line.value}` : '')),
      );
      const widthUm = Math.hypot(written[1]!.x - written[0]!.x, written[1]!.y - written[0]!.y);
      // SerialEM begins at one corner or another and goes one way or the other round; the corners are the same
      for (const corner of outlineOf(map.fromStage, map.shown)) {
        const nearest = Math.min(...written.map(({ x, y }) => Math.hypot(x - corner.x, y - corner.y)));
        expect(nearest / widthUm, `${map.label} ${JSON.stringify(corner)}`).toBeLessThan(0.02);
      }
    }
  });

  test('a point lies in the piece of the montage, and at the place in it, that SerialEM has written', () => {
    const all = items('arbitrem_example_navigator.nav');
    const [atlas] = all.flatMap((item) => mapItemOf(item) ?? []);
    // 7 × 7 frames of 2048 pixels fill 11876 × 11828: steps of 1638 and 1630
    const pieces = Array.from({ length: 49 }, (_, i) => ({
      section: i,
      meant: { xPx: Math.floor(i / 7) * 1638, yPx: (i % 7) * 1630 },
      aligned: null,
    }));
    const layout = layoutOf(pieces, { widthPx: 2048, heightPx: 2048 });
    expect([layout.widthPx, layout.heightPx]).toEqual([11876, 11828]);
    const points = all.filter((item) => placeInPiece(item) !== null);
    expect(points.length).toBeGreaterThan(0);
    for (const item of points) {
      const { stage, piece } = mapPointOf(item)!;
      const { x, y } = imageOf(atlas!.fromStage, stage);
      const { corner } = layout.tiles[piece!]!;
      const written = placeInPiece(item)!;
      expect(x - corner.x).toBeCloseTo(written.xPx, 0);
      expect(2048 - (y - corner.y)).toBeCloseTo(written.yPx, 0);
    }
  });

  test('the stage positions of real montage pieces follow where they are laid out, as TRUTH_montage.md says', () => {
    const mdoc = parseMdoc(readFileSync(join(shared, 'mdoc/mdocfile_montage_section.mdoc'), 'utf8'));
    const pieces = piecesInMdoc(mdoc, 0);
    expect(pieces).toHaveLength(62);
    const { tiles, widthPx, heightPx } = layoutOf(pieces, { widthPx: 5064, heightPx: 3976 });
    expect([widthPx, heightPx]).toEqual([4488 * 6 + 5064, 3400 * 8 + 3976]);
    const stages = [
      ...readFileSync(join(shared, 'mdoc/mdocfile_montage_section.mdoc'), 'utf8').matchAll(
        /StagePosition = (\S+) (\S+)/g,
      ),
    ];
    const [first] = tiles;
    for (const [i, { corner }] of tiles.entries()) {
      const [right, up] = [corner.x - first!.corner.x, first!.corner.y - corner.y];
      const [x, y] = [Number(stages[i]![1]) - Number(stages[0]![1]), Number(stages[i]![2]) - Number(stages[0]![2])];
      expect(-0.064789 * right - 0.003443 * up).toBeCloseTo(x, 1);
      expect(0.004018 * right - 0.066474 * up).toBeCloseTo(y, 1);
    }
    // neighbours are put where they fit the piece that a place was chosen on; that piece stays
    expect(cornerBeside(first!, first!)).toEqual(first!.corner);
    expect(cornerBeside(tiles[1]!, first!).y).toBe(first!.corner.y - (3113 + 65));
  });
});

function readOutline(lines: readonly string[]): { readonly x: number; readonly y: number }[] {
  const numbers = (key: string) =>
    lines
      .find((line) => line.startsWith(`${key}=`))!
      .slice(5)
      .split(' ')
      .map(Number);
  const ys = numbers('PtsY');
  return numbers('PtsX').map((x, i) => ({ x, y: ys[i]! }));
}

test('the middle of an image of odd width is half a pixel', () => {
  expect(middleOf({ widthPx: 7, heightPx: 4 })).toEqual({ x: 3.5, y: 2 });
});
