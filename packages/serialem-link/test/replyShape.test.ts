import { commandNamed, type ExternalCommand } from '@pacetomo/serialem-link';
import { describe, expect, test } from 'vitest';
import { shapeReply } from '../src/replyShape.ts';

const shape = (name: ExternalCommand, ...values: readonly (number | string)[]) =>
  shapeReply(commandNamed(name)!, values);

describe('a reply that is as the table says', () => {
  test.each([
    ['nothing', 'TiltTo', [], undefined],
    ['a number', 'ReportTiltAngle', [12.25], 12.25],
    ['a text', 'ReportDirectory', ['D:\\data'], 'D:\\data'],
    ['a tuple', 'ReportFrameBaseName', [1, 'grid3', 0], [1, 'grid3', 0]],
    ['either of two', 'GetVariable', ['7'], '7'],
    ['either of two', 'GetVariable', [7], 7],
    ['a tuple or nothing', 'ReportSpecimenShift', [], undefined],
    ['as many texts as there are', 'ReportMetadataValues', ['1.5', '-2.5'], ['1.5', '-2.5']],
    ['whatever comes', 'CallScript', [3, 'done'], [3, 'done']],
  ] as const)('%s', (_what, name, values, reply) => {
    expect(shape(name, ...values)).toEqual({ fits: true, reply });
  });
});

describe('a reply that is not as the table says', () => {
  test('values that a later SerialEM adds at the end are left out', () => {
    expect(shape('ReportStageXYZ', 1.5, -2.5, 3.5, 44)).toEqual({ fits: true, reply: [1.5, -2.5, 3.5] });
    expect(shape('TiltTo', 61)).toEqual({ fits: true, reply: undefined });
  });

  test.each([
    ['too few values', 'ReportStageXYZ', [1.5, -2.5], 'it holds 1.5, -2.5; expected was number, number, number'],
    ['a text for a number', 'ReportTiltAngle', ['12'], 'it holds "12"; expected was number'],
    ['a text where a tuple or nothing is due', 'ReportSpecimenShift', ['x'], 'expected was number, number or nothing'],
    ['nothing', 'ReportTiltAngle', [], 'it holds nothing'],
    ['a number that is not one', 'ReportDefocus', [Number.NaN], 'a number that is not finite: NaN'],
    ['an infinite number', 'CallScript', [1, Infinity], 'a number that is not finite'],
  ] as const)('%s does not fit', (_what, name, values, why) => {
    expect(shape(name, ...values)).toEqual({ fits: false, why: expect.stringContaining(why) });
  });
});
