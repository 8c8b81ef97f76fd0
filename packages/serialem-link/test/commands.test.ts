import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { allCommands, commandNamed, commandWithCode, isRepeatable } from '@pacetomo/serialem-link';
import { describe, expect, test } from 'vitest';

// The list of codes was compiled from SerialEM's MacroMasterList.h.
const list = join(import.meta.dirname, '../../../../shared/spec/serialem-command-codes.tsv');
const haveList = existsSync(list);

describe('the table of commands', () => {
  test('has the 841 commands of SerialEM 4.3, in the order of their codes', () => {
    expect(allCommands.map(({ code }) => code)).toEqual(Array.from({ length: 841 }, (_, code) => code));
  });

  test('lets 791 of them be sent', () => {
    expect(allCommands.filter(({ external }) => external)).toHaveLength(791);
  });

  test.skipIf(!haveList)('agrees with the list of codes (skipped where ../shared/spec is absent)', () => {
    const rows = allCommands.map(({ code, name, keys, external }) =>
      [code, name, keys, external ? 'yes' : 'no'].join(' '),
    );
    const [, ...lines] = readFileSync(list, 'utf8').trimEnd().split(/\r?\n/);
    const listed = lines
      .map((line) => line.split('\t'))
      .map(([code, name, , keys, external]) => [code, name, keys, external]);
    expect(rows).toEqual(listed.map((row) => row.join(' ')));
  });

  test('has required arguments before optional ones, 19 at most', () => {
    for (const { keys } of allCommands) expect(keys).toMatch(/^(?=.{0,19}$)[SDI]*[sdi]*$/);
  });

  test('says what comes back in letters that can be read', () => {
    for (const { reply } of allCommands) expect(reply).toMatch(/^(\*|[nt]{0,6}(\|[nt]{0,6})*)$/);
  });

  test('finds a command by name and by code', () => {
    expect(commandNamed('TiltTo')).toBe(commandWithCode(65));
    expect(commandNamed('tiltto')).toBeUndefined();
    expect(commandNamed('constructor')).toBeUndefined();
    expect(commandWithCode(841)).toBeUndefined();
  });
});

describe('after a lost reply', () => {
  test.each([
    'R',
    'Record',
    'L',
    'V',
    'G',
    'Eucentricity',
    'M',
    'MultipleRecords',
    'RealignToOtherItem',
    'WalkUpTo',
    'CallScript',
  ])('%s may have exposed the specimen', (name) => expect(commandNamed(name)?.lostReply).toBe('exposing'));

  test.each(['TiltBy', 'TiltUp', 'ImageShiftByMicrons', 'ChangeFocus', 'AlignTo', 'MoveStage', 'ReportAlignShift'])(
    '%s would change something a second time',
    (name) => expect(commandNamed(name)?.lostReply).toBe('relative'),
  );

  test.each([
    'S',
    'Save',
    'KeyBreak',
    'LimitNextAutoAlign',
    'CloseFile',
    'NewMap',
    'YesNoBox',
    'SetPersistentVar',
    'RestoreCameraSet',
  ])('%s must not be repeated', (name) => expect(commandNamed(name)?.lostReply).toBe('append'));

  test.each(['TiltTo', 'MoveStageTo', 'SetImageShift', 'SetDefocus', 'GoToLowDoseArea', 'GetVariable'])(
    '%s is absolute, and still not repeated',
    (name) => {
      expect(commandNamed(name)?.lostReply).toBe('set');
      expect(isRepeatable(name)).toBe(false);
    },
  );

  test.each(['ReportTiltAngle', 'ReportFileZsize', 'ImageProperties', 'ReportMetadataValues', 'IsVersionAtLeast'])(
    '%s may be asked again',
    (name) => expect(isRepeatable(name)).toBe(true),
  );

  test('nothing but a report is repeatable', () => {
    const questions = allCommands.filter(({ name }) => isRepeatable(name));
    const asking =
      /^(Report|Is|Are|Image|Nav(Index|Item)|Get|Compare|Find)|Matrix$|Stats$|Statistics$|Mean$|Properties$/;
    const others = questions.filter(({ name }) => !asking.test(name)).map(({ name }) => name);
    expect(others).toEqual(othersThatOnlyAsk);
    expect(questions.filter(({ reply }) => reply.split('|').every((shape) => shape === ''))).toEqual([]);
  });
});

const othersThatOnlyAsk = [
  'LinearFitToVars',
  'DoesFileExist',
  'ElapsedTickTime',
  'CircleFromPoints',
  'RefrigerantLevel',
  'DewarsRemainingTime',
  'SimpleOriginStatus',
  'AdjustStagePosForNav',
  'StagePosToBufImagePos',
  'BufImagePosToStagePos',
  'CheckEucenByFocusCal',
];
