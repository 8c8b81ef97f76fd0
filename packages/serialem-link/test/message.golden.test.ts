import {
  commandNamed,
  decodeReply,
  decodeRequest,
  type ExternalCommand,
  encodeReply,
  encodeRequest,
  packArguments,
  type Reply,
  type Request,
} from '@pacetomo/serialem-link';
import { describe, expect, test } from 'vitest';
import { dump, masked } from './goldenBytes.ts';

// Captured from the official Python module (Linux x86-64, Python 3.11) talking to a mock SerialEM.

function command(name: ExternalCommand, ...args: readonly (number | string)[]): Request {
  const { code } = commandNamed(name)!;
  return { kind: 'command', code, args: packArguments(commandNamed(name)!, args) };
}

const requests: readonly (readonly [string, Request, string])[] = [
  ['the question for control', { kind: 'askForControl' }, '08 00 00 00 03 00 00 00'],
  [
    'ReportTiltAngle()',
    command('ReportTiltAngle'),
    '18 00 00 00 01 00 00 00 26 01 00 00 00 00 00 00 01 00 00 00 00 ?? ?? ??',
  ],
  [
    "EchoBreakLines('x')",
    command('EchoBreakLines', 'x'),
    '34 00 00 00 01 00 00 00 4e 02 00 00 01 00 00 00 08 00 00 00 00*8 00*16 00 78 00 00 ?? ?? ?? ??',
  ],
  [
    'TiltTo(-3)',
    command('TiltTo', -3),
    '34 00 00 00 01 00 00 00 41 00 00 00 01 00 00 00 08 00 00 00 00*8 00*8 00 00 00 00 00 00 08 c0 00 2d 33 2e 00 00 ?? ??',
  ],
  [
    "SetExposure('R', 0.1)",
    command('SetExposure', 'R', 0.1),
    `44 00 00 00 01 00 00 00 a3 01 00 00 02 00 00 00 0c 00 00 00 00*12
     00*16 9a 99 99 99 99 99 b9 3f 00 52 00 30 2e 31 00 00 ?? ?? ?? ??`,
  ],
  [
    'SetImageShift(1.5, -2.25, 1)',
    command('SetImageShift', 1.5, -2.25, 1),
    `54 00 00 00 01 00 00 00 f7 00 00 00 03 00 00 00 10 00 00 00 00*16
     00*8 00 00 00 00 00 00 f8 3f 00 00 00 00 00 00 02 c0 00 00 00 00 00 00 f0 3f
     00 31 2e 35 00 2d 32 2e 32 35 00 31 2e 00 00 ??`,
  ],
  [
    "SetFrameBaseName(0, 1, 0, 'ts_001')",
    command('SetFrameBaseName', 0, 1, 0, 'ts_001'),
    `60 00 00 00 01 00 00 00 44 02 00 00 04 00 00 00 13 00 00 00 00*20
     00*8 00*8 00 00 00 00 00 00 f0 3f 00*8 00*8 00 30 00 31 00 30 00 "ts_001" 00 00 ??`,
  ],
  [
    "ChangeItemNote(3, ''), whose empty last argument is counted",
    command('ChangeItemNote', 3, ''),
    `40 00 00 00 01 00 00 00 ed 01 00 00 02 00 00 00 0b 00 00 00 00*12
     00*8 00 00 00 00 00 00 08 40 00*8 00 33 00 00 00 ?? ?? ??`,
  ],
  ['Exit()', command('Exit'), '18 00 00 00 01 00 00 00 08 00 00 00 00 00 00 00 01 00 00 00 00 ?? ?? ??'],
  [
    'Exit(1)',
    command('Exit', 1),
    '34 00 00 00 01 00 00 00 08 00 00 00 01 00 00 00 08 00 00 00 00*8 00*8 00 00 00 00 00 00 f0 3f 00 31 2e 00 00 ?? ?? ??',
  ],
  [
    'an int16 image of 4 x 3 pixels for buffer A',
    {
      kind: 'putImage',
      type: 1,
      width: 4,
      height: 3,
      byteCount: 24,
      buffer: 0,
      baseBuffer: 0,
      extraBinning: 1,
      captureFlag: -1,
      chunkCount: 1,
    },
    `2c 00 00 00 05 00 00 00 01 00 00 00 04 00 00 00 03 00 00 00 18 00 00 00 00 00 00 00 00 00 00 00
     01 00 00 00 ff ff ff ff 01 00 00 00`,
  ],
  [
    'a byte image for B with A as its base, extra binning 2 and capture flag 5',
    {
      kind: 'putImage',
      type: 0,
      width: 4,
      height: 3,
      byteCount: 12,
      buffer: 1,
      baseBuffer: 0,
      extraBinning: 2,
      captureFlag: 5,
      chunkCount: 1,
    },
    `2c 00 00 00 05 00 00 00 00 00 00 00 04 00 00 00 03 00 00 00 0c 00 00 00 01 00 00 00 00 00 00 00
     02 00 00 00 05 00 00 00 01 00 00 00`,
  ],
  [
    'the image in buffer A',
    { kind: 'getImage', buffer: 0, fft: false },
    '10 00 00 00 04 00 00 00 00 00 00 00 00 00 00 00',
  ],
  [
    'the image in buffer Q',
    { kind: 'getImage', buffer: 16, fft: false },
    '10 00 00 00 04 00 00 00 10 00 00 00 00 00 00 00',
  ],
  ['the handshake between two parts of an image', { kind: 'handshake' }, '08 00 00 00 02 00 00 00'],
];

const bomb = '\r\nSCRIPT ERROR WITH THIS MESSAGE:\r\nboom\r\n';
const none = { kind: 'command', values: [] } as const;
const fourByThree = { kind: 'image', type: 1, rowBytes: 8, width: 4, height: 3, byteCount: 24, chunkCount: 2 } as const;

const replies: readonly (readonly [string, Parameters<typeof decodeReply>[0], Reply, string])[] = [
  ['control is granted', 'askForControl', { kind: 'control', granted: true }, '0c 00 00 00 00 00 00 00 01 00 00 00'],
  ['control is denied', 'askForControl', { kind: 'control', granted: false }, '0c 00 00 00 00 00 00 00 00 00 00 00'],
  [
    'ReportTiltAngle gives 12.25',
    'command',
    { kind: 'command', scriptError: 0, values: [12.25] },
    '24 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 04 00 00 00 00 00 00 00 00 00 00 00 00 80 28 40 00 00 00 00',
  ],
  [
    'EchoBreakLines gives nothing',
    'command',
    { ...none, scriptError: 0 },
    '18 00 00 00 00 00 00 00 ff ff ff ff 00 00 00 00 01 00 00 00 00 00 00 00',
  ],
  [
    'ReportImageShift gives six numbers',
    'command',
    { kind: 'command', scriptError: 0, values: [1.5, -2.5, 10, 20, 0.25, -0.5] },
    `60 00 00 00 00 00 00 00 05 00 00 00 00 00 00 00 13 00 00 00 00*24
     00 00 00 00 00 00 f8 3f 00 00 00 00 00 00 04 c0 00 00 00 00 00 00 24 40
     00 00 00 00 00 00 34 40 00 00 00 00 00 00 d0 3f 00 00 00 00 00 00 e0 bf 00 00 00 00`,
  ],
  [
    'ReportDirectory gives a text',
    'command',
    { kind: 'command', scriptError: 0, values: ['/data/session1'] },
    `34 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 08 00 00 00 01 00 00 00 00*8
     "/data/session1" 00 00 00 00 00 00`,
  ],
  [
    'ReportEnvironVar gives a number and a text',
    'command',
    { kind: 'command', scriptError: 0, values: [1, 'hello'] },
    `34 00 00 00 00 00 00 00 01 00 00 00 00 00 00 00 08 00 00 00 00 00 00 00 01 00 00 00
     00 00 00 00 00 00 f0 3f 00*8 "hello" 00 00 00`,
  ],
  [
    'a command failed with a message',
    'command',
    { kind: 'command', scriptError: 1, values: [bomb] },
    `4c 00 00 00 00 00 00 00 00 00 00 00 01 00 00 00 0e 00 00 00 01 00 00 00 00*8
     0d 0a "SCRIPT ERROR WITH THIS MESSAGE:" 0d 0a "boom" 0d 0a 00 00 00`,
  ],
  [
    'a command failed without a message',
    'command',
    { ...none, scriptError: 1 },
    '18 00 00 00 00 00 00 00 ff ff ff ff 01 00 00 00 01 00 00 00 00 00 00 00',
  ],
  [
    'STOP was pressed during the command',
    'command',
    { ...none, scriptError: -234561 },
    '18 00 00 00 00 00 00 00 ff ff ff ff bf 6b fc ff 01 00 00 00 00 00 00 00',
  ],
  [
    'the script ended normally',
    'command',
    { ...none, scriptError: -123456 },
    '18 00 00 00 00 00 00 00 ff ff ff ff c0 1d fe ff 01 00 00 00 00 00 00 00',
  ],
  [
    'the script ended with a code',
    'command',
    { ...none, scriptError: -654321 },
    '18 00 00 00 00 00 00 00 ff ff ff ff 0f 04 f6 ff 01 00 00 00 00 00 00 00',
  ],
  ['SerialEM is busy', 'command', { kind: 'transport', code: -9 }, '08 00 00 00 f7 ff ff ff'],
  ['STOP was pressed before the command', 'getImage', { kind: 'transport', code: -10 }, '08 00 00 00 f6 ff ff ff'],
  ['an image may come', 'putImage', { kind: 'readyForImage' }, '08 00 00 00 00 00 00 00'],
  [
    'an image in two parts is announced',
    'getImage',
    fourByThree,
    `20 00 00 00 00 00 00 00 01 00 00 00 08 00 00 00 04 00 00 00 03 00 00 00 18 00 00 00 02 00 00 00`,
  ],
  [
    'the buffer is empty',
    'getImage',
    { kind: 'image', type: 0, rowBytes: 0, width: 0, height: 0, byteCount: 0, chunkCount: 0 },
    '20 00 00 00 00*28',
  ],
];

describe('what the official client sends', () => {
  test.each(requests)('%s is written like this', (_what, request, hex) => {
    const golden = dump(hex);
    expect(masked(encodeRequest(request), golden)).toBe(masked(golden.bytes, golden));
  });

  test.each(requests)('%s is understood', (_what, request, hex) => {
    expect(decodeRequest(dump(hex).bytes)).toEqual(request);
  });
});

describe('what SerialEM answers', () => {
  test.each(replies)('%s is written like this', (_what, _asked, reply, hex) => {
    const golden = dump(hex);
    expect(masked(encodeReply(reply), golden)).toBe(masked(golden.bytes, golden));
  });

  test.each(replies)('%s is understood', (_what, asked, reply, hex) => {
    expect(decodeReply(asked, dump(hex).bytes)).toEqual(reply);
  });
});
