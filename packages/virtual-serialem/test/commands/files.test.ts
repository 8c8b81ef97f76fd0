import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  decodeRecord,
  mdocTitles,
  numberOf,
  numbersOf,
  openMrc,
  parseMdoc,
  sectionsOf,
  textOf,
} from '@pacetomo/em-files';
import { openFile } from '@pacetomo/em-files/node';
import { expect, test } from 'vitest';
import { inSession, type Session } from '../session.ts';

async function sectionsIn(dir: string, name: string) {
  return sectionsOf(parseMdoc(await readFile(join(dir, `${name}.mdoc`), 'utf8')), 'ZValue');
}

async function record(client: Session['client'], tiltDeg: number): Promise<void> {
  await client.call('TiltTo', tiltDeg);
  await client.call('R');
  await client.call('S');
}

test('the first row of an image is the last row of its section in the file', () =>
  inSession({}, async ({ client, dir }) => {
    const pixels = Int16Array.of(11, 12, 13, 21, 22, 23);
    await client.putImage('A', { width: 3, height: 2, type: 1, data: pixels });
    await client.call('OpenNewFile', 'rows.mrc');
    await client.call('S');
    const file = await openFile(join(dir, 'rows.mrc'), 'read');
    expect([...(await (await openMrc(file)).readSection(0)).data]).toEqual([21, 22, 23, 11, 12, 13]);
    await file.close();
    await client.call('ReadFile', 0, 'P');
    expect((await client.bufferImage('P'))?.data).toEqual(pixels);
  }));

test('a saved section has its pixels, its extended record and its mdoc section', () =>
  inSession({}, async ({ client, dir }) => {
    await client.call('OpenNewFile', 'series.mrc');
    await client.call('MoveStageTo', 12, -8);
    await record(client, 21);
    const taken = await client.bufferImage('A');
    const file = await openFile(join(dir, 'series.mrc'), 'read');
    const stack = await openMrc(file);
    expect(stack.header).toMatchObject({ width: 32, height: 32, sections: 1, mode: 1, extendedType: 'SERI' });
    expect(decodeRecord((await stack.readSection(0)).record!, stack.header.recordFlags)).toMatchObject({
      tiltDeg: 21,
      stage: { xUm: 12, yUm: -8 },
      magnification: 33000,
    });
    const rows = (await stack.readSection(0)).data;
    expect([...rows.slice(0, 32)]).toEqual([...taken!.data.slice(31 * 32)]);
    await file.close();
    const [section] = await sectionsIn(dir, 'series.mrc');
    expect(numberOf(section!, 'TiltAngle')).toBe(21);
    expect(numbersOf(section!, 'StagePosition')).toEqual([12, -8]);
    expect(numberOf(section!, 'ExposureDose')).toBeCloseTo(3, 2);
    expect(textOf(section!, 'DateTime')).toMatch(/^06-Jan-2025 {2}09:00:\d\d$/);
  }));

test('the mdoc begins as SerialEM begins it and every save adds a section at once', () =>
  inSession({}, async ({ client, dir }) => {
    await client.call('OpenNewFile', 'series.mrc');
    for (const tiltDeg of [0, 3, -3]) {
      await record(client, tiltDeg);
      expect((await sectionsIn(dir, 'series.mrc')).at(-1)).toMatchObject({ type: 'ZValue' });
    }
    const mdoc = parseMdoc(await readFile(join(dir, 'series.mrc.mdoc'), 'utf8'));
    expect(sectionsOf(mdoc, 'ZValue').map((section) => numberOf(section, 'TiltAngle'))).toEqual([0, 3, -3]);
    expect(textOf(mdoc.globals, 'ImageFile')).toBe('series.mrc');
    expect(numbersOf(mdoc.globals, 'ImageSize')).toEqual([32, 32]);
    expect(mdocTitles(mdoc)[1]).toContain('Tilt axis angle = -4.7, binning = 1  spot = 5  camera = 0');
    expect(await client.call('ReportFileZsize')).toBe(3);
  }));

test('own keys go to the section saved last and are written with the mdoc', () =>
  inSession({}, async ({ client, dir }) => {
    await client.call('OpenNewFile', 'series.mrc');
    await record(client, 0);
    await record(client, 3);
    await client.call('AddToAutodoc', 'SpecimenShift', '4.25 -1.5');
    expect(textOf((await sectionsIn(dir, 'series.mrc'))[1]!, 'SpecimenShift')).toBeNull();
    await client.call('WriteAutodoc');
    const sections = await sectionsIn(dir, 'series.mrc');
    expect(sections.map((section) => textOf(section, 'SpecimenShift'))).toEqual([null, '4.25 -1.5']);
  }));

test('a dose accumulator writes the dose before the image once it is started', () =>
  inSession({}, async ({ client, dir }) => {
    await client.call('OpenNewFile', 'series.mrc');
    await client.call('AreaForCumulRecordDose', 7);
    await record(client, 0);
    await client.call('AccumulateRecordDose', 3.5);
    await record(client, 3);
    await client.call('AccumulateRecordDose', 3);
    await record(client, 6);
    await client.call('AreaForCumulRecordDose', 8);
    await record(client, 9);
    const doses = (await sectionsIn(dir, 'series.mrc')).map((section) => numberOf(section, 'PriorRecordDose'));
    expect(doses).toEqual([null, 3.5, 6.5, null]);
    await expect(client.call('AreaForCumulRecordDose', 251)).rejects.toThrow(/not an area from 1 to 250/);
  }));

test('an existing file is neither overwritten nor opened twice', () =>
  inSession({}, async ({ client, dir }) => {
    await writeFile(join(dir, 'precious.mrc'), 'not an image');
    await expect(client.call('OpenNewFile', 'precious.mrc')).rejects.toThrow(/exists already/);
    await expect(client.call('OpenOldFile', 'precious.mrc')).rejects.toThrow(/cannot be opened as an image file/);
    await expect(client.call('OpenOldFile', 'absent.mrc')).rejects.toThrow(/does not exist/);
    await client.call('AllowFileOverwrite', 1);
    await client.call('OpenNewFile', 'precious.mrc');
    await expect(client.call('OpenOldFile', 'precious.mrc')).rejects.toThrow(/open already/);
    expect(await readdir(dir)).toEqual(['precious.mrc']);
  }));

test('several files can be open; closing one makes the one before it current', () =>
  inSession({}, async ({ client, dir }) => {
    expect(await client.call('ReportFileNumber')).toBe(-1);
    for (const name of ['a.mrc', 'b.mrc', 'c.mrc']) await client.call('OpenNewFile', name);
    expect([await client.call('ReportFileNumber'), await client.call('ReportNumOpenFiles')]).toEqual([3, 3]);
    expect(await client.call('IsImageFileOpen', 'b.mrc')).toBe(2);
    await client.call('SwitchToFile', 1);
    expect(await client.call('ReportCurrentFilename')).toBe(join(dir, 'a.mrc'));
    await client.call('SwitchToFile', 3);
    await client.call('CloseFile');
    expect(await client.call('ReportCurrentFilename')).toBe(join(dir, 'b.mrc'));
    await client.call('CloseFile');
    await client.call('CloseFile');
    await client.call('CloseFile');
    await expect(client.call('ReportFileZsize')).rejects.toThrow(/no open image file/);
  }));

test('saving without a file, another size, or an empty buffer is an error and leaves the file alone', () =>
  inSession({}, async ({ client }) => {
    await client.call('R');
    await expect(client.call('S')).rejects.toThrow(/no open image file/);
    await client.call('OpenNewFile', 'series.mrc');
    await client.call('S');
    await client.call('SetBinning', 'R', 2);
    await client.call('R');
    await expect(client.call('S')).rejects.toThrow(/cannot be saved/);
    await expect(client.call('S', 'M')).rejects.toThrow(/no image in buffer M/);
    expect(await client.call('ReportFileZsize')).toBe(1);
  }));

test('images come back from open and from closed files with their metadata', () =>
  inSession({}, async ({ client }) => {
    await client.call('OpenNewFile', 'series.mrc');
    await record(client, 0);
    await record(client, 18);
    const pixels = (await client.bufferImage('A'))!.data;
    await client.call('ReadFile', 1);
    expect((await client.bufferImage('O'))!.data).toEqual(pixels);
    expect(await client.call('ReportMetadataValues', 'O', 'TiltAngle')).toBe('18');
    expect((await client.call('ImageProperties', 'O'))[5]).toBe(3);
    await client.call('CloseFile');
    await client.call('ReadOtherFile', 1, 'Q', 'series.mrc');
    expect((await client.call('ImageProperties', 'Q'))[5]).toBe(-1);
    await expect(client.call('ReadOtherFile', 2, 'Q', 'series.mrc')).rejects.toThrow(/has no section 2; it has 2/);
  }));

test('files survive a restart of the server and can be appended to', async () => {
  await inSession({}, async (first) => {
    await first.client.call('OpenNewFile', 'series.mrc');
    await record(first.client, 0);
    await record(first.client, 3);
    await first.virtual.close();
    await inSession({ dir: first.dir }, async ({ client, dir }) => {
      await client.call('OpenOldFile', 'series.mrc');
      await record(client, -3);
      expect(await client.call('ReportFileZsize')).toBe(3);
      const tilts = (await sectionsIn(dir, 'series.mrc')).map((section) => numberOf(section, 'TiltAngle'));
      expect(tilts).toEqual([0, 3, -3]);
      await client.call('ReadFile', 1, 'O');
      await expect(client.call('AlignTo', 'O')).rejects.toThrow(/taken since the virtual SerialEM was started/);
    });
  });
});

test('nothing outside its folder can be touched', () =>
  inSession({}, async ({ client }) => {
    await expect(client.call('OpenNewFile', '/tmp/elsewhere.mrc')).rejects.toThrow(/outside the folder/);
    await expect(client.call('OpenNewFile', '../elsewhere.mrc')).rejects.toThrow(/outside the folder/);
    await expect(client.call('SetDirectory', '..')).rejects.toThrow(/outside the folder/);
  }));

test('directories can be made, entered, and asked', () =>
  inSession({}, async ({ client, dir }) => {
    expect(await client.call('ReportDirectory')).toBe(dir);
    await client.call('MakeDirectory', 'grid 7/area');
    await client.call('SetDirectory', 'grid 7');
    expect(await client.call('DoesFileExist', 'area')).toBe(1);
    expect(await client.call('DoesFileExist', 'other')).toBe(0);
    expect(Number(await client.call('ReportFreeDiskSpace', '.'))).toBeGreaterThan(0);
    await expect(client.call('SetDirectory', 'nowhere')).rejects.toThrow(/not a directory/);
  }));

test('text files are written and read line by line', () =>
  inSession({}, async ({ client, dir }) => {
    await client.call('OpenTextFile', 'log', 'W', 0, 'notes.txt');
    await client.call('WriteLineToFile', 'log', 'first line');
    await client.call('WriteLineToFile', 'log', 'second line');
    await client.call('CloseTextFile', 'log');
    expect(await readFile(join(dir, 'notes.txt'), 'utf8')).toBe('first line\nsecond line\n');
    await client.call('OpenTextFile', 'in', 'R', 0, 'notes.txt');
    expect(await client.call('ReadLineToString', 'in', 'line')).toBe(1);
    expect(await client.call('GetVariable', 'line')).toBe('first line');
    await client.call('ReadLineToString', 'in', 'line');
    expect(await client.call('ReadLineToString', 'in', 'line')).toBe(0);
    expect(await client.call('OpenTextFile', 'maybe', 'T', 0, 'absent.txt')).toBe(0);
  }));
