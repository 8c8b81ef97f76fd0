import { fileURLToPath } from 'node:url';
import type { SerialEmClient } from '@pacetomo/serialem-link';
import { expect, test } from 'vitest';
import { inSession } from './session.ts';

const example = (name: string): string => fileURLToPath(new URL(`../examples/${name}`, import.meta.url));

/** A second of polling for a key, as scripts do it that offer one for a moment. */
async function pressedWithinASecond(client: SerialEmClient, key: string): Promise<boolean> {
  for (let poll = 0; poll < 10; poll++) {
    if ((await client.call('KeyBreak', key)) === 1) return true;
    await client.call('Delay', 0.1, 's');
  }
  return false;
}

/** Waits for the key B, without end: the person drags the image in the meantime. */
async function waitForB(client: SerialEmClient): Promise<void> {
  while ((await client.call('KeyBreak')) !== 1) await client.call('Delay', 0.1, 's');
}

/** A target is dragged to the centre of a View image, and looked at in a Preview, until it is to be kept. */
async function chooseTarget(client: SerialEmClient, number: number): Promise<readonly number[]> {
  for (;;) {
    await client.call('V');
    await waitForB(client);
    if (await pressedWithinASecond(client, 'v')) continue;
    await client.call('L');
    while (await pressedWithinASecond(client, 'r')) await waitForB(client);
    if ((await client.call('YesNoBox', `SAVE?\n\nKeep this as target ${number}?`)) === 1) break;
  }
  return (await client.call('ReportSpecimenShift'))!;
}

test('the example answers take a script through choosing targets by hand, with keys and dragging', () =>
  inSession({ answers: example('answers-targets.json') }, async ({ client, virtual }) => {
    await client.call('NoMessageBoxOnError', 0);
    await client.call('UserSetDirectory', 'Where shall the targets be?');
    expect(await client.call('YesNoBox', 'EDIT TARGETS?\n\nThere is a file already.')).toBe(0);
    await client.call('EnterString', 'root', 'A root name for the area');
    expect(await client.call('GetVariable', 'root')).toBe('lamella1');
    const targets = [await chooseTarget(client, 1)];
    while ((await client.call('YesNoBox', 'ADD?\n\nAnother target?')) === 1) {
      targets.push(await chooseTarget(client, targets.length + 1));
    }
    await client.call('OKBox', `${targets.length} targets were chosen`);
    const rounded = targets.map((um) => um.map((value) => Number(value.toFixed(6))));
    expect(rounded).toEqual([
      [0.4, -0.05],
      [2.8, 0.45],
      [-1.8, -0.65],
    ]);
    const questions = virtual.dialogs.filter(({ command }) => command !== 'KeyBreak');
    expect(questions.map(({ answer }) => answer).slice(3)).toEqual(['yes', 'yes', 'yes', 'yes', 'yes', 'no', 'ok']);
    expect(virtual.exposures.filter(({ command }) => command === 'V')).toHaveLength(4);
    expect(virtual.exposures.filter(({ command }) => command === 'L')).toHaveLength(3);
  }));

test('the example answers take a script through a pattern whose vector is dragged', () =>
  inSession({ answers: example('answers-pattern.json') }, async ({ client }) => {
    await client.call('NoMessageBoxOnError', 0);
    await client.call('EnterString', 'root', 'A root name for the area');
    expect(await client.call('YesNoBox', 'POLYGON?\n\nFill it?')).toBe(0);
    await client.call('V');
    expect(await client.call('EnterDefaultedNumber', 1.2, 1, 'The hole diameter in microns')).toBe(0);
    await client.call('OKBox', 'Drag the neighbouring hole to the centre and press B');
    await waitForB(client);
    await client.call('GoToLowDoseArea', 'R');
    const vector = (await client.call('ReportSpecimenShift'))!;
    expect(vector.map((um) => Number(um.toFixed(6)))).toEqual([2.05, 0.1]);
  }));
