import { SerialEmClient } from '@pacetomo/serialem-link';
import { connectToSerialEm } from '@pacetomo/serialem-link/node';
import { expect, test } from 'vitest';
import { inSession, quietWith } from './session.ts';

/** A specimen that never rests, so that a wait for it lasts as long as it may. */
const restless = quietWith({ stage: { driftNmPerS: 4 }, alignment: { noiseNm: 0.01 } });
const longWait = ['DriftWaitTask', 0.01, 'nm', 990, 0.1] as const;

/** Lets the program go on until something is true. */
async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await new Promise((resolve) => setImmediate(resolve));
}

test('STOP in the middle of a task ends it before the next exposure, and the command is told', () =>
  inSession({ scenario: restless }, async ({ client, virtual, reconnect }) => {
    const waiting = client.call(...longWait);
    await until(() => virtual.exposures.length >= 7);
    virtual.stopByUser();
    await expect(waiting).rejects.toMatchObject({ code: 'user-stop' });
    expect(virtual.exposures.length).toBeLessThan(10);
    await reconnect().call('R');
    expect(virtual.exposures.at(-1)).toMatchObject({ command: 'R' });
  }));

test('the script ends only when the command that was stopped is over: its exposures are all of one kind', () =>
  inSession({ scenario: restless }, async ({ client, virtual, reconnect }) => {
    await client.call('SetExposure', 'F', 3.5);
    const wait = client.call('DriftWaitTask', 0.01, 'nm', 990, 0.1, 1, 'F');
    await until(() => virtual.exposures.length >= 2);
    const dose = virtual.exposures[0]!.doseEPerA2;
    virtual.stopByUser();
    await expect(wait).rejects.toMatchObject({ code: 'user-stop' });
    expect(virtual.exposures.map(({ doseEPerA2 }) => doseEPerA2).every((one) => one === dose)).toBe(true);
    const [exposureS] = await reconnect().call('ReportExposure', 'F');
    expect(exposureS).not.toBe(3.5);
  }));

test('a command that does nothing more that could be stopped takes effect and is told nevertheless', () =>
  inSession({ speed: 2 }, async ({ client, virtual, reconnect }) => {
    await client.call('SetVariable', 'mine', '6');
    const { commandCount } = virtual;
    const delay = client.call('Delay', 3000, 's');
    await until(() => virtual.commandCount > commandCount);
    virtual.stopByUser();
    await expect(delay).rejects.toMatchObject({ code: 'user-stop' });
    expect(virtual.nowS).toBeGreaterThan(3000);
    expect(await reconnect().call('IsVariableDefined', 'mine')).toBe(0);
  }));

test('a script of the internal port that is stopped in a command gets an error and then no more answers', () =>
  inSession({ mode: 'internal', scenario: restless }, async ({ client, virtual, reconnect }) => {
    const waiting = client.call(...longWait);
    await until(() => virtual.exposures.length >= 3);
    virtual.stopByUser();
    await expect(waiting).rejects.toMatchObject({ code: 'command-failed' });
    expect(virtual.exposures.length).toBeLessThan(6);
    expect(await reconnect().call('ReportTiltAngle')).toBe(0);
  }));

test('the process of an internal script that ends during a command does not undo the script under it', () =>
  inSession({ mode: 'internal', scenario: restless }, async ({ client, virtual }) => {
    await client.call('SetExposure', 'F', 2.25);
    const focus = client.call('G', 1);
    await until(() => virtual.exposures.length >= 1);
    virtual.processEnds();
    await focus;
    expect(new Set(virtual.exposures.map(({ doseEPerA2 }) => doseEPerA2)).size).toBe(1);
  }));

test('a server that is closed in the middle of a task over TCP comes to its end', () =>
  inSession({ scenario: restless }, async ({ virtual }) => {
    const { port } = await virtual.listen({ port: 0 });
    const client = await connectToSerialEm({ port });
    const waiting = client.call(...longWait).catch((error: unknown) => error);
    await until(() => virtual.exposures.length >= 3);
    await virtual.close();
    expect(virtual.exposures.length).toBeLessThan(8);
    expect(await waiting).toBeInstanceOf(Error);
  }));

test('while a long task runs, other things happen: a newer client is let in', () =>
  inSession({ scenario: restless }, async ({ client, virtual }) => {
    const waiting = client.call(...longWait).catch(() => 'dropped');
    await until(() => virtual.exposures.length >= 3);
    const newer = new SerialEmClient(virtual.connect());
    virtual.stopByUser();
    expect(await newer.call('ReportTiltAngle')).toBe(0);
    await waiting;
  }));

test('what would be endless is refused', () =>
  inSession({ scenario: restless }, async ({ client, virtual }) => {
    await expect(client.call('DriftWaitTask', 1e-7, 'nm', 60, 1)).rejects.toThrow(/drift rate .* between 0\.001/);
    await expect(client.call('DriftWaitTask', 1, 'nm', 1e9, 1)).rejects.toThrow(/longest wait .* 1000 s/);
    await expect(client.call('DriftWaitTask', 1, 'nm', 60, 0.01)).rejects.toThrow(/interval .* 0\.1/);
    await expect(client.call('DriftWaitTask', 1, 'nm', 60, 1, 1, 'T', 0, 50)).rejects.toThrow(/Trial exposure .* 20 s/);
    await expect(client.call('SetUserSetting', 'WalkUpMaxInterval', 0)).rejects.toThrow(/WalkUpMaxInterval/);
    await expect(client.call('SetUserSetting', 'WalkUpMaxInterval', -3)).rejects.toThrow(/WalkUpMaxInterval/);
    expect(virtual.exposures).toHaveLength(0);
  }));
