import { readFileSync } from 'node:fs';
import * as everything from '@pacetomo/em-files';
import * as onDisk from '@pacetomo/em-files/node';
import { expect, test } from 'vitest';

test('the package offers this and nothing else', () => {
  expect(Object.keys(everything).sort()).toMatchInlineSnapshot(`
    [
      "EmFileError",
      "appendItem",
      "appendParallelTs",
      "appendSection",
      "areBytesSigned",
      "changeGlobals",
      "changeSection",
      "countTiffPages",
      "createMdoc",
      "createMrc",
      "createNavigator",
      "decodePixels",
      "decodeRecord",
      "decodeText",
      "encodePixels",
      "encodeRecord",
      "encodeText",
      "findSection",
      "formatMdoc",
      "formatMrcHeader",
      "formatNavigator",
      "formatTargets",
      "freeNavigatorId",
      "imodStampValue",
      "keysOf",
      "mdocRemarks",
      "mdocTitles",
      "memoryFile",
      "mrcHeaderBytes",
      "navigatorItems",
      "numberOf",
      "numbersOf",
      "obstaclesInTargets",
      "openMrc",
      "parseMdoc",
      "parseMrcHeader",
      "parseNavigator",
      "parseTargets",
      "pixelSizeA",
      "pixelStatistics",
      "readNavigatorItem",
      "readParallelTs",
      "readTarget",
      "recordBytesOf",
      "recordFlags",
      "recordLayoutOf",
      "removeKey",
      "sectionBytesOf",
      "sectionsOf",
      "setTargetKey",
      "setValue",
      "settingBoolean",
      "settingNumber",
      "settingText",
      "sixDigits",
      "supportedMode",
      "textLimits",
      "textOf",
      "tiffWidth",
      "tiltAxisAngleDeg",
      "tiltAxisTitle",
      "writeTargets",
    ]
  `);
  expect(Object.keys(onDisk).sort()).toMatchInlineSnapshot(`
    [
      "openFile",
      "replaceFile",
    ]
  `);
});

test('only the modules of the Node entry import from Node', () => {
  const nodeOnly = new Set(['node.ts', 'openFile.ts', 'replaceFile.ts']);
  const source = (name: string) => readFileSync(new URL(`../src/${name}`, import.meta.url), 'utf8');
  const seen = new Set<string>();
  const visit = (name: string): void => {
    if (seen.has(name)) return;
    seen.add(name);
    const code = source(name).replaceAll(/^ \*.*$/gm, '');
    expect(nodeOnly.has(name)).toBe(false);
    expect(code).not.toMatch(/from 'node:/);
    for (const [, imported = ''] of code.matchAll(/from '\.\/([A-Za-z0-9]+\.ts)'/g)) visit(imported);
  };
  visit('index.ts');
  expect(seen.size).toBeGreaterThan(20);
  expect(source('openFile.ts')).toMatch(/from 'node:/);
});
