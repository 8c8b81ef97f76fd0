import { allCommands } from '@pacetomo/serialem-link';
import { commandFamilies, findCommand } from './commandList.ts';
import { isRefusedOnPurpose, whyRefused } from './refusedCommands.ts';

/** The commands that are there, by families: as text, or as a JSON object of lists. */
export function commandsText(json: boolean): string {
  const families = commandFamilies.map(([title, family]) => [title, Object.keys(family)] as const);
  if (json) return `${JSON.stringify(Object.fromEntries(families), null, 2)}\n`;
  return families.map(([title, names]) => `${title}\n  ${names.join(' ')}\n`).join('');
}

/** The commands that SerialEM takes from outside and this one does not have, in the order of SerialEM's table. */
export function missingCommands(): readonly string[] {
  return allCommands.filter(({ name, external }) => external && !findCommand(name)).map(({ name }) => name);
}

/** The missing commands: those that are refused on purpose with their reason, and the rest. */
export function missingCommandsText(json: boolean): string {
  const names = missingCommands();
  if (json)
    return `${JSON.stringify(
      names.map((name) => ({ name, why: whyRefused(name) })),
      null,
      2,
    )}\n`;
  const byReason = new Map<string, string[]>();
  for (const name of names) {
    const why = isRefusedOnPurpose(name) ? whyRefused(name) : 'Not there, for now';
    byReason.set(why, [...(byReason.get(why) ?? []), name]);
  }
  return [...byReason].map(([why, list]) => `${why}\n  ${list.join(' ')}\n`).join('');
}
