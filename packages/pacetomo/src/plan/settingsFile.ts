import type { SettingRow } from './settings/rows.ts';
import { findSetting, type Settings } from './settings.ts';

/** A settings file, in TOML, of what differs from the defaults, each setting under a comment that says what it does. */
export function settingsFile(settings: Settings, heading: readonly string[]): string {
  const changed = Object.entries(settings).flatMap(([name, value]) => {
    const row = findSetting(name)?.row;
    return row === undefined || value === row.default
      ? []
      : [`# ${commentOn(row)}\n${name} = ${JSON.stringify(value)}\n`];
  });
  return [heading.map((line) => `# ${line}\n`).join(''), ...changed].join('\n');
}

function commentOn({ help, unit, default: usual }: SettingRow): string {
  const word = typeof usual === 'boolean' ? (usual ? 'yes' : 'no') : usual === '' ? 'empty' : usual;
  return `${help} Default: ${word}${unit && ` ${unit}`}.`;
}
