/**
 * Writes docs/settings.md from the table of settings, and docs/scenarios.md with its JSON schema from the schema of scenarios. Run
 * `npm run build` first: both are read from `dist`.
 */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = new URL('../', import.meta.url);

/** The page that lists all settings, as Markdown. `table` is `settingsTable`. */
export function settingsPage(table) {
  const rows = Object.entries(table);
  const groups = [...new Set(rows.map(([, row]) => row.group))];
  return [
    '# Settings',
    '',
    '<!-- Written by scripts/writeDocs.mjs from packages/pacetomo/src/plan/settings. Do not edit by hand. -->',
    '',
    'A setting is known by its name here and by its name in PACEtomo.py; either may be used everywhere:',
    '',
    '- in a settings file in TOML, `--settings krios.toml`, with lines such as `tiltStepDeg = 2`;',
    '- in the targets file, with lines such as `_set step = 2` or `_bset slowTilt = True`;',
    '- on the command line, `--set step=2`, as often as needed.',
    '',
    'The later of these wins. Yes and no may be written as `true` and `false`, `yes` and `no`, `on` and `off`, `1` and `0`.',
    'A name that does not exist or a value that is not allowed stops the run before anything is sent to SerialEM.',
    'With the run’s first line the values are frozen in `plan.json`.',
    '',
    '`pacetomo import-settings PACEtomo.py --out krios.toml` makes a settings file from the script that you use now.',
    'Some settings do more than in the script, where it falls short of what its own comments say; the sentence here holds.',
    '',
    ...groups.flatMap((group) => [
      `## ${group}`,
      '',
      tableRow(['setting', 'in PACEtomo.py', 'unit', 'default', 'allowed', 'what it does']),
      tableRow(['---', '---', '---', '---', '---', '---']),
      ...rows
        .filter(([, row]) => row.group === group)
        .map(([name, row]) =>
          tableRow([code(name), code(row.oldName), row.unit, value(row.default), allowed(row), row.help]),
        ),
      '',
    ]),
  ].join('\n');
}

const tableRow = (cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
const code = (name) => (name === null || name === '' ? '' : `\`${name}\``);

/** Numbers with a real minus sign, yes and no, words as code. */
function value(content) {
  if (typeof content === 'boolean') return content ? 'yes' : 'no';
  return typeof content === 'number' ? String(content).replace('-', '−') : code(content);
}

function allowed(row) {
  if (row.kind === 'yes-no') return 'yes, no';
  if (row.kind === 'choice') return row.choices.map(code).join(', ');
  if (row.kind === 'text') return row.allowed;
  return `${value(row.range[0])} to ${value(row.range[1])}${row.integer === true ? ', whole' : ''}`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { settingsTable } = await import('../packages/pacetomo/dist/plan/settings.js').catch((cause) => {
    throw new Error('packages/pacetomo is not built. Run `npm run build` first.', { cause });
  });
  writeFileSync(new URL('docs/settings.md', root), settingsPage(settingsTable));
  console.log('docs/settings.md is written.');

  const scenarios = new URL('packages/virtual-serialem/', root);
  const { publishedSchemaText } = await import(new URL('dist/scenario/publishedSchema.js', scenarios).href);
  const { scenarioPage } = await import(new URL('dist/scenario/scenarioPage.js', scenarios).href);
  writeFileSync(new URL('scenarios/scenario.schema.json', scenarios), publishedSchemaText());
  writeFileSync(new URL('docs/scenarios.md', root), scenarioPage());
  console.log('docs/scenarios.md and the schema of scenarios are written.');
}
