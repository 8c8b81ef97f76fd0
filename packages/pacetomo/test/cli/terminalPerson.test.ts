import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { TerminalPerson } from '../../src/cli/terminalPerson.ts';
import { OperatorControl, StopRequested } from '../../src/run/control.ts';

function terminal() {
  const input = new PassThrough();
  const output = new PassThrough();
  const control = new OperatorControl();
  const person = new TerminalPerson(input, output, control);
  return { input, control, person, printed: () => String(output.read() ?? '') };
}

test('a question is asked again until it is answered with yes or no', async () => {
  const { input, person, printed } = terminal();
  input.write('perhaps\nYES\n');
  expect(await person.askYesNo('Keep this as target 003?')).toBe(true);
  expect(printed().match(/target 003/g)).toHaveLength(2);
  input.write('n\n');
  expect(await person.askYesNo('Another?')).toBe(false);
  person.close();
});

test('a number is what is typed, what is proposed, or none', async () => {
  const { input, person } = terminal();
  input.write('two\n2.25\n\n-\n');
  expect(await person.askNumber('Shift', 0, 1)).toBe(2.25);
  expect(await person.askNumber('Diameter', 1.35, 2)).toBe(1.35);
  expect(await person.askNumber('Diameter', 1.35, 2)).toBeNull();
  person.close();
});

test('a stop ends the waiting for an answer', async () => {
  const { control, person } = terminal();
  const answer = person.askText('Name?');
  control.stop('the operator');
  await expect(answer).rejects.toThrow(StopRequested);
  person.close();
});

test('where nobody can answer it says so, instead of waiting for ever', async () => {
  const { input, person } = terminal();
  const answer = person.askYesNo('Another?');
  input.end();
  await expect(answer).rejects.toThrow(/Nobody is at the terminal/);
});

test('what a person has typed before a question is no answer to it', async () => {
  const input = Object.assign(new PassThrough(), { isTTY: true });
  const person = new TerminalPerson(input, new PassThrough(), new OperatorControl());
  input.write('y\n');
  await new Promise((resolve) => setImmediate(resolve)); // the line has been read
  const answer = person.askYesNo('Take a Preview?');
  input.write('n\n');
  expect(await answer).toBe(false);
  person.close();
});
