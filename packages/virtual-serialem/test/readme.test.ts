import { readdirSync, readFileSync } from 'node:fs';
import { commandNames, type DialogInput } from '@pacetomo/virtual-serialem';
import { expect, test } from 'vitest';
import { cliProgram } from '../src/cliProgram.ts';
import { faultSchema } from '../src/scenario/faultSchema.ts';
import { loadAnswers } from '../src/scenario/loadAnswers.ts';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

test('the README has every option of the command line', () => {
  const options = cliProgram({ write: () => {}, started: () => {} }).options.map(({ long }) => long);
  const inTable = [...readme.matchAll(/^\| `(--[a-z]+)/gm)].map(([, option]) => option);
  expect(inTable.sort()).toEqual(options.sort());
});

test('the README has every kind of fault', () => {
  const kinds = faultSchema.options.map((option) => [...option.shape.kind.values][0]);
  const inTable = [...readme.matchAll(/^\| `([a-z-]+)` \|/gm)].map(([, kind]) => kind);
  expect(inTable.sort()).toEqual(kinds.sort());
});

const example = (name: string): string => readFileSync(new URL(`../examples/${name}`, import.meta.url), 'utf8');

/** The commands that a Python text calls, by their names in the module. */
const called = (python: string): readonly string[] => [
  ...new Set([...python.matchAll(/\bsem\.([A-Z][A-Za-z0-9]*)\(/g)].map(([, name]) => name ?? '')),
];

test('every command in the Python of the README and of the examples is there', () => {
  const snippets = [...readme.matchAll(/```python\n([\s\S]*?)```/g)].map(([, code]) => code ?? '').join('\n');
  const texts = [snippets, example('first_picture.py'), example('ask_a_person.py')];
  for (const text of texts) expect(called(text).length).toBeGreaterThan(4);
  const there = new Set(commandNames());
  expect(texts.flatMap(called).filter((name) => !there.has(name))).toEqual([]);
});

test('the answers of the README and of the examples can be read', async () => {
  const inReadme = [...readme.matchAll(/```json\n([\s\S]*?)```/g)]
    .map(([, text]) => JSON.parse(text ?? '') as Record<string, unknown>)
    .filter((value) => 'answers' in value);
  expect(inReadme).toHaveLength(1);
  for (const answers of [
    inReadme[0],
    ...['answers-targets.json', 'answers-pattern.json'].map((f) => JSON.parse(example(f))),
  ]) {
    expect((await loadAnswers(answers as DialogInput)).answers.length).toBeGreaterThan(2);
  }
});

test('the README names every example and every port mode', () => {
  for (const file of readdirSync(new URL('../examples/', import.meta.url)))
    expect(readme).toContain(`examples/${file}`);
  const { options } = cliProgram({ write: () => {}, started: () => {} });
  const modes = options.find(({ long }) => long === '--mode')?.argChoices;
  expect(modes).toEqual(['external', 'internal', 'internal-shim']);
  for (const mode of modes ?? []) expect(readme).toContain(`\`${mode}\``);
});
