import { type AnyReply, type ArgsOf, duplexPair, type ReplyOf, SerialEmClient } from '@pacetomo/serialem-link';
import { expect, expectTypeOf, test } from 'vitest';

// Checked by the compiler; at run time there is nothing to do.

const [stream] = duplexPair();
const serialEm = new SerialEmClient(stream);

test('arguments have the types of the table', () => {
  expectTypeOf<ArgsOf<'TiltTo'>>().toEqualTypeOf<[number, number?, number?, number?]>();
  expectTypeOf<ArgsOf<'SetExposure'>>().toEqualTypeOf<[string, number, number?]>();
  expectTypeOf<ArgsOf<'ReportStageXYZ'>>().toEqualTypeOf<[]>();
  expectTypeOf<ArgsOf<'CallFunction'>['length']>().extract<19>().toEqualTypeOf<19>();
});

test('replies have the types of the table', () => {
  expectTypeOf<ReplyOf<'TiltTo'>>().toEqualTypeOf<undefined>();
  expectTypeOf<ReplyOf<'ReportTiltAngle'>>().toEqualTypeOf<number>();
  expectTypeOf<ReplyOf<'ReportDirectory'>>().toEqualTypeOf<string>();
  expectTypeOf<ReplyOf<'ReportStageXYZ'>>().toEqualTypeOf<readonly [number, number, number]>();
  expectTypeOf<ReplyOf<'ReportFrameBaseName'>>().toEqualTypeOf<readonly [number, string, number]>();
  expectTypeOf<ReplyOf<'GetVariable'>>().toEqualTypeOf<number | string>();
  expectTypeOf<ReplyOf<'ReportSpecimenShift'>>().toEqualTypeOf<readonly [number, number] | undefined>();
  expectTypeOf<ReplyOf<'CallScript'>>().toEqualTypeOf<AnyReply>();
});

test('a wrong call does not compile', () => {
  const wrong = (): readonly unknown[] => [
    // @ts-expect-error a text for a number
    serialEm.call('TiltTo', '-3'),
    // @ts-expect-error a number for a text
    serialEm.call('SetExposure', 4, 0.1),
    // @ts-expect-error a missing argument
    serialEm.call('SetImageShift', 1.5),
    // @ts-expect-error an argument too many
    serialEm.call('ReportStageXYZ', 7),
    // @ts-expect-error a misspelt name
    serialEm.call('TiltToo', 12),
    // @ts-expect-error a word of the script language
    serialEm.call('Loop', 5),
    // @ts-expect-error a reply of the wrong type
    serialEm.call('ReportTiltAngle').then((tiltDeg: string) => tiltDeg),
  ];
  expect(wrong).toBeTypeOf('function');
});
