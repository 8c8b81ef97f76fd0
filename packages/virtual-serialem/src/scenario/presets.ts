import { readdir, readFile } from 'node:fs/promises';
import { parseScenario, type Scenario, ScenarioError } from './scenario.ts';

/** The folder of presets lies beside `src` and `dist` in the package. */
const presetFolder = new URL('../../scenarios/', import.meta.url);

/** The largest scenario file that is read, bytes: a scenario is a page of settings. */
const largestFile = 1_000_000;

/** The names of the presets that come with this package, in alphabetical order. */
export async function presetNames(): Promise<readonly string[]> {
  const entries = await readdir(presetFolder);
  return entries
    .filter((name) => name.endsWith('.json'))
    .map((name) => name.slice(0, -'.json'.length))
    .sort();
}

/**
 * A scenario by the name of a preset or the path of a JSON file (anything that ends in `.json`).
 *
 * Throws ScenarioError when there is none or when it has faults.
 */
export async function loadScenario(nameOrFile: string): Promise<Scenario> {
  if (nameOrFile.endsWith('.json')) return parseScenario(await readJson(nameOrFile), nameOrFile);
  const names = await presetNames();
  if (!names.includes(nameOrFile)) {
    throw new ScenarioError(
      `There is no scenario called "${nameOrFile}". Choose one of ${names.join(', ')}, or give the path of a .json file.`,
    );
  }
  return parseScenario(await readJson(new URL(`${nameOrFile}.json`, presetFolder)), nameOrFile);
}

async function readJson(file: string | URL): Promise<unknown> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new ScenarioError(`The scenario file ${file.toString()} cannot be read.`, { cause });
  });
  if (text.length > largestFile) throw new ScenarioError(`The file ${file.toString()} is too long for a scenario.`);
  try {
    return JSON.parse(text);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ScenarioError(`The scenario file ${file.toString()} is not JSON: ${reason}.`, { cause });
  }
}
