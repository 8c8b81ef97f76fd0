import { describe, expect, test } from 'vitest';
import { imodStack, rawTilt } from './imod.ts';
import { relionStar, warpStar } from './star.ts';

describe('a STAR file is refused', () => {
  const star = 'data_lam\n\nloop_\n_rlnTomoName #1\n_rlnVoltage #2\nlam 300\n\n';

  test('with carriage returns, by RELION', () => {
    expect(relionStar(star, 'lam')).toEqual([
      new Map([
        ['rlnTomoName', 'lam'],
        ['rlnVoltage', '300'],
      ]),
    ]);
    expect(() => relionStar(star.replaceAll('\n', '\r\n'), 'lam')).toThrow(/CR/);
  });

  test.each([
    ['of another name', star.replace('data_lam', 'data_lam2'), /correct name/],
    ['with two blanks before a number', star.replace('Name #1', 'Name  #1'), /unknown label/],
    ['with a blank in a value', star.replace('lam 300', 'my lam 300'), /Found = 3/],
  ])('%s, by RELION', (_, text, complaint) => expect(() => relionStar(text, 'lam')).toThrow(complaint));

  test('without its three columns, by Warp', () => {
    expect(() => warpStar(star)).toThrow(/wrpDose/);
  });
});

describe('a stack is refused', () => {
  /** Two sections of 4 × 3 pixels with SerialEM's tilt angles. */
  function stack(): Buffer {
    const file = Buffer.alloc(1024 + 4 + 48);
    for (const [i, value] of [4, 3, 2, 1].entries()) file.writeInt32LE(value, 4 * i);
    for (const [i, value] of [4, 3, 2].entries()) file.writeInt32LE(value, 28 + 4 * i);
    file.writeFloatLE(6.4, 40);
    file.writeInt32LE(4, 92);
    file.writeInt16LE(2, 128);
    file.writeInt16LE(1, 130);
    file.write('MAP ', 208);
    file.writeInt32LE(1, 220);
    file.write('    Tilt axis angle = 83.8, binning = 1', 224);
    for (const [i, value] of [-300, 1204].entries()) file.writeInt16LE(value, 1024 + 2 * i);
    return file;
  }

  test('when it is shorter than its header says', () => {
    expect(imodStack(stack())).toMatchObject({ tiltsDeg: [-3, 12.04], axisAngleDeg: 83.8 });
    expect(imodStack(stack()).pixelSizeA).toBeCloseTo(1.6, 5);
    expect(() => imodStack(stack().subarray(0, -2))).toThrow(/1074 bytes where the header promises 1076/);
  });

  test('when its extended header has too few angles; it has none when bytes and flags do not fit', () => {
    const short = stack();
    short.writeInt32LE(2, 92);
    expect(() => imodStack(short)).toThrow(/1 of 2 sections/);
    const other = stack();
    other.writeInt16LE(3, 130);
    expect(imodStack(other).tiltsDeg).toBeNull();
  });

  test('with a line in its raw tilts that is no angle', () => {
    expect(rawTilt('-3.01\n 12.04\n')).toEqual([-3.01, 12.04]);
    expect(() => rawTilt('-3.01\n\n12.04\n')).toThrow(/no angle/);
  });
});
