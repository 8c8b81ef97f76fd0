import { describe, expect, test } from 'vitest';
import { type Instrument, mayAct, onlyIfAllowed } from './instrument.ts';

/** Statements about the navigator's table: items are added at its end and deleted again. */
export function navigator(serialEm: () => Instrument): void {
  describe.skipIf(!mayAct)(`the navigator${onlyIfAllowed}`, () => {
    test('a point that is added is the last item, and reported with its place', async () => {
      const { client } = serialEm();
      const count = await client.call('ReportNumTableItems');
      const index = await client.call('AddStagePosAsNavPoint', 12.5, -7.25, 1.5);
      expect(index).toBe(count + 1);
      const item = await client.call('ReportOtherItem', index);
      expect(item).toEqual([index, 12.5, -7.25, 1.5, 0]);
      expect(await client.call('ReportOtherItem', -1)).toEqual(item);
      await client.call('DeleteNavigatorItem', index);
      expect(await client.call('ReportNumTableItems')).toBe(count);
    });

    test('a note is found again, and goes with its item', async () => {
      const { client } = serialEm();
      const note = 'contract: a note nobody else writes';
      const index = await client.call('AddStagePosAsNavPoint', 3, 4, 0);
      await client.call('ChangeItemNote', index, note);
      expect(await client.call('NavIndexWithNote', note)).toBe(index);
      await client.call('ReportOtherItem', index);
      expect(await client.call('GetVariable', 'navNote')).toBe(note);
      await client.call('DeleteNavigatorItem', index);
      expect(await client.call('NavIndexWithNote', note)).toBe(0);
    });

    test('an item that is not there is an error', async () => {
      const { client } = serialEm();
      const count = await client.call('ReportNumTableItems');
      await expect(client.call('ReportOtherItem', count + 3)).rejects.toMatchObject({ code: 'command-failed' });
    });
  });
}
