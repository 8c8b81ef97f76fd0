import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { decodeText, type TargetsFile } from '@pacetomo/em-files';
import { parse as parseToml } from 'smol-toml';
import { type MadePlan, makePlan, type PlanSource } from '../../plan/makePlan.ts';
import type { SettingWish } from '../../plan/readSettings.ts';
import { Trouble } from '../../run/errors.ts';
import { parseTargetsFile } from '../areaFiles/parseTargetsFile.ts';
import { programVersion } from '../programVersion.ts';
import { sha256 } from '../runFolder.ts';
import { withDoseOfMaps } from './doseOfMaps.ts';

/** Where settings come from besides the targets file. */
export interface SettingOptions {
  readonly set?: readonly string[] | undefined;
  readonly settings?: string | undefined;
}

/** Reads a targets file. Throws `bad-input` when there is none or when it cannot be understood. */
export async function readTargetsFile(
  path: string,
): Promise<{ readonly file: TargetsFile; readonly encoding: string }> {
  const bytes = await readBytes(path, 'targets file');
  return { file: targetsFrom(path, bytes), encoding: decodeText(bytes).encoding };
}

/** Reads a targets file, a settings file and `--set` wishes into a plan, or says all that is wrong with them. */
export async function readPlan(path: string, options: SettingOptions): Promise<MadePlan> {
  const bytes = await readBytes(path, 'targets file');
  const wishes = await readWishes(options);
  const made = makePlan({
    file: targetsFrom(path, bytes),
    path,
    sha256: sha256(bytes),
    program: programVersion,
    ...wishes,
  });
  return made.plan === null ? made : { ...made, plan: await withDoseOfMaps(made.plan, dirname(path)) };
}

/** Settings that give way to those in a targets file, and settings that win over it. */
export async function readWishes({ settings, set = [] }: SettingOptions): Promise<Pick<PlanSource, 'before' | 'over'>> {
  const before = settings === undefined ? [] : await settingsFrom(settings);
  return { before, over: set.map(wishFrom) };
}

const targetsFrom = (path: string, bytes: Uint8Array): TargetsFile => parseTargetsFile(path, decodeText(bytes).text);

async function settingsFrom(path: string): Promise<readonly SettingWish[]> {
  const text = new TextDecoder().decode(await readBytes(path, 'settings file'));
  try {
    return Object.entries(parseToml(text)).map(([name, value]) => ({ name, value, source: path }));
  } catch (cause) {
    const why = cause instanceof Error ? cause.message.split('\n')[0] : String(cause);
    throw new Trouble('bad-input', `${path} is not a settings file (TOML, lines such as “step = 3”): ${why}`, {
      cause,
    });
  }
}

function wishFrom(text: string): SettingWish {
  const at = text.indexOf('=');
  if (at <= 0)
    throw new Trouble('bad-input', `--set ${text} has no value. Write --set name=value, for instance --set step=3.`);
  return { name: text.slice(0, at).trim(), value: text.slice(at + 1).trim(), source: '--set' };
}

async function readBytes(path: string, what: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (cause) {
    const missing = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
    throw new Trouble(
      'bad-input',
      missing
        ? `There is no ${what} ${path}. Check the name and the folder.`
        : `The ${what} ${path} cannot be read: ${cause instanceof Error ? cause.message : cause}`,
      { cause },
    );
  }
}
