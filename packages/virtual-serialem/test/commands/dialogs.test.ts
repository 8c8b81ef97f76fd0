import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SerialEmClient } from '@pacetomo/serialem-link';
import { createVirtualSerialEm } from '@pacetomo/virtual-serialem';
import { expect, test } from 'vitest';
import { inSession } from '../session.ts';

test('without rules dialogs are answered yes and take what they offer, and every one is remembered', () =>
  inSession({}, async ({ client, virtual }) => {
    await client.call('NoMessageBoxOnError', 0);
    expect(await client.call('YesNoBox', 'Take a picture?')).toBe(1);
    expect(await client.call('Pause', 'The tilt is not zero')).toBe(1);
    expect(await client.call('EnterDefaultedNumber', 1.25, 2, 'Diameter')).toBe(1.25);
    expect(await client.call('EnterDefaultedNumber', 7.9, -1, 'Number')).toBe(7);
    await expect(client.call('EnterString', 'root', 'Root name')).rejects.toThrow();
    expect(virtual.dialogs.map(({ command, answer }) => [command, answer])).toEqual([
      ['YesNoBox', 'yes'],
      ['Pause', 'yes'],
      ['EnterDefaultedNumber', '1.25'],
      ['EnterDefaultedNumber', '7'],
      ['EnterString', 'cancelled'],
    ]);
    expect(virtual.dialogs[1]?.text).toMatch(/^The tilt is not zero/);
    expect(virtual.log.join('\n')).toContain('Take a picture?');
  }));

test('with no as the answer questions are declined and a pause ends in an error', () =>
  inSession({ answer: 'no' }, async ({ client }) => {
    await client.call('NoMessageBoxOnError', 0);
    expect(await client.call('YesNoBox', 'Go on?')).toBe(0);
    await expect(client.call('Pause', 'Go on?')).rejects.toThrow();
    await expect(client.call('EnterDefaultedNumber', 3, 1, 'Radius')).rejects.toThrow();
    expect(await client.call('UserSetDirectory', 'Where to?')).toBe('Cancel');
  }));

test('the first rule that fits and is not used up answers', () =>
  inSession(
    {
      answers: {
        answers: [
          { contains: 'another target', answer: 'yes', times: 2 },
          { contains: 'another', answer: 'no' },
          { command: 'EnterString', contains: 'name', answer: 'lamella7' },
          { contains: 'shift', answer: 3.5 },
        ],
      },
    },
    async ({ client }) => {
      await client.call('NoMessageBoxOnError', 0);
      const answers = [];
      for (let box = 0; box < 3; box++) answers.push(await client.call('YesNoBox', 'Add ANOTHER TARGET?'));
      expect(answers).toEqual([1, 1, 0]);
      await client.call('EnterString', 'userName', 'A name, please');
      expect(await client.call('GetVariable', 'username')).toBe('lamella7');
      expect(await client.call('EnterDefaultedNumber', 0, 1, 'Enter X shift:')).toBe(3.5);
      expect(await client.call('EnterOneNumber', 'Enter Y shift:')).toBe(3.5);
    },
  ));

test('an answer that does not fit its dialog is an error instead of a guess', () =>
  inSession({ answers: { answers: [{ answer: 'perhaps' }] } }, async ({ client }) => {
    await client.call('NoMessageBoxOnError', 0);
    await client.call('StartTry', 0);
    await expect(client.call('Pause', 'Well?')).rejects.toThrow(/"perhaps".*does not fit Pause/);
  }));

test('questions are not asked while boxes are off, and count as no', () =>
  inSession({}, async ({ client, virtual }) => {
    expect(await client.call('YesNoBox', 'Overwrite?')).toBe(0);
    await threeVariables(client);
    expect(await client.call('ThreeChoiceBox', 'head', 'first', 'second', 'buttons')).toBe(3);
    expect(virtual.dialogs.map(({ answer }) => answer)).toEqual(['not shown', 'not shown']);
    expect(await client.call('Pause', 'A pause is not suppressed')).toBe(1);
    await client.call('NoMessageBoxOnError', 0);
    await client.call('StartTry', 1);
    expect(await client.call('YesNoBox', 'Overwrite?')).toBe(0);
    await client.call('EndTry');
    expect(await client.call('YesNoBox', 'Overwrite?')).toBe(1);
  }));

async function threeVariables(client: SerialEmClient): Promise<void> {
  await client.call('SetVariable', 'head', 'Which grid?');
  await client.call('SetVariable', 'first', 'The left one has holes');
  await client.call('SetVariable', 'second', 'The right one is torn');
  await client.call('SetVariable', 'buttons', 'Left\nRight');
}

test('a choice of buttons takes the names of variables, and an answer may name a button', () =>
  inSession({ answers: { answers: [{ contains: 'torn', answer: 'right' }] } }, async ({ client, virtual }) => {
    await client.call('NoMessageBoxOnError', 0);
    await threeVariables(client);
    expect(await client.call('ThreeChoiceBox', 'head', 'first', 'second', 'buttons')).toBe(2);
    expect(virtual.dialogs[0]?.text).toBe('Which grid?\n\nThe left one has holes\n\nThe right one is torn');
    await expect(client.call('ThreeChoiceBox', 'head', 'nothing', 'second', 'buttons')).rejects.toThrow();
  }));

test('check boxes and radio buttons write what was chosen into a variable', () =>
  inSession(
    {
      answers: {
        answers: [
          { contains: 'spots', answer: [1, 0, 1] },
          { contains: 'one of', answer: 'b' },
        ],
      },
    },
    async ({ client }) => {
      await client.call('SetVariable', 'labels', 'a\nb\nc');
      await client.call('SetVariable', 'header', 'Which spots?');
      await client.call('SetVariable', 'chosen', '0\n0\n0');
      expect(await client.call('ManyChoiceBox', 0, 'header', 'labels', 'chosen')).toEqual([0, 0]);
      expect(await client.call('GetVariable', 'chosen')).toBe('1\n0\n1');
      await client.call('SetVariable', 'header', 'Take one of them');
      expect(await client.call('ManyChoiceBox', 1, 'header', 'labels', 'single')).toEqual([1, 0]);
      expect(await client.call('GetVariable', 'single')).toBe(1);
    },
  ));

test('a folder is chosen inside the session, and SerialEM works there', () =>
  inSession({ answers: { answers: [{ contains: 'targets', answer: 'grid2' }] } }, async ({ client, dir }) => {
    await client.call('MakeDirectory', 'grid2');
    expect(await client.call('UserSetDirectory', 'Where are the targets?')).toBe(join(dir, 'grid2'));
    expect(await client.call('ReportDirectory')).toBe(join(dir, 'grid2'));
    expect(await client.call('UserSetDirectory', 'And now?')).toBe(join(dir, 'grid2'));
  }));

test('a key is pressed at the poll that asks for it, and polls for other keys let it wait', () =>
  inSession({ answers: { keys: [{ press: 'b', afterPolls: 3 }, { press: 'v' }] } }, async ({ client }) => {
    const polls = [];
    for (const key of ['b', 'v', 'b', 'b', 'r', 'v', 'v']) polls.push(await client.call('KeyBreak', key));
    expect(polls).toEqual([0, 0, 0, 1, 0, 1, 0]);
    expect(await client.call('KeyBreak')).toBe(0);
  }));

test('a poll for one key forgets another that was pressed', () =>
  inSession({ answers: { keys: [{ press: 'f', whileAskedFor: 'b' }] } }, async ({ client, virtual }) => {
    expect(await client.call('KeyBreak')).toBe(0);
    expect(await client.call('KeyBreak', 'f')).toBe(0);
    expect(virtual.dialogs).toMatchObject([{ command: 'KeyBreak', answer: 'F is pressed' }]);
  }));

test('before a key the image may be dragged: image and image shift move together', () =>
  inSession({ answers: { keys: [{ press: 'b', dragUm: { x: 1.5, y: -0.75 } }] } }, async ({ client, virtual }) => {
    await client.call('R');
    expect(await client.call('KeyBreak')).toBe(1);
    expect((await client.call('ReportSpecimenShift'))!.map((um) => Number(um.toFixed(9)))).toEqual([1.5, -0.75]);
    const shift = await client.call('ReportAlignShift');
    expect(shift!.slice(4).map(Math.round)).toEqual([-1500, 750]);
    await client.call('R');
    const [before, after] = virtual.exposures.map(({ specimenPointUm }) => specimenPointUm);
    expect(after!.x - before!.x).toBeCloseTo(1.5, 6);
    expect(after!.y - before!.y).toBeCloseTo(-0.75, 2);
  }));

test('a far drag moves the stage if the user wants that, a short one and any other the image shift', () => {
  const drags = [
    { x: 2.5, y: -2.25 },
    { x: 0.5, y: 0.25 },
    { x: 3.6, y: -2.4 },
  ];
  const keys = drags.map((dragUm) => ({ press: 'b', dragUm }));
  return inSession({ answers: { keys } }, async ({ client }) => {
    await client.call('V');
    expect(await client.call('ReportUserSetting', 'MoveStageOnBigMouseShift')).toBe(0);
    expect(await client.call('KeyBreak')).toBe(1);
    expect(await client.call('ReportSpecimenShift')).toEqual([expect.closeTo(2.5, 6), expect.closeTo(-2.25, 6)]);
    await client.call('SetUserSetting', 'MoveStageOnBigMouseShift', 1);
    expect(await client.call('KeyBreak')).toBe(1);
    expect(await client.call('ReportSpecimenShift')).toEqual([expect.closeTo(3, 6), expect.closeTo(-2, 6)]);
    const [, , , , stageX, stageY] = await client.call('ReportImageShift');
    const [fromX, fromY] = await client.call('ReportStageXYZ');
    expect(await client.call('KeyBreak')).toBe(1);
    expect(await client.call('ReportSpecimenShift')).toEqual([expect.closeTo(0, 6), expect.closeTo(0, 6)]);
    const [x, y] = await client.call('ReportStageXYZ');
    expect((x - fromX) / stageX).toBeCloseTo(2.2, 2); // the shift that was there and the drag in the same direction
    expect((y - fromY) / stageY).toBeCloseTo(2.2, 2);
  });
});

test('a person without patience presses STOP', () =>
  inSession({ answers: { patiencePolls: 4 } }, async ({ client, reconnect }) => {
    for (let poll = 0; poll < 3; poll++) expect(await client.call('KeyBreak')).toBe(0);
    await expect(client.call('KeyBreak')).rejects.toMatchObject({ code: 'user-stop' });
    client.close();
    expect(await reconnect().call('KeyBreak')).toBe(0);
  }));

test('answers come from a file too, and a wrong field is named', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'answers-'));
  const file = join(dir, 'answers.json');
  await writeFile(file, JSON.stringify({ answers: [{ contains: 'tilt', answer: 'no' }] }));
  await inSession({ answers: file }, async ({ client }) => {
    await client.call('NoMessageBoxOnError', 0);
    expect(await client.call('YesNoBox', 'Is the TILT right?')).toBe(0);
  });
  await writeFile(file, JSON.stringify({ answers: [{ contains: 'tilt' }] }));
  const options = { scenario: 'quiet', seed: 1, dir, answers: file };
  await expect(createVirtualSerialEm(options)).rejects.toThrow(/answers\.json cannot be used: answers\.0\.answer/);
});
