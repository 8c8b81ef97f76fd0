import { isLinkError } from '@pacetomo/serialem-link';
import { describe, expect, test } from 'vitest';
import { commandRequest, type Instrument, isReal } from './instrument.ts';

/** What SerialEM says about control, failures and variables. Touches nothing but variables of this script. */
export function manners(serialEm: () => Instrument): void {
  describe('external control', () => {
    test('is refused to a client that has it already, and granted anew after the end of its script', async () => {
      const { client } = serialEm();
      expect(await client.askForControl()).toBe(false);
      await client.call('Exit');
      expect(await client.askForControl()).toBe(true);
      await client.call('NoMessageBoxOnError', 1);
    });

    test('the newest client wins', async () => {
      const displaced = serialEm().client;
      const client = await serialEm().reconnect();
      expect(await client.call('ReportTiltAngle')).toBeTypeOf('number');
      await displaced.closed;
      await expect(displaced.call('ReportTiltAngle')).rejects.toMatchObject({ code: 'not-sent' });
    });

    test('a command without the question for control takes control by itself', async () => {
      await serialEm().client.call('Exit');
      const reply = await serialEm().exchange(commandRequest('ReportTickTime'));
      expect(reply).toMatchObject({ kind: 'command', scriptError: 0 });
      await serialEm().reconnect();
    });

    test('a function that does not exist is answered with the return value -1', async () => {
      const unknown = Uint8Array.of(8, 0, 0, 0, 77, 0, 0, 0);
      expect(await serialEm().exchange(unknown)).toEqual({ kind: 'transport', code: -1 });
      await serialEm().reconnect();
    });

    test('a command longer than it says is answered with the return value -6', async () => {
      const message = Uint8Array.of(
        28,
        0,
        0,
        0,
        1,
        0,
        0,
        0,
        38,
        1,
        0,
        0,
        0,
        0,
        0,
        0,
        1,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
      );
      expect(await serialEm().exchange(message)).toEqual({ kind: 'transport', code: -6 });
      await serialEm().reconnect();
    });
  });

  describe('a command that fails', () => {
    test('says why, after NoMessageBoxOnError(1), and external control goes on', async () => {
      const { client } = serialEm();
      const failure: unknown = await client.call('GetVariable', 'contractNoSuchName').catch((reason) => reason);
      if (!isLinkError(failure, 'command-failed')) throw failure;
      expect(failure.serialEmText).toContain('contractNoSuchName');
      expect(failure.serialEmText).toContain('GetVariable');
      expect(await client.askForControl()).toBe(false);
    });

    test('has its text framed by a heading and asterisks', async () => {
      const { client } = serialEm();
      await client.call('NoMessageBoxOnError', 1);
      const failing = commandRequest('GetVariable', 'contractFramed');
      // Over a connection of its own the script, and with it the setting above, goes on: the newest client takes it over.
      const reply = await serialEm().exchange(failing);
      if (reply.kind !== 'command') throw new Error(`The reply was of kind ${reply.kind}.`);
      expect(reply.scriptError).toBe(1);
      expect(reply.values).toHaveLength(1);
      expect(reply.values[0]).toMatch(/^\r\nSCRIPT ERROR WITH THIS MESSAGE:\r\n[\s\S]+\r\n\*( \*){17}\r\n$/);
      await serialEm().reconnect();
    });

    test('says why between StartTry and EndTry, too', async () => {
      const { client } = serialEm();
      await client.call('StartTry', 1);
      const failure: unknown = await client.call('GetVariable', 'contractTried').catch((reason) => reason);
      await client.call('EndTry');
      expect(failure).toMatchObject({ code: 'command-failed', serialEmText: expect.stringContaining('contractTried') });
    });

    // On a real screen this would open a box that somebody has to close.
    test.skipIf(isReal)('says nothing otherwise', async () => {
      const { client } = serialEm();
      await client.call('NoMessageBoxOnError', 0);
      const failure = client.call('GetVariable', 'contractSilent');
      await expect(failure).rejects.toMatchObject({ code: 'command-failed', serialEmText: '' });
      await client.call('NoMessageBoxOnError', 1);
    });
  });

  describe('variables', () => {
    test('set as text are text, set as numbers are numbers of six decimals', async () => {
      const { client } = serialEm();
      await client.call('SetVariable', 'contractText', '12.5');
      expect(await client.call('GetVariable', 'contractText')).toBe('12.5');
      await client.call('SetFloatVariable', 'contractNumber', 2.123456789);
      expect(await client.call('GetVariable', 'contractNumber')).toBe(2.123457);
    });

    test('have names without regard to capitals', async () => {
      const { client } = serialEm();
      await client.call('SetVariable', 'contractCase', 'kept');
      expect(await client.call('GetVariable', 'CONTRACTcase')).toBe('kept');
      expect(await client.call('IsVariableDefined', 'ContractCase')).toBe(1);
      expect(await client.call('IsVariableDefined', 'contractOther')).toBe(0);
    });

    test('hold what a command reported until the next command', async () => {
      const { client } = serialEm();
      const tiltDeg = await client.call('ReportTiltAngle');
      expect(await client.call('GetVariable', 'reportedValue1')).toBeCloseTo(tiltDeg, 5);
      expect(await client.call('GetVariable', 'repVal1')).toBeCloseTo(tiltDeg, 5);
    });

    test('end with the script unless they are persistent; an empty value deletes a persistent one', async () => {
      const { client } = serialEm();
      await client.call('SetVariable', 'contractShort', '3');
      await client.call('SetPersistentVar', 'contractLong', '4');
      await client.call('Exit');
      await client.call('NoMessageBoxOnError', 1);
      expect(await client.call('IsVariableDefined', 'contractShort')).toBe(0);
      expect(await client.call('GetVariable', 'contractLong')).toBe('4');
      await client.call('SetPersistentVar', 'contractLong', '');
      expect(await client.call('IsVariableDefined', 'contractLong')).toBe(0);
    });

    test('are either regular or persistent, never both', async () => {
      const { client } = serialEm();
      await client.call('SetVariable', 'contractKind', '6');
      await expect(client.call('SetPersistentVar', 'contractKind', '7')).rejects.toMatchObject({
        code: 'command-failed',
      });
    });
  });
}
