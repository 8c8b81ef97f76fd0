import { expect, test } from 'vitest';
import type { PageLink } from '../../src/cli/pageLink.ts';
import { PagePerson } from '../../src/cli/pagePerson.ts';
import { OperatorControl, StopRequested } from '../../src/run/control.ts';
import type { FromJob, JobAnswer } from '../../src/session/pageTalk.ts';

/** A page that hears what is asked and answers when the test says so. */
function page() {
  const said: FromJob[] = [];
  const hearers = new Set<(id: string, answer: JobAnswer) => void>();
  const link: PageLink = {
    tell: (message) => void said.push(message),
    onAnswer: (hear) => {
      hearers.add(hear);
      return () => hearers.delete(hear);
    },
    onStop: () => () => {},
  };
  const control = new OperatorControl();
  const answer = (id: string, value: JobAnswer): void => {
    for (const hear of hearers) hear(id, value);
  };
  return { person: new PagePerson(link, control), said, answer, control, hearers };
}

test('only an answer to the question that is asked counts', async () => {
  const { person, said, answer, hearers } = page();
  const kept = person.askYesNo('Keep this as target 003?');
  expect(said).toEqual([
    {
      type: 'question',
      id: 'q1',
      text: 'Keep this as target 003?',
      answer: { kind: 'yes-no', byDefault: false },
      mayAnswerItself: true,
    },
  ]);
  answer('q0', false);
  answer('q1', true);
  expect(await kept).toBe(true);
  expect(hearers.size).toBe(0);
});

test('a number is waited for, because its proposal would be acted upon; what is none is no number', async () => {
  const { person, said, answer } = page();
  const shift = person.askNumber('Shift, µm', 0, 2);
  expect(said[0]).toMatchObject({ answer: { kind: 'number', byDefault: 0, decimals: 2 }, mayAnswerItself: false });
  answer('q1', 2.25);
  expect(await shift).toBe(2.25);
  const none = person.askNumber('Shift, µm', 0, 2);
  answer('q2', null);
  expect(await none).toBeNull();
});

test('a stop ends the waiting', async () => {
  const { person, control } = page();
  const answer = person.askText('Name?');
  control.stop('Ann');
  await expect(answer).rejects.toThrow(StopRequested);
});
