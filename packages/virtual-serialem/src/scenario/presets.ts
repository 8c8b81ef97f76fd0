import { readdir, readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseScenario, type Scenario, ScenarioError } from './scenario.ts';

/** The folder of presets lies beside `src` and `dist` in the package. */
const presetFolder = new URL('../../scenarios/', import.meta.url);

/** The largest scenario file that is read, bytes: a scenario is a page of settings. */
const largestFile = 1_000_000;

/** The names of the presets that come with this package, in alphabetical order. */
export async function presetNames(): Promise<readonly string[]> {
  const entries = await readdir(presetFolder);
  return entries
    .filter((name) => name.endsWith('.json') && !name.endsWith('.schema.json'))
    .map((name) => name.slice(0, -'.json'.length))
    .sort();
}

/**
 * A scenario by the name of a preset or the path of a JSON file (anything that ends in `.json`).
 *
 * Throws ScenarioError when there is none or when it has faults.
 */
export async function loadScenario(nameOrFile: string): Promise<Scenario> {
  if (nameOrFile.endsWith('.json')) return await readScenario(nameOrFile, nameOrFile);
  const names = await presetNames();
  if (!names.includes(nameOrFile)) {
    throw new ScenarioError(
      `There is no scenario called "${nameOrFile}". Choose one of ${names.join(', ')}, or give the path of a .json file.`,
    );
  }
  return await readScenario(fileURLToPath(new URL(`${nameOrFile}.json`, presetFolder)), nameOrFile);
}

/** The scenario in a file; the paths in it count from the folder of the file. */
async function readScenario(file: string, name: string): Promise<Scenario> {
  const scenario = parseScenario(await readJson(file), name);
  const { specimen } = scenario;
  const { particle } = specimen.content;
  if (!particle) return scenario;
  const map = resolve(dirname(file), particle.map);
  return { ...scenario, specimen: { ...specimen, content: { ...specimen.content, particle: { ...particle, map } } } };
}

async function readJson(file: string): Promise<unknown> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new ScenarioError(`The scenario file ${file} cannot be read.`, { cause });
  });
  if (text.length > largestFile) throw new ScenarioError(`The file ${file} is too long for a scenario.`);
  try {
    return JSON.parse(text);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ScenarioError(`The scenario file ${file} is not JSON: ${reason}.`, { cause });
  }
}
