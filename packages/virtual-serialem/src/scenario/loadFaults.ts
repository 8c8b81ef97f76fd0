import { readFile } from 'node:fs/promises';
import { type Fault, type FaultInput, faultsSchema } from './faultSchema.ts';
import { ScenarioError } from './scenario.ts';

/** A schedule of faults from a JSON file with the list of the `faults` section, or from a list. Throws ScenarioError. */
export async function loadFaults(faults: string | readonly FaultInput[]): Promise<readonly Fault[]> {
  const source = typeof faults === 'string' ? faults : 'given by the program';
  const result = faultsSchema.safeParse(typeof faults === 'string' ? await readJson(faults) : faults);
  if (result.success) return result.data;
  const why = result.error.issues.map(({ path, message }) => `${path.join('.') || 'the list'}: ${message}`);
  throw new ScenarioError(`The faults ${source} cannot be used: ${why.join('; ')}.`);
}

async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch (cause) {
    throw new ScenarioError(`The file of faults ${file} cannot be read as JSON.`, { cause });
  }
}
