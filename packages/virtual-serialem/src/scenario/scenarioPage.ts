import { publishedSchema, type SchemaNode } from './publishedSchema.ts';

/** The page that lists every field of a scenario with unit, default and source, as Markdown: `docs/scenarios.md`. */
export function scenarioPage(): string {
  const schema = publishedSchema();
  const sections = Object.entries(schema.properties ?? {});
  const plain = sections.filter(([, node]) => !isSection(node));
  return [
    '# Scenarios of the virtual microscope',
    '',
    '<!-- Written by scripts/writeDocs.mjs from packages/virtual-serialem/src/scenario. Do not edit by hand. -->',
    '',
    'A scenario is a JSON file that gives what differs from the defaults below. Unknown fields are refused by name. With the line',
    '`"$schema": "./scenario.schema.json"` an editor completes and checks it; the schema lies beside the presets in',
    '`packages/virtual-serialem/scenarios`.',
    '',
    'The source says where a default comes from: *SerialEM* (its source or help), *data* (measured on published tilt series),',
    '*estimate*, or *design* (chosen for the scenarios, see the description). Errors are standard deviations, drawn for each seed.',
    '',
    ...table(plain.map(([name, node]) => row(name, node))),
    '',
    ...sections.filter(([, node]) => isSection(node)).flatMap(([name, node]) => section(name, node)),
  ].join('\n');
}

const isSection = (node: SchemaNode): boolean => node.properties !== undefined || listed(node).length > 0;

/** The variants of a list or of a choice; empty for all else. */
function listed(node: SchemaNode): readonly SchemaNode[] {
  const variants = node.items?.oneOf ?? node.items?.anyOf ?? node.oneOf ?? node.anyOf ?? [];
  return variants.some((variant) => variant.properties) ? variants : [];
}

function section(name: string, node: SchemaNode): string[] {
  const head = [`## ${name}`, '', `${node.description ?? ''}.`, ''];
  const before = new Set<string>();
  const rows =
    node.properties === undefined
      ? listed(node).flatMap((variant) => rowsOf('', variant, before))
      : fieldsOf(node).flatMap(([field, child]) => rowsOf(field, child, before));
  return [...head, ...table(rows), ''];
}

const fieldsOf = (node: SchemaNode) => Object.entries(node.properties ?? {});

/** A field and everything in it, each with its path in the section. A choice that stood in the section before is not listed again. */
function rowsOf(path: string, node: SchemaNode, listedBefore: Set<string>): string[] {
  const under = (name: string) => (path === '' ? name : `${path}.${name}`);
  if (node.properties !== undefined) {
    const own = path === '' || node.description === undefined ? [] : [row(path, node)];
    return [...own, ...fieldsOf(node).flatMap(([name, child]) => rowsOf(under(name), child, listedBefore))];
  }
  const variants = listed(node);
  const key = JSON.stringify(variants);
  if (variants.length > 0 && !listedBefore.has(key)) {
    listedBefore.add(key);
    return [row(path, node), ...variants.flatMap((variant) => rowsOf(path, variant, listedBefore))];
  }
  if (node.items?.properties) return [row(path, node), ...rowsOf(`${path}[]`, node.items, listedBefore)];
  return [row(path, node)];
}

function table(rows: readonly string[]): string[] {
  return [
    cells(['field', 'unit', 'default', 'source', 'what it is']),
    cells(['---', '---', '---', '---', '---']),
    ...rows,
  ];
}

function row(path: string, node: SchemaNode): string {
  const about = node.description ?? axisOf(path);
  const isGroup = node.properties !== undefined;
  const source = isGroup || node.default === undefined ? '' : sourceOf(about);
  const name = typeof node.const === 'string' ? `${path}: ${JSON.stringify(node.const)}` : path;
  return cells([`\`${name}\``, isGroup ? '' : unitOf(path), defaultOf(node), source, about]);
}

const cells = (texts: readonly string[]) => `| ${texts.map((text) => text.replaceAll('|', '\\|')).join(' | ')} |`;

function axisOf(path: string): string {
  const [, name = ''] = /\.(x|y|z|from|to)$/.exec(path) ?? [];
  if (name === 'from') return 'Lowest value';
  if (name === 'to') return 'Highest value';
  return name === '' ? '' : `Along ${name}`;
}

function defaultOf(node: SchemaNode): string {
  const { default: usual } = node;
  if (usual === undefined || node.properties !== undefined || typeof node.const === 'string') return '';
  if (typeof usual === 'boolean') return usual ? 'yes' : 'no';
  if (typeof usual === 'number') return String(usual).replace('-', '−');
  if (typeof usual === 'string') return usual === '' ? 'empty' : `\`${usual}\``;
  if (Array.isArray(usual)) return usual.length === 0 ? 'none' : `${usual.length} rows`;
  return `\`${JSON.stringify(usual)}\``;
}

/** Units by the last words of a name, longest first. */
const units: readonly (readonly [ending: RegExp, unit: string])[] = [
  [/EPerA2PerS$/, 'e/Å²/s'],
  [/EPerA2$/, 'e/Å²'],
  [/ElectronsPerS$/, 'e/s'],
  [/ElectronsPerPx$/, 'e/px'],
  [/UmPerS$/, 'µm/s'],
  [/NmPerS$/, 'nm/s'],
  [/DegPerS$/, '°/s'],
  [/MradPerUm$/, 'mrad/µm'],
  [/A2PerNm$/, 'Å²/nm'],
  [/[Pp]erUm2$/, '1/µm²'],
  [/PerUm$/, '1/µm'],
  [/PerElectron$/, '1/e'],
  [/A2$/, 'Å²'],
  [/Um(Sd)?$/, 'µm'],
  [/Nm(Sd)?$/, 'nm'],
  [/Deg(Sd)?$/, '°'],
  [/Mrad(Sd)?$/, 'mrad'],
  [/[a-z]Ms$/, 'ms'],
  [/[a-z]Mb$/, 'MB'],
  [/[a-z]Mm$/, 'mm'],
  [/[a-z]Kv$/, 'kV'],
  [/[a-z]Ev$/, 'eV'],
  [/[a-z]V$/, 'V'],
  [/[a-z]S$/, 's'],
  [/[a-z]Min$/, 'min'],
  [/[a-z]H$/, 'h'],
  [/Px$/, 'px'],
  [/^seconds$/, 's'],
  [/Sd$/, 'ratio'],
  [/Fraction$/, 'ratio'],
];

/** The unit of a field: its name says it, or that of the group in which it is an axis. */
function unitOf(path: string): string {
  const names = path.split('.').reverse();
  const name = /^(x|y|z|from|to|smallest|largest)$/.test(names[0] ?? '') ? (names[1] ?? '') : (names[0] ?? '');
  return units.find(([ending]) => ending.test(name))?.[1] ?? '';
}

function sourceOf(about: string): string {
  if (/SerialEM/.test(about)) return 'SerialEM';
  if (/fitted|published|real series|measured on/.test(about)) return 'data';
  return /estimate/.test(about) ? 'estimate' : 'design';
}
