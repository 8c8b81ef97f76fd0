import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { inSession, quietWith } from '../session.ts';

test('the dewars fill for twenty minutes', () =>
  inSession({}, async ({ client, virtual }) => {
    virtual.faults.add({ kind: 'dewar-filling', at: { tiltDeg: 9 } });
    expect(await client.call('AreDewarsFilling')).toBe(0);
    await client.call('TiltTo', 9);
    expect(await client.call('AreDewarsFilling')).toBe(1);
    await client.call('Delay', 19, 'min');
    expect(await client.call('AreDewarsFilling')).toBe(1);
    await client.call('Delay', 1, 'min');
    expect(await client.call('AreDewarsFilling')).toBe(0);
  }));

test('the vacuum is red for three questions', () =>
  inSession({}, async ({ client, virtual }) => {
    virtual.faults.add({ kind: 'vacuum-bad', at: { exposure: 1 }, for: { calls: 3 } });
    const status = async () => await client.call('ReportVacuumStatus');
    expect(await status()).toBe(0);
    await client.call('R');
    expect([await status(), await status(), await status(), await status()]).toEqual([2, 2, 2, 0]);
  }));

test('a cold gun wants to be flashed until it has been', () =>
  inSession({ scenario: quietWith({ facility: { gun: { kind: 'cold' } } }) }, async ({ client, virtual }) => {
    expect(await client.call('IsFEGFlashingAdvised', 0)).toBe(0);
    virtual.faults.add({ kind: 'gun-needs-flashing', at: { name: 'R' } });
    await client.call('R');
    expect([await client.call('IsFEGFlashingAdvised', 0), await client.call('IsFEGFlashingAdvised', 1)]).toEqual([
      1, 0,
    ]);
    await client.call('LongOperation', 'FF', '0');
    expect(await client.call('IsFEGFlashingAdvised', 0)).toBe(0);
  }));

test('the zero-loss peak leaves the slit: images are dark until it has been refined', () =>
  inSession({}, async ({ client, virtual }) => {
    const mean = async (): Promise<number> => {
      await client.call('R');
      const data = Array.from((await client.bufferImage('A'))!.data);
      return data.reduce((sum, value) => sum + value, 0) / data.length;
    };
    const before = await mean();
    virtual.faults.add({ kind: 'slit-drift', at: { name: 'R', occurrence: 2 } });
    expect(await mean()).toBeLessThan(0.03 * before);
    await client.call('RefineZLP');
    expect(await mean()).toBeGreaterThan(0.9 * before);
  }));

test('somebody else moves image shift and focus: the reports say so, and the truth has it', () =>
  inSession({}, async ({ client, virtual }) => {
    await client.call('SetDefocus', -4);
    await client.call('R');
    virtual.faults.add({ kind: 'image-shift-moved', at: { name: 'ReportClock' }, xUm: 0.6, yUm: -0.2 });
    virtual.faults.add({ kind: 'focus-moved', at: { name: 'ReportClock' }, byUm: 2.5 });
    await client.call('ReportClock');
    expect(await client.call('ReportSpecimenShift')).toEqual([expect.closeTo(0.6, 6), expect.closeTo(-0.2, 6)]);
    expect(await client.call('ReportDefocus')).toBeCloseTo(-1.5, 6);
    await client.call('R');
    const [first, second] = virtual.exposures;
    expect(second!.specimenPointUm.x - first!.specimenPointUm.x).toBeCloseTo(0.6, 3);
  }));

test('the magnification is left at the next lower one, and a script can see it', () =>
  inSession({}, async ({ client, virtual }) => {
    const [index] = (await client.call('ReportMagIndex'))!;
    virtual.faults.add({ kind: 'wrong-magnification', at: { name: 'R' } });
    await client.call('R');
    expect((await client.call('ReportMagIndex'))![0]).toBeLessThan(index);
  }));

test('low dose is off until the script turns it on', () =>
  inSession({}, async ({ client, virtual }) => {
    virtual.faults.add({ kind: 'low-dose-off', at: { name: 'ReportClock' } });
    expect((await client.call('ReportLowDose'))![0]).toBe(1);
    await client.call('ReportClock');
    expect((await client.call('ReportLowDose'))![0]).toBe(0);
    await expect(client.call('GoToLowDoseArea', 'V')).rejects.toMatchObject({ code: 'command-failed' });
    await client.call('SetLowDoseMode', 1);
    await client.call('GoToLowDoseArea', 'V');
    expect((await client.call('ReportLowDose'))![0]).toBe(1);
  }));

test('a person deletes, moves and renames items of the Navigator', () =>
  inSession({}, async ({ client, virtual }) => {
    for (const x of [31, 42, 53]) await client.call('AddStagePosAsNavPoint', x, -x, 2);
    virtual.faults.add({ kind: 'navigator-changed', at: { name: 'ReportClock', occurrence: 1 }, item: 2 });
    virtual.faults.add({ kind: 'navigator-changed', at: { name: 'ReportClock', occurrence: 2 }, change: 'move' });
    virtual.faults.add({ kind: 'navigator-changed', at: { name: 'ReportClock', occurrence: 3 }, change: 'rename' });
    virtual.faults.add({ kind: 'navigator-changed', at: { name: 'ReportClock', occurrence: 3 }, item: 9 });
    await client.call('ReportClock');
    expect((await client.call('ReportOtherItem', 2))[1]).toBe(53);
    await client.call('ReportClock');
    expect((await client.call('ReportOtherItem', 2))[1]).toBe(58);
    await client.call('ReportClock');
    await client.call('ReportOtherItem', 2);
    expect(await client.call('GetVariable', 'navLabel')).toBe('renamed');
    await expect(client.call('ReportOtherItem', 3)).rejects.toMatchObject({ code: 'command-failed' });
  }));

test("the computer's clock jumps back an hour: dates do, ticks do not", () =>
  inSession({}, async ({ client, virtual }) => {
    const ticks = Number(await client.call('ReportTickTime'));
    await client.call('R');
    await client.call('OpenNewFile', 'clock.mrc');
    await client.call('S');
    virtual.faults.add({ kind: 'clock-jump', at: { name: 'R', occurrence: 2 }, byS: -7200 });
    await client.call('R');
    await client.call('S');
    expect(Number(await client.call('ReportTickTime'))).toBeGreaterThan(ticks);
    const mdoc = await readFile(join(String(await client.call('ReportDirectory')), 'clock.mrc.mdoc'), 'utf8');
    const hours = [...mdoc.matchAll(/^DateTime = \S+ +(\d+):/gm)].map(([, hour]) => Number(hour));
    expect(hours[0]! - hours[1]!).toBe(2);
  }));

test('every fault is a note in the truth log, with its numbers', async () => {
  let truth = '';
  await inSession({}, async ({ client, virtual, dir }) => {
    const more = join(dir, 'faults.json');
    await writeFile(more, JSON.stringify([{ kind: 'stage-jump', at: { name: 'TiltTo' }, xUm: 0.2, yUm: 0.1 }]));
    await inSession({ dir: join(dir, 'in'), faults: more, truth: join(dir, 'truth.jsonl') }, async (session) => {
      await session.client.call('R');
      await session.client.call('TiltTo', 5);
      expect(session.virtual.faults.fired).toMatchObject([{ fault: { kind: 'stage-jump' }, name: 'TiltTo' }]);
    });
    truth = await readFile(join(dir, 'truth.jsonl'), 'utf8');
    await client.call('R');
    expect(virtual.faults.fired).toEqual([]);
  });
  const notes = truth
    .split('\n')
    .filter((line) => line.includes('"note"'))
    .map((line): unknown => JSON.parse(line));
  expect(notes).toMatchObject(
    [{ note: 'fault', kind: 'stage-jump', text: /0.200, 0.100/, afterExposure: 1 }].map((n) => ({
      ...n,
      text: expect.stringMatching(n.text),
    })),
  );
});

test('a schedule that has no such fault is refused with its place in the list', async () => {
  const wrong = [{ kind: 'reply-lost', at: { command: 3 } }, { kind: 'sabotage' }] as never;
  await expect(inSession({ faults: wrong }, async () => {})).rejects.toThrow(/1.kind/);
});

test('a storm of faults over 600 commands: nothing hangs, and the same seed gives the same storm', async () => {
  const storm = async (): Promise<readonly string[]> => {
    let fired: readonly string[] = [];
    await inSession(
      {
        seed: 17,
        faults: [
          { kind: 'command-fails', at: { name: '*', probability: 0.004 } },
          { kind: 'dropped-before', at: { name: '*', probability: 0.004 } },
          { kind: 'reply-lost', at: { name: '*', probability: 0.003 } },
          { kind: 'half-reply', at: { name: '*', probability: 0.002 } },
          { kind: 'garbage-reply', at: { name: '*', probability: 0.002 } },
          { kind: 'slow-reply', at: { name: '*', probability: 0.01 }, virtualS: 90 },
          { kind: 'takeover', at: { name: '*', probability: 0.002 } },
          { kind: 'user-stop', at: { name: '*', probability: 0.001 } },
          { kind: 'program-dies', at: { name: '*', probability: 0.001 }, file: 'no-mdoc' },
          { kind: 'stage-jump', at: { exposureProbability: 0.02 } },
          { kind: 'ice-crystal', at: { exposureProbability: 0.02 } },
          { kind: 'dark-image', at: { exposureProbability: 0.04 } },
          { kind: 'camera-fails', at: { exposureProbability: 0.01 } },
          { kind: 'file-locked', at: { name: 'S', probability: 0.05 } },
        ],
      },
      async ({ client, virtual, reconnect }) => {
        let now = client;
        for (let n = 0; n < 600; n++) {
          const done =
            n % 3 === 0
              ? now.call('TiltTo', (n * 7) % 60)
              : n % 3 === 1
                ? now.call('R')
                : now.call('ReportSpecimenShift');
          const code = await done.then(
            () => null,
            (error: { code: string }) => error.code,
          );
          if (code !== null && code !== 'command-failed') now = reconnect();
        }
        fired = virtual.faults.fired.map(({ fault, command, name }) => `${fault.kind} ${command} ${name}`);
        expect(virtual.exposures.length).toBeGreaterThan(170);
      },
    );
    return fired;
  };
  const first = await storm();
  expect(new Set(first.map((line) => line.split(' ')[0])).size).toBeGreaterThan(6);
  expect(await storm()).toEqual(first);
});
