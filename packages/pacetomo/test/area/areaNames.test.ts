import { describe, expect, test } from 'vitest';
import {
  areaNameOf,
  freeRoot,
  highestCopy,
  numberIn,
  objectionToRoot,
  previewMapName,
  readAreaFileName,
  stackName,
  stackOfPreview,
  targetsFileName,
  viewMapName,
} from '../../src/area/areaNames.ts';

describe('the files of an area', () => {
  test('are all named after its root', () => {
    expect(targetsFileName({ root: 'lamella', copy: null })).toBe('lamella_tgts.txt');
    expect(previewMapName('lamella', 2)).toBe('lamella_tgt_002.mrc');
    expect(viewMapName('lamella', 13)).toBe('lamella_tgt_013_view.mrc');
    expect(stackName('lamella', 107)).toBe('lamella_ts_107.mrc');
  });

  test('those of a copy have its number', () => {
    const copy = { root: 'lamella', copy: 3 };
    expect(targetsFileName(copy)).toBe('lamella_tgts_p03.txt');
    expect(stackName(areaNameOf(copy), 4)).toBe('lamella_p03_ts_004.mrc');
  });

  test.each([
    ['lamella_tgts.txt', { root: 'lamella', copy: null, run: null }],
    ['lamella_tgts_run02.txt', { root: 'lamella', copy: null, run: 2 }],
    ['lamella_tgts_p03_run07.TXT', { root: 'lamella', copy: 3, run: 7 }],
    ['lamella_tgts_p104.txt', { root: 'lamella', copy: 104, run: null }],
    ['a_tgts_b_tgts.txt', { root: 'a_tgts_b', copy: null, run: null }],
    ['lamella_tgts_settings.txt', null],
    ['lamella_tgts.txt~', null],
    ['notes.txt', null],
  ])('%s is read', (name, expected) => expect(readAreaFileName(name)).toEqual(expected));

  test('the stack of a Preview has its number, and a name of another kind tells of no stack', () => {
    expect(stackOfPreview('lamella_tgt_007.mrc')).toBe('lamella_ts_007.mrc');
    expect(stackOfPreview('my_tgt_area_tgt_007.mrc')).toBe('my_tgt_area_ts_007.mrc');
    expect(stackOfPreview('overview.mrc')).toBeNull();
    expect(
      ['lamella_tgt_007.mrc', 'lamella_tgt_012_view.mrc', 'l_p03_ts_0104.mrc', 'overview.mrc'].map(numberIn),
    ).toEqual([7, 12, 104, null]);
  });
});

describe('the next free root', () => {
  test.each([
    ['is the wanted one in an empty folder', [], 'lamella'],
    ['has a number when the targets file is there', ['lamella_tgts.txt'], 'lamella2'],
    ['goes on counting', ['lamella_tgts.txt', 'Lamella2_TGTS.txt', 'lamella3_tgts_p02.txt'], 'lamella4'],
    [
      'keeps off maps and stacks that were left behind',
      ['lamella_tgt_001.mrc', 'lamella2_ts_004.mrc.mdoc'],
      'lamella3',
    ],
    ['keeps off stacks of copies', ['lamella_p02_ts_001.mrc'], 'lamella2'],
    [
      'does not care for other areas',
      ['lamella1_tgts.txt', 'my_lamella_tgts.txt', 'lamella.mrc', 'lamella_notes.txt'],
      'lamella',
    ],
  ])('%s', (_, entries, root) => expect(freeRoot('lamella', entries)).toBe(root));

  test('full stops and plus signs in a root are only themselves', () => {
    expect(freeRoot('l.1', ['lx1_tgts.txt'])).toBe('l.1');
    expect(freeRoot('l+1', ['l+1_tgts.txt'])).toBe('l+12');
  });

  test('the highest copy is found among files and Notes, stacks without a targets file included', () => {
    const names = [
      'lamella_tgts_p02.txt',
      'lamella_tgts_p03_run01.txt',
      'lamella_p07_ts_001.mrc',
      'other_tgts_p09.txt',
    ];
    expect(highestCopy('lamella', names)).toBe(7);
    expect(highestCopy('lamella', ['LAMELLA_tgts_p11.txt'])).toBe(11);
    expect(highestCopy('grid', names)).toBe(0);
  });
});

test.each([
  ['lamella_3+b.2', null],
  ['', 'is empty'],
  ['my lamella', 'holds a blank'],
  ['läsion', 'plain letters'],
  ['../up', 'plain letters'],
  ['-first', 'beginning with a letter'],
  ['grid*', 'plain letters'],
  ['a_tgts_b', 'PACEtomo.py would cut it'],
])('“%s” as a root: %s', (root, objection) => {
  if (objection === null) expect(objectionToRoot(root)).toBeNull();
  else expect(objectionToRoot(root)).toContain(objection);
});
