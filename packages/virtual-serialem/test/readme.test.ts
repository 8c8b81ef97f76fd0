import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { cliProgram } from '../src/cliProgram.ts';
import { faultSchema } from '../src/scenario/faultSchema.ts';

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
