import { join } from 'node:path';
import { expect, test } from 'vitest';
import { folderHere, parseFolderMap } from '../../src/session/folderMap.ts';

const maps = ['X:\\data=/mnt/data', 'X:\\data\\ann=/home/ann', '/raid=/net/scope'].map(parseFolderMap);

test.each([
  ['a folder under one that is mapped', 'X:\\data\\bob\\grid3', join('/mnt/data', 'bob', 'grid3')],
  ['Windows knows no difference of case, and both slashes', 'x:/DATA/Bob/', join('/mnt/data', 'Bob')],
  ['the map that fits best counts', 'X:\\data\\Ann\\grid1', join('/home/ann', 'grid1')],
  ['the mapped folder itself', 'X:\\data', '/mnt/data'],
  ['a name that only begins alike is another folder', 'X:\\data2\\grid', 'X:\\data2\\grid'],
  ['Unix knows a difference of case', '/Raid/grid', '/Raid/grid'],
  ['and has folders too', '/raid/grid', join('/net/scope', 'grid')],
  ['what nobody has mapped has the same name here', 'Y:\\elsewhere', 'Y:\\elsewhere'],
])('%s', (_, there, here) => expect(folderHere(there, maps)).toBe(here));

test.each(['X:\\data', '=here', 'there=', '='])('“%s” maps nothing', (text) =>
  expect(() => parseFolderMap(text)).toThrow(/Write SerialEM's name/),
);
