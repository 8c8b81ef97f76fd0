import { formatTargets, parseTargets, type Setting, type TargetsFile } from '@pacetomo/em-files';

/**
 * The text of a targets file in which every section that says what it said before stands byte for byte as it was read,
 * comments and line ends included; `formatTargets` alone writes a changed file anew from end to end. Settings that stand
 * between targets move to the top, as in the original's editor. Throws as `formatTargets` does.
 */
export function targetsText(file: TargetsFile): string {
  const { source } = file;
  const whole = formatTargets(file);
  if (source === undefined || whole === source) return whole;
  const kept = withKeptSections(file, source);
  return kept !== null && canonical(parseTargets(kept)) === canonical(file) ? kept : canonical(file);
}

/** The text that depends on what a file says alone. */
function canonical({ source: _, ...said }: TargetsFile): string {
  return formatTargets(said);
}

/** Null when the old sections cannot be told apart: written in an order that nobody writes them in. */
function withKeptSections(file: TargetsFile, source: string): string | null {
  const mark = source.startsWith('\uFEFF') ? '\uFEFF' : '';
  const raw = cut(source.slice(mark.length), file.lineEnd);
  const before = cut(canonical(parseTargets(source)), file.lineEnd);
  if (raw.sections.map(kindOf).join() !== before.sections.map(kindOf).join()) return null;
  const known = new Map(before.sections.map((section, i) => [keyOf(section), raw.sections[i]]));
  const headings = new Map(raw.sections.map(({ heading }, i) => [before.sections[i]?.heading, heading]));
  const sections = cut(canonical(file), file.lineEnd).sections.map((section) => {
    const body = known.get(keyOf(section))?.body ?? section.body;
    return [headings.get(section.heading) ?? section.heading, ...body];
  });
  return [mark, ...headWith(raw.head, file), ...sections.flat()].join('');
}

interface Section {
  /** Its first line: `_tgt = 003`. */
  readonly heading: string;
  readonly body: string[];
}

const kindOf = ({ heading }: Section): string => /_[a-z]+/.exec(heading)?.[0] ?? '';
const keyOf = (section: Section): string => [kindOf(section), ...section.body].join('');

const opens = /^[ \t]*(?:_pbr|_nbr|_tgt[ \t]*=|_geo[ \t]*=)/;
const isForHead = /^[ \t]*_(?:b?set[ \t]|spos\b)/;

/** A text as lines, with their ends: what belongs to no section, and the sections. */
function cut(text: string, lineEnd: string): { readonly head: string[]; readonly sections: readonly Section[] } {
  const whole = /[\r\n]$/.test(text) ? text : text + lineEnd;
  const head: string[] = [];
  const sections: Section[] = [];
  for (const line of whole.match(/[^\r\n]*(?:\r\n|\r|\n)/g) ?? []) {
    if (opens.test(line)) sections.push({ heading: line, body: [] });
    else if (isForHead.test(line)) head.push(line);
    else (sections.at(-1)?.body ?? head).push(line);
  }
  return { head, sections };
}

/** The lines above the first section, with the settings of a file: each stays in its line, new ones follow the last. */
function headWith(lines: readonly string[], { settings, lineEnd }: TargetsFile): readonly string[] {
  const wanted = [...settings];
  const head: string[] = [];
  let end = 0;
  for (const line of lines) {
    const old = settingIn(line);
    const at = old === null ? -1 : wanted.findIndex(({ name }) => name === old.name);
    const [now] = at < 0 ? [] : wanted.splice(at, 1);
    if (old === null) head.push(line);
    else if (now !== undefined) end = head.push(now.kind === old.kind && now.text === old.text ? line : lineOf(now));
  }
  head.splice(end, 0, ...wanted.map(lineOf));
  if (head.length > 0 && head.at(-1)?.trim() !== '') head.push(lineEnd);
  return head;

  function lineOf({ kind, name, text }: Setting): string {
    return `_${kind} ${name} = ${text}${lineEnd}`;
  }
}

const settingIn = (line: string): Setting | null =>
  isForHead.test(line) ? (parseTargets(line).settings[0] ?? null) : null;
