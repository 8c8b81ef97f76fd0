import { expect, test } from 'vitest';
import { inSession } from '../session.ts';

test('autofocus measures next to nothing, and says nothing of it', () =>
  inSession({}, async ({ client, virtual }) => {
    await client.call('SetDefocus', -3);
    virtual.faults.add({ kind: 'autofocus-nonsense', at: { name: 'G', occurrence: 2 } });
    await client.call('G', -1);
    expect((await client.call('ReportAutoFocus'))[0]).toBeCloseTo(-3, 3);
    await client.call('G', -1);
    const [defocusUm, failure] = await client.call('ReportAutoFocus');
    expect(Math.abs(defocusUm)).toBeLessThan(0.01);
    expect(failure).toBe(0);
    await client.call('G', -1);
    expect((await client.call('ReportAutoFocus'))[0]).toBeCloseTo(-3, 3);
  }));

test('an autofocus that fails with a code puts the focus back', () =>
  inSession({}, async ({ client, virtual }) => {
    await client.call('SetDefocus', -3.5);
    virtual.faults.add({ kind: 'autofocus-nonsense', at: { name: 'G' }, how: 'error-code', code: 2 });
    await client.call('G');
    expect(await client.call('ReportAutoFocus')).toEqual([0, 2]);
    expect(await client.call('ReportDefocus')).toBe(-3.5);
  }));

test('a wild autofocus value is within its range and belongs to its seed', async () => {
  const measured: number[] = [];
  for (const seed of [4, 4, 9]) {
    await inSession({}, async ({ client, virtual }) => {
      virtual.faults.add({ kind: 'autofocus-nonsense', at: { name: 'G' }, how: 'wild', rangeUm: 17, seed });
      await client.call('G', -1);
      measured.push((await client.call('ReportAutoFocus'))[0]);
    });
  }
  expect(measured[1]).toBe(measured[0]);
  expect(measured[2]).not.toBe(measured[0]);
  for (const value of measured) expect(Math.abs(value)).toBeLessThan(17);
});

test('a CTF fit ends anywhere, or fails', () =>
  inSession({}, async ({ client, virtual }) => {
    await client.call('SetDefocus', -4);
    await client.call('R');
    virtual.faults.add({ kind: 'ctf-nonsense', at: { name: 'CtfFind', occurrence: 2 }, fromUm: -9, toUm: -8 });
    virtual.faults.add({ kind: 'ctf-nonsense', at: { name: 'CtfFind', occurrence: 3 }, how: 'fails' });
    expect((await client.call('CtfFind', 'A', -1, -12))[0]).toBeCloseTo(-4, 3);
    const wild = (await client.call('CtfFind', 'A', -1, -12))[0];
    expect(wild).toBeGreaterThan(-9.001);
    expect(wild).toBeLessThan(-7.999);
    await expect(client.call('CtfFind', 'A', -1, -12)).rejects.toThrow(/CTF fit failed/);
    expect((await client.call('CtfFind', 'A', -1, -12))[0]).toBeCloseTo(-4, 3);
  }));
