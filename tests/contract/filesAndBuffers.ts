import type { BufferImage } from '@pacetomo/serialem-link';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Instrument, mayAct, onlyIfAllowed } from './instrument.ts';

/** The buffers at the end of the alphabet: whatever was in them is lost. */
const [first, second] = ['S', 'T'] as const;
const stack = 'contract-stack.mrc';
const notes = 'contract-notes.txt';

const image: BufferImage = {
  type: 1,
  width: 48,
  height: 30,
  data: Int16Array.from({ length: 1440 }, (_, index) => (index * 37) % 2003),
};

/** Statements about image buffers and files. Files are made in a folder of their own and removed. */
export function filesAndBuffers(serialEm: () => Instrument): void {
  describe.skipIf(!mayAct)(`buffers and files${onlyIfAllowed}`, () => {
    let home = '';
    let openBefore = 0;
    beforeAll(async () => {
      const { client } = serialEm();
      home = await client.call('ReportDirectory');
      openBefore = await client.call('ReportNumOpenFiles');
      const folder = `contract-${Date.now()}`;
      await client.call('MakeDirectory', folder);
      await client.call('SetDirectory', folder);
    });
    afterAll(async () => {
      const { client } = serialEm();
      for (const name of [stack, `${stack}.mdoc`, notes]) {
        if ((await client.call('DoesFileExist', name)) !== 0) await client.call('RemoveFile', name);
      }
      await client.call('SetDirectory', home);
    });

    buffers(serialEm);
    imageFiles(serialEm, () => openBefore);
    textFiles(serialEm);

    test('a folder that is not there is an error', async () => {
      const { client } = serialEm();
      await expect(client.call('SetDirectory', 'contract-no-such-folder')).rejects.toMatchObject({
        code: 'command-failed',
      });
    });
  });
}

function buffers(serialEm: () => Instrument): void {
  test('an image that is put into a buffer comes back pixel by pixel, its top row first', async () => {
    const { client } = serialEm();
    await client.putImage(first, image);
    expect(await client.bufferImage(first)).toEqual(image);
    const [width, height] = await client.call('ImageProperties', first);
    expect([width, height]).toEqual([48, 30]);
  });

  test('a copy is the same image', async () => {
    const { client } = serialEm();
    await client.call('Copy', first, second);
    expect(await client.bufferImage(second)).toEqual(image);
  });

  test('a buffer that does not exist is an error', async () => {
    await expect(serialEm().client.call('ImageProperties', '7x')).rejects.toMatchObject({ code: 'command-failed' });
  });
}

function imageFiles(serialEm: () => Instrument, openBefore: () => number): void {
  test('a new file is empty, and current', async () => {
    const { client } = serialEm();
    await client.call('OpenNewFile', stack);
    expect(await client.call('ReportFileZsize')).toBe(0);
    expect(await client.call('ReportNumOpenFiles')).toBe(openBefore() + 1);
    expect(await client.call('ReportCurrentFilename')).toContain(stack);
    expect(await client.call('IsImageFileOpen', stack)).toBeGreaterThan(0);
  });

  test('what is saved is read again', async () => {
    const { client } = serialEm();
    await client.putImage(first, image);
    await client.call('S', first);
    expect(await client.call('ReportFileZsize')).toBe(1);
    await client.call('ReadFile', 0, second);
    expect(await client.bufferImage(second)).toEqual(image);
  });

  test('a section that is not there is an error', async () => {
    await expect(serialEm().client.call('ReadFile', 5, second)).rejects.toMatchObject({ code: 'command-failed' });
  });

  test('a closed file is not overwritten, but can be opened again and grows', async () => {
    const { client } = serialEm();
    await client.call('CloseFile');
    expect(await client.call('ReportNumOpenFiles')).toBe(openBefore());
    expect(await client.call('DoesFileExist', stack)).toBe(1);
    await expect(client.call('OpenNewFile', stack)).rejects.toMatchObject({ code: 'command-failed' });
    await client.call('OpenOldFile', stack);
    await client.call('S', first);
    expect(await client.call('ReportFileZsize')).toBe(2);
    await client.call('CloseFile');
    await client.call('RemoveFile', stack);
    expect(await client.call('DoesFileExist', stack)).toBe(0);
  });
}

function textFiles(serialEm: () => Instrument): void {
  test('lines are read as they were written', async () => {
    const { client } = serialEm();
    await client.call('OpenTextFile', 'contract', 'W', 0, notes);
    await client.call('WriteLineToFile', 'contract', 'first line, 3.5 um');
    await client.call('WriteLineToFile', 'contract', 'second line');
    await client.call('CloseTextFile', 'contract');
    await client.call('OpenTextFile', 'contract', 'R', 0, notes);
    expect(await client.call('ReadLineToString', 'contract', 'contractLine')).toBe(1);
    expect(await client.call('GetVariable', 'contractLine')).toBe('first line, 3.5 um');
    await client.call('CloseTextFile', 'contract');
  });

  test('an existing file is not overwritten without permission', async () => {
    const { client } = serialEm();
    const again = client.call('OpenTextFile', 'contract', 'W', 0, notes);
    await expect(again).rejects.toMatchObject({ code: 'command-failed' });
  });

  test('to try to read a file that is not there answers 0', async () => {
    const { client } = serialEm();
    expect(await client.call('OpenTextFile', 'contract', 'T', 0, 'contract-none.txt')).toBe(0);
  });
}
