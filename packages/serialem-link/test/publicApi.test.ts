import * as link from '@pacetomo/serialem-link';
import * as node from '@pacetomo/serialem-link/node';
import { expect, test } from 'vitest';

test('what the package offers', () => {
  expect(Object.keys(link).sort()).toMatchInlineSnapshot(`
    [
      "LinkError",
      "MessageSplitter",
      "SerialEmClient",
      "allCommands",
      "bufferPlace",
      "bytesPerPixel",
      "commandNamed",
      "commandWithCode",
      "decodeReply",
      "decodeRequest",
      "decodeText",
      "duplexPair",
      "encodeReply",
      "encodeRequest",
      "encodeText",
      "isLinkError",
      "isRepeatable",
      "numberText",
      "packArguments",
      "scriptError",
      "serve",
      "transportError",
      "written",
    ]
  `);
});

test('what it offers for sockets', () => {
  expect(Object.keys(node).sort()).toMatchInlineSnapshot(`
    [
      "connectToSerialEm",
      "externalPort",
      "listen",
    ]
  `);
});
