import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { replaceFile } from '@pacetomo/em-files/node';
import { parse as parseToml } from 'smol-toml';
import { type Preset, presetBody } from '../api/areas.ts';
import { readSettings, type SettingWish } from '../plan/readSettings.ts';
import { defaultSettings, findSetting, type SettingName } from '../plan/settings.ts';
import { Trouble } from '../run/errors.ts';
import type { Changes } from './changes.ts';

/** Settings under names, each in a settings file that `pacetomo run --settings` reads too. */
export interface Presets {
  /** In the order of their names. Files that hold no preset are passed over. */
  list(): Promise<readonly Preset[]>;
  /** Keeps settings under a name, in place of those that it had. Throws `bad-input` for settings that there are not. */
  keep(preset: Preset): Promise<readonly Preset[]>;
  /** Forgets a name. */
  drop(name: string): Promise<readonly Preset[]>;
  /** Path of the settings file. Throws `bad-input` when there is none. */
  fileOf(name: string): Promise<string>;
}

/** What presets are made with. */
export interface PresetParts {
  readonly folder: string;
  readonly changes: Changes;
}

/** The presets of a session's folder. */
export async function openPresets({ folder, changes }: PresetParts): Promise<Presets> {
  const place = join(folder, '.pacetomo', 'presets');
  const pathOf = (name: string): string => join(place, `${checkedName(name)}.toml`);
  const list = async (): Promise<readonly Preset[]> => {
    const names = (await entriesOf(place))
      .filter((entry) => entry.endsWith('.toml'))
      .map((entry) => entry.slice(0, -5));
    const found = await Promise.all(names.map((name) => readPreset(join(place, `${name}.toml`), name)));
    return found.filter((preset) => preset !== null).toSorted((a, b) => a.name.localeCompare(b.name, 'en'));
  };
  return {
    list,
    keep: async ({ name, settings }) => {
      const text = presetText(name, settings);
      await mkdir(place, { recursive: true });
      await replaceFile(pathOf(name), text);
      changes.changed('presets');
      return list();
    },
    drop: async (name) => {
      await rm(pathOf(name), { force: true });
      changes.changed('presets');
      return list();
    },
    fileOf: async (name) => {
      const path = pathOf(name);
      if ((await readPreset(path, name)) === null) throw noPreset(name);
      return path;
    },
  };
}

/** Devices of Windows, which are no files whatever follows their names. */
const devices = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?$/i;

function checkedName(name: string): string {
  if (presetBody.shape.name.safeParse(name).success && !devices.test(name) && name.trim() === name) return name;
  throw new Trouble(
    'bad-input',
    `“${name}” cannot be the name of a preset: use letters, digits, blanks in between and . _ + -, at most 60.`,
  );
}

const noPreset = (name: string): Trouble =>
  new Trouble('bad-input', `There is no preset “${name}” that can be read. Choose another one or keep it again.`);

/** Settings as TOML. A setting that says the default is kept too: it wins over a default that changes. */
function presetText(name: string, wished: Preset['settings']): string {
  const wishes = Object.entries(wished).map(([setting, value]) => ({ name: setting, value, source: `Preset ${name}` }));
  const { settings, problems } = readSettings(defaultSettings(), wishes);
  if (problems.length > 0) throw new Trouble('bad-input', problems.join('\n'));
  const names = new Set(wishes.flatMap((wish): readonly SettingName[] => namesOf(wish)));
  const lines = [...names].map((setting) => `${setting} = ${JSON.stringify(settings[setting])}\n`);
  return `# Preset “${name}”: pacetomo run --settings reads it too\n\n${lines.join('')}`;
}

const namesOf = ({ name }: SettingWish): readonly SettingName[] => {
  const found = findSetting(name);
  return found === null ? [] : [found.name];
};

async function readPreset(path: string, name: string): Promise<Preset | null> {
  try {
    const found = Object.entries(parseToml(await readFile(path, 'utf8')));
    return { name, settings: Object.fromEntries(found.map(([setting, value]) => [setting, textOf(value)])) };
  } catch {
    return null; // somebody else's file, or gone meanwhile: no preset is lost by not listing it
  }
}

const textOf = (value: unknown): string => (Array.isArray(value) ? value.join(', ') : String(value));

async function entriesOf(folder: string): Promise<readonly string[]> {
  return readdir(folder).catch(() => []);
}
