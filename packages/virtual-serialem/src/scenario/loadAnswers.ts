import { readFile } from 'node:fs/promises';
import { type DialogInput, type DialogSettings, dialogsSchema } from './dialogSchema.ts';
import { ScenarioError } from './scenario.ts';

/** What a person does, from a JSON file with the fields of the `dialogs` section, or from an object. Throws ScenarioError. */
export async function loadAnswers(answers: string | DialogInput): Promise<DialogSettings> {
  const source = typeof answers === 'string' ? answers : 'given by the program';
  const result = dialogsSchema.safeParse(typeof answers === 'string' ? await readJson(answers) : answers);
  if (result.success) return result.data;
  const faults = result.error.issues.map(({ path, message }) => `${path.join('.') || 'the file'}: ${message}`);
  throw new ScenarioError(`The answers ${source} cannot be used: ${faults.join('; ')}.`);
}

async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch (cause) {
    throw new ScenarioError(`The answers file ${file} cannot be read as JSON.`, { cause });
  }
}
