import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { numberOf, openMrc, parseMdoc, sectionsOf, textOf } from '@pacetomo/em-files';
import { openFile } from '@pacetomo/em-files/node';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { splitIntoFrames } from '../../src/frames/splitIntoFrames.ts';
import { inSession, quietWith } from '../session.ts';

const withFrames = (frames: 'real' | 'placeholder') =>
  quietWith({ camera: { frames, countsPerElectron: 3 }, lowDose: { sets: { record: { exposureS: 0.7 } } } });

describe('frames of an exposure', () => {
  test('add up to the image, pixel by pixel', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -50, max: 3000 }), { minLength: 6, maxLength: 6 }),
        fc.integer({ min: 1, max: 40 }),
        (values, count) => {
          const image = { widthPx: 3, heightPx: 2, pixels: Int16Array.from(values) };
          const frames = splitIntoFrames(image, count);
          const sum = values.map((_, i) => frames.reduce((total, { pixels }) => total + pixels[i]!, 0));
          expect(sum).toEqual(values);
        },
      ),
    );
  });

  test('are saved beside the stack with their mdoc, and the stack tells where they are', () =>
    inSession({ scenario: withFrames('real') }, async ({ client, dir }) => {
      await client.call('SetFrameBaseName', 0, 1, 0, 'area_ts_004');
      await client.call('SetFrameNameFormat', 0, 0, 0x1c0);
      await client.call('SetFrameNameFormat', 0, 1, 0x400);
      await client.call('TiltTo', -12);
      await client.call('StartNextFrameStackMdoc', 'Target', '004');
      await client.call('AddToNextFrameStackMdoc', 'Pass', 'minus');
      await client.call('OpenNewFile', 'area_ts_004.mrc');
      await client.call('R');
      await client.call('S');
      const [path, folder, name] = (await client.call('ReportLastFrameFile')) as [string, string, string];
      expect([path, folder, name]).toEqual([
        join(dir, 'frames', 'area_ts_004_-12.0.mrc'),
        join(dir, 'frames'),
        'area_ts_004_-12.0.mrc',
      ]);
      expect(await client.call('ReportFrameSavingPath')).toBe(join(dir, 'frames'));
      expect(await client.call('ReportNumFramesSaved')).toBe(7);
      const image = await client.bufferImage('A');
      const file = await openFile(path, 'read');
      const stack = await openMrc(file);
      const sum = new Int32Array(32 * 32);
      for (let z = 0; z < stack.sectionCount; z++) {
        (await stack.readSection(z)).data.forEach((value, i) => {
          sum[i]! += value;
        });
      }
      await file.close();
      expect([stack.sectionCount, Array.from(sum)]).toEqual([7, Array.from(image!.data)]);
      const [frameSet] = sectionsOf(parseMdoc(await readFile(`${path}.mdoc`, 'utf8')), 'FrameSet');
      expect([textOf(frameSet!, 'Target'), textOf(frameSet!, 'Pass'), numberOf(frameSet!, 'TiltAngle')]).toEqual([
        '004',
        'minus',
        -12,
      ]);
      const [section] = sectionsOf(parseMdoc(await readFile(join(dir, 'area_ts_004.mrc.mdoc'), 'utf8')), 'ZValue');
      expect([textOf(section!, 'SubFramePath'), numberOf(section!, 'NumSubFrames')]).toEqual([path, 7]);
    }));

  test('are numbered when the name says so, and small when they only hold a place', () =>
    inSession({ scenario: withFrames('placeholder') }, async ({ client, dir }) => {
      await client.call('SetFrameBaseName', 0, 1, 0, 'x');
      await client.call('SetFrameNameFormat', 0, -1, 0x48);
      await client.call('R');
      await client.call('V');
      await client.call('R');
      expect((await readdir(join(dir, 'frames'))).filter((name) => name.endsWith('.mrc'))).toEqual([
        'x_001.mrc',
        'x_002.mrc',
      ]);
    }));

  test('are not saved unless the scenario has them', () =>
    inSession({}, async ({ client }) => {
      await client.call('R');
      expect(await client.call('ReportFrameSavingPath')).toBe('NONE');
      await expect(client.call('ReportLastFrameFile')).rejects.toThrow(/No frame file/);
      expect(await client.call('ReportNumFramesSaved')).toBe(0);
    }));
});

test('an mdoc for frames is kept by a script', () =>
  inSession({}, async ({ client, dir }) => {
    await expect(client.call('AddToFrameMdoc', 'Key', 'v')).rejects.toThrow(/No frame mdoc/);
    await client.call('OpenFrameMdoc', 'frames.mdoc');
    await client.call('AddToFrameMdoc', 'Key', 'value 5');
    await client.call('AddToFrameMdoc', 'Other', '6');
    await client.call('WriteFrameMdoc');
    await expect(client.call('OpenFrameMdoc', 'more.mdoc')).rejects.toThrow(/open already/);
    await client.call('CloseFrameMdoc', 1);
    const [set] = sectionsOf(parseMdoc(await readFile(join(dir, 'frames.mdoc'), 'utf8')), 'FrameSet');
    expect([textOf(set!, 'Key'), textOf(set!, 'Other')]).toEqual(['value 5', '6']);
    await expect(client.call('CloseFrameMdoc', 1)).rejects.toThrow(/No frame mdoc/);
    await expect(client.call('AddToNextFrameStackMdoc', 'A', 'b')).rejects.toThrow(/started/);
  }));

test('no frame file takes the name of another, and no image is lost for the sake of its frames', () =>
  inSession({ scenario: withFrames('placeholder') }, async ({ client, dir, virtual }) => {
    const names = new Set<string>();
    const expose = async (): Promise<void> => {
      await client.call('R');
      names.add(String((await client.call('ReportLastFrameFile'))![0]));
    };
    for (let n = 0; n < 3; n++) await expose();
    expect([...names][0]).toMatch(/Jan06_09\.\d\d\.\d\d\.mrc$/);
    // as PACEtomo has it: base name and tilt, without a number; a retake comes at the same tilt
    await client.call('SetFrameBaseName', 0, 1, 0, 'target_7');
    await client.call('SetFrameNameFormat', 0, -1, 0x408);
    for (let n = 0; n < 3; n++) await expose();
    expect(names.size).toBe(6);
    expect([...names].at(-2)).toMatch(/target_7_0\.0_Jan06_09\.\d\d\.\d\d\.mrc$/);
    expect((await readdir(join(dir, 'frames'))).filter((name) => name.endsWith('.mrc'))).toHaveLength(6);

    await rm(join(dir, 'frames'), { recursive: true });
    await writeFile(join(dir, 'frames'), 'in the way');
    await client.call('R');
    expect(await client.call('ImageProperties', 'A')).toHaveLength(6);
    expect(virtual.exposures).toHaveLength(7);
    expect(virtual.log.at(-1)).toMatch(/frames of this exposure were not saved/);
  }));
