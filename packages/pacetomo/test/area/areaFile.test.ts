import { obstaclesInTargets, parseTargets } from '@pacetomo/em-files';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { needsRealFiles, realBytes, realFilesPresent, realNames } from '../../../em-files/test/realFiles.ts';
import type { Area } from '../../src/area/area.ts';
import { areaFrom, targetsFileFrom } from '../../src/area/areaFile.ts';
import { targetsText } from '../../src/area/areaText.ts';
import { addGeometryPoint, removeGeometryPoint } from '../../src/area/editGeometry.ts';
import { addTarget, reorder, setSkip } from '../../src/area/editTargets.ts';
import { sameArea } from '../../src/area/sameArea.ts';
import { anyArea, exampleArea, made } from './exampleArea.ts';

const written = (area: Area, before?: string): string =>
  targetsText(targetsFileFrom(area, before === undefined ? undefined : parseTargets(before)));
const read = (text: string): Area => areaFrom(parseTargets(text), 'lamella');

describe('the file of a new area', () => {
  test('has the keys of each target in the order of the original, the tracking target’s stage first', () => {
    const [first = '', second = ''] = written(exampleArea()).split('\n\n').slice(1);
    expect(first).toMatch(
      /^_tgt = 001\ntgtfile = lamella_tgt_001.mrc\ntsfile = lamella_ts_001.mrc\nstageX = 212.418\n/,
    );
    const keys = (section: string) => section.split('\n').map((line) => line.split(' = ')[0]);
    expect(keys(first)).toEqual('_tgt tgtfile tsfile stageX stageY SSX SSY viewfile skip'.split(' '));
    expect(keys(second)).toEqual('_tgt tgtfile tsfile SSX SSY stageX stageY skip'.split(' '));
    expect(first).toContain('SSX = 0.0\nSSY = 0.0\n');
  });

  test('is read by PACEtomo.py as it is meant, and read back as it was', () => {
    fc.assert(
      fc.property(anyArea, (area) => {
        const text = written(area);
        expect(
          obstaclesInTargets(text).filter(
            ({ text: reason }) => !/_set|_bset|number|False/.test(reason) && !/no SSX/.test(reason),
          ),
        ).toEqual([]);
        expect(sameArea(read(text), area)).toBe(true);
      }),
      { numRuns: 100 },
    );
  });

  test('a position that is no number is not written', () => {
    const [first, ...others] = exampleArea().targets;
    const broken = exampleArea({ targets: [{ ...first!, stage: { x: Number.NaN, y: 3 } }, ...others] });
    expect(() => written(broken)).toThrow('NaN is no finite number to write');
  });
});

/** As the original’s selection writes a pattern: settings between the targets; then somebody has added remarks. */
const patternText = `_set tiltTargets = 0

_tgt = 001
tsfile = G2_ts_001.mrc
stageX = -310.22
stageY = 145.8
SSX = 0
SSY = 0
viewfile = G2_tgt_001_view.mrc
skip = False

_set size = 1
_set vecA0 = 0.1184
_set vecA1 = 2.4973
_set vecB0 = 2.4951
_set vecB1 = -0.1203

_tgt = 002
# broken?
tsfile = G2_ts_002.mrc
SSX = 0.11840
SSY = 2.4973
stageX = -310.1007
stageY = 148.2951
skip = False
SPACEscore = None
refined = yes

_tgt = 3
tsfile = G2_ts_003.mrc
SSX = 2.61350
SSY = 2.377

_geo = 1
SSX = 1.250
SSY = -3.7
`;

describe('a file that was read', () => {
  test('is written as it was when nothing has changed, also with CRLF and without a last line end', () => {
    for (const text of [
      patternText,
      patternText.replaceAll('\n', '\r\n'),
      patternText.trimEnd(),
      `\uFEFF${patternText}`,
    ])
      expect(written(read(text), text)).toBe(text);
  });

  test('keeps its byte order mark where it was', () => {
    const text = '\uFEFF_tgt = 001 # old\ntsfile = a_ts_001.mrc\nSSX = 0\nSSY = 0\n';
    const settings = [{ kind: 'number' as const, name: 'step', text: '2' }];
    expect(written({ ...read(text), settings }, text)).toBe(`\uFEFF_set step = 2\n\n${text.slice(1)}`);
  });

  test('keeps everything but the line that says something else now', () => {
    const text = patternText.replaceAll('\n', '\r\n');
    const skipped = written(made(setSkip(read(text), 1, true)), text);
    const lines = (all: string) => all.split('\r\n').toSorted();
    const gone = lines(text).filter((line) => !lines(skipped).includes(line));
    // the section of the target is written anew: its comment goes, its numbers keep their text
    expect(gone).toEqual(['# broken?']);
    expect(skipped).toContain('SSX = 0.11840\r\nSSY = 2.4973\r\n');
    expect(skipped).toContain('skip = True\r\nSPACEscore = None\r\nrefined = yes\r\n');
    expect(skipped).toContain('_tgt = 3\r\ntsfile = G2_ts_003.mrc\r\nSSX = 2.61350\r\nSSY = 2.377\r\n\r\n_geo');
    expect(skipped.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
  });

  test('keeps comments in sections that say the same, when another one is added', () => {
    const longer = written(
      made(addTarget(read(patternText), { position: { x: -2.4951, y: 0.1203 }, stage: null })),
      patternText,
    );
    expect(longer).toContain('_tgt = 002\n# broken?\ntsfile = G2_ts_002.mrc\n');
    expect(longer).toContain('_tgt = 004\ntsfile = lamella_ts_004.mrc\nSSX = -2.4951\n');
    expect(longer).toContain('SSX = 1.250\nSSY = -3.7\n');
    expect(longer.startsWith('_set tiltTargets = 0\n\n_set vecA0 = 0.1184\n')).toBe(true);
  });

  test('keeps the text of geometry points that stay', () => {
    const two = written(made(addGeometryPoint(read(patternText), { x: 5, y: 6.5 })), patternText);
    expect(two).toContain('_geo = 1\nSSX = 1.250\nSSY = -3.7\n');
    expect(two).toContain('_geo = 2\nSSX = 5.0\nSSY = 6.5\n');
    const one = written(made(removeGeometryPoint(read(two), 0)), two);
    expect(one.slice(one.indexOf('_geo'))).toBe('_geo = 1\nSSX = 5.0\nSSY = 6.5\n\n');
  });

  test('targets that change places are numbered anew and keep their sections', () => {
    const turned = written(made(reorder(read(patternText), [0, 2, 1])), patternText);
    expect(turned).toContain('_tgt = 002\ntsfile = G2_ts_003.mrc\nSSX = 2.61350\n');
    expect(turned).toContain('_tgt = 003\n# broken?\ntsfile = G2_ts_002.mrc\n');
  });

  test('a setting that changes stays in its line, a new one follows the others, remarks stay', () => {
    const text = `# of Monday\n_set  pretilt =  -9.2\n_bset sortByTilt = True\n\n_tgt = 001\ntsfile = a_ts_001.mrc\nSSX = 0\nSSY = 0\n`;
    const area = read(text);
    const now = {
      ...area,
      settings: [
        { kind: 'number' as const, name: 'pretilt', text: '8.5' },
        ...area.settings.slice(1),
        { kind: 'number' as const, name: 'step', text: '2' },
      ],
    };
    expect(written(now, text)).toBe(
      text.replace('_set  pretilt =  -9.2', '_set pretilt = 8.5').replace('True\n', 'True\n_set step = 2\n'),
    );
    const none = written({ ...area, settings: [] }, text);
    expect(none).toBe(text.replace(/_b?set.*\n/g, ''));
  });

  test('settings in another order, and sections in an order that nobody writes, are written anew and say the same', () => {
    const text = '_geo = 1\nSSX = 3\nSSY = 4.5\n\n_tgt = 001\ntsfile = a_ts_001.mrc\nSSX = 0\nSSY = 0\n';
    const odd = `_set step = 2\n_set pretilt = 4\n\n${text}`;
    const turned = { ...read(odd), settings: read(odd).settings.toReversed() };
    expect(written(turned, odd)).toMatch(/^_set pretilt = 4\n_set step = 2\n/);
    const stepped = { ...read(text), settings: turned.settings.slice(1) };
    expect(sameArea(read(written(stepped, text)), stepped)).toBe(true);
    const [first] = read(text).targets;
    const viewed = { ...read(text), targets: [{ ...first!, viewMap: 'a_tgt_001_view.mrc' }] };
    expect(sameArea(read(written(viewed, text)), viewed)).toBe(true);
    const usual = `${odd.slice(0, odd.indexOf('_geo'))}_tgt = 001\ntsfile = a_ts_001.mrc\nSSX = 0\nSSY = 0\n`;
    expect(written({ ...read(usual), settings: turned.settings }, usual)).toMatch(/^_set pretilt = 4\n_set step = 2\n/);
  });

  test('the states of a run stay as they are when a target is skipped in it', () => {
    const branch =
      'SSX = 0.10\nSSY = 0.2\nfocus = -3.10\nz0 = 0.42\nn0 = 5.0\nshifts = -0.01\nangles = 9.02\nISXset = 1.7\nISYset = 5.2\nISXali = 0.0\nISYali = 0.1\ndose = 7.50\nsec = 2\nskip = False\n';
    const target = (n: number) =>
      `_tgt = 00${n}\ntsfile = l_ts_00${n}.mrc\nSSX = ${n - 1}\nSSY = 0\nskip = False\n_pbr\n${branch}_nbr\n${branch}\n`;
    const text = `_set startTilt = 9.0\n_spos = 2,1\n\n${target(1)}${target(2)}`;
    const skipped = written(made(setSkip(read(text), 1, true)), text);
    expect(skipped).toBe(text.replace('SSX = 1\nSSY = 0\nskip = False', 'SSX = 1\nSSY = 0\nskip = True'));
  });

  test('a target without a stack gets the one that its Preview or its place says, which no other has (saving rules)', () => {
    const text =
      '_tgt = 001\ntgtfile = l_tgt_004.mrc\ntsfile = None\nSSX = 0\nSSY = 0\n\n_tgt = 002\ntgtfile = None\nSSX = 1.5\nSSY = 3\n\n_tgt = 003\ntsfile = lamella_ts_002.mrc\nSSX = 2\nSSY = 4.5\n';
    const area = read(text);
    expect(area.targets.map(({ stack }) => stack)).toEqual([
      'l_ts_004.mrc',
      'lamella_ts_004.mrc',
      'lamella_ts_002.mrc',
    ]);
    const mended = parseTargets(written(area, text));
    expect(mended.targets.map(({ keys }) => [keys.get('tsfile'), keys.get('tgtfile')])).toEqual([
      ['l_ts_004.mrc', 'l_tgt_004.mrc'],
      ['lamella_ts_004.mrc', undefined],
      ['lamella_ts_002.mrc', undefined],
    ]);
  });

  test('a Preview or View called None is none, and its key is left out (H58, H59)', () => {
    const text = '_tgt = 001\ntsfile = l_ts_001.mrc\ntgtfile = None\nviewfile = None\nSSX = 0\nSSY = 0\nskip = False\n';
    const area = read(text);
    expect(area.targets[0]).toMatchObject({ previewMap: null, viewMap: null });
    expect(written(area, text)).not.toContain('None');
  });

  test('targets without scores stay without, and None does not become a number (H65)', () => {
    const { targets } = read(patternText);
    expect(targets.map(({ score }) => score)).toEqual([null, null, null]);
    const text = written(made(setSkip(read(patternText), 2, true)), patternText);
    expect(text.match(/SPACEscore = .*/g)).toEqual(['SPACEscore = None']);
  });

  test('whatever was read is read again from what is written', () => {
    fc.assert(
      fc.property(anyArea, anyArea, (before, after) => {
        const text = written(before);
        const stacks = before.targets.map(({ stack }) => stack);
        // some of the targets are those of before, so that their old texts are used
        const targets = after.targets.map((target, i) => ({ ...target, stack: stacks[i] ?? target.stack }));
        if (new Set(targets.map(({ stack }) => stack)).size < targets.length) return;
        const changed = { ...after, targets };
        expect(sameArea(read(written(changed, text)), changed)).toBe(true);
      }),
      { numRuns: 150 },
    );
  });
});

describe(`real targets and run files${needsRealFiles}`, () => {
  test.skipIf(!realFilesPresent).each(realNames('tgts', '.txt'))('%s is written back byte by byte', (name) => {
    const text = new TextDecoder().decode(realBytes(`tgts/${name}`));
    const area = read(text);
    expect(area.targets.length).toBeGreaterThan(2);
    expect(written(area, text)).toBe(text);
  });

  test.skipIf(!realFilesPresent).each(realNames('tgts', '.txt'))(
    '%s: one skipped target changes one section',
    (name) => {
      const text = new TextDecoder().decode(realBytes(`tgts/${name}`));
      const skipped = made(setSkip(read(text), 1, !read(text).targets[1]!.skip));
      const after = written(skipped, text);
      expect(sameArea(read(after), skipped)).toBe(true);
      const old = text.split('\n');
      const changed = after.split('\n').filter((line, i) => line !== old[i] && line !== old[i - 1]);
      expect(changed.filter((line) => /^skip = /.test(line))).toHaveLength(1);
      expect(changed.length).toBeLessThan(3);
    },
  );

  test.skipIf(!realFilesPresent)('SPACEtomo’s scores are read', () => {
    const text = new TextDecoder().decode(realBytes('tgts/Yeast9_L13_spacetomo_tgts.txt'));
    expect(
      read(text)
        .targets.slice(0, 4)
        .map(({ score }) => score),
    ).toEqual([0.69, 0.76, 0.6, 0.52]);
  });
});
