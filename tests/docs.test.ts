import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseTargets } from '@pacetomo/em-files';
import {
  commandNamed,
  decodeReply,
  encodeRequest,
  LinkError,
  type LinkErrorCode,
  packArguments,
  type Request,
} from '@pacetomo/serialem-link';
import { describe, expect, test } from 'vitest';
import { add, apply, subtract } from '../packages/pacetomo/src/geometry/frames.ts';
import { foreshortening, levellingTiltDeg, planeHeightUm } from '../packages/pacetomo/src/geometry/sampleTilt.ts';
import { fitHeightUm, movementAcrossUm, riseUm } from '../packages/pacetomo/src/geometry/tiltModel.ts';
import { checkPlan } from '../packages/pacetomo/src/plan/checkPlan.ts';
import { makePlan } from '../packages/pacetomo/src/plan/makePlan.ts';
import { settingsTable } from '../packages/pacetomo/src/plan/settings.ts';
import { doseSymmetric } from '../packages/pacetomo/src/plan/tiltScheme.ts';
import { troubleOf } from '../packages/pacetomo/src/serialem/gate.ts';
import { parseJournal } from '../packages/pacetomo/src/session/journalLines.ts';
import { batchPolicy } from '../packages/pacetomo/src/session/policy.ts';
import { dump, masked } from '../packages/serialem-link/test/goldenBytes.ts';

const root = join(import.meta.dirname, '..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

/** The documents of the repository; those of the packages belong to the packages. */
const documents: readonly string[] = [
  ...readdirSync(root).filter((name) => name.endsWith('.md')),
  ...['docs', 'examples'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)),
  ),
].filter((name) => name.endsWith('.md'));

/** Fenced blocks of one kind. */
const blocks = (text: string, kind: string): readonly string[] =>
  [...text.matchAll(new RegExp(`^ *\`\`\`${kind}\\n([\\s\\S]*?)^ *\`\`\``, 'gm'))].map(([, block]) => block!);

/** Everything that is set in type-writer letters: lines of fenced blocks, and words in backticks. */
function code(text: string): readonly string[] {
  const lines = blocks(text, '').flatMap((block) => block.split('\n'));
  const prose = text.replace(/^ *```[\s\S]*?^ *```/gm, '');
  return [...lines, ...[...prose.matchAll(/`([^`\n]+)`/g)].map(([, words]) => words!)].map((line) => line.trim());
}

/** The cells of all table rows, without the rows of dashes. */
const tableRows = (text: string): readonly (readonly string[])[] =>
  [...text.matchAll(/^\|(.+)\|$/gm)]
    .map(([, row]) => row!.split(/(?<!\\)\|/).map((cell) => cell.trim()))
    .filter((cells) => !cells.every((cell) => /^-+$/.test(cell)));

const quotedIn = (text: string): readonly string[] => [...text.matchAll(/[`']([^`']+)[`']/g)].map(([, word]) => word!);

/** The texts of a union type such as `export type TroubleCode = | 'a' | 'b';` */
function membersOf(file: string, type: string): readonly string[] {
  const [, union] = new RegExp(`export type ${type} =\\n((?: +\\| '.*\\n)+)`).exec(read(file)) ?? [];
  const members = [...(union ?? '').matchAll(/^ +\| '([^']+)'/gm)].map(([, member]) => member!);
  expect(members.length).toBeGreaterThan(5);
  return members;
}

describe('generated pages', () => {
  test('docs/settings.md is what scripts/writeDocs.mjs writes from the table of settings', async () => {
    const script: { settingsPage: (table: unknown) => string } = await import(
      pathToFileURL(join(root, 'scripts/writeDocs.mjs')).href
    );
    expect(read('docs/settings.md'), 'run npm run build and node scripts/writeDocs.mjs').toBe(
      script.settingsPage(settingsTable),
    );
  });
});

describe('docs/errors.md', () => {
  const headings = [...read('docs/errors.md').matchAll(/^### `(.+)`$/gm)].map(([, heading]) => heading!);
  const isLink = (heading: string): boolean => heading.startsWith('link: ');

  test('has a paragraph for every trouble of a run, and for nothing else', () => {
    const codes = membersOf('packages/pacetomo/src/run/errors.ts', 'TroubleCode');
    expect(headings.filter((heading) => !isLink(heading)).toSorted()).toEqual(codes.toSorted());
  });

  test('has a paragraph for every failure of the connection, and for nothing else', () => {
    const codes = membersOf('packages/serialem-link/src/linkError.ts', 'LinkErrorCode');
    expect(headings.filter(isLink).toSorted()).toEqual(codes.map((name) => `link: ${name}`).toSorted());
  });

  test('says what each trouble of an area means for the rest of a batch', () => {
    const rows = tableRows(read('docs/errors.md')).filter((cells) => cells.length === 3 && cells[0]!.startsWith('`'));
    const said = rows.map(([code, before, after]) => [quotedIn(code!)[0]!, { before, after }]);
    expect(Object.fromEntries(said)).toEqual(batchPolicy);
    expect(rows).toHaveLength(Object.keys(batchPolicy).length);
  });

  test('says as which trouble a run reports a failure of the connection', () => {
    const said = [...read('docs/errors.md').matchAll(/^### `link: (.+)`\n[\s\S]*?In a run: `(.+)`\.$/gm)];
    expect(said).toHaveLength(headings.filter(isLink).length);
    for (const [, link, trouble] of said) {
      const error = new LinkError({
        code: link as LinkErrorCode,
        message: '',
        carriedOut: 'unknown',
        repeatable: false,
      });
      expect({ link, trouble: troubleOf(error) }).toMatchObject({ link, trouble: { code: trouble } });
    }
  });
});

describe('links', () => {
  const links = documents.flatMap((document) =>
    [...read(document).matchAll(/\[([^\]]*)\]\(([^)\s]+)\)/g)]
      .filter(([, , to]) => !/^https?:/.test(to!))
      .map(([, text, to]) => ({ document, text: text!, to: to! })),
  );

  test('there are many documents and links', () => {
    expect(documents.length).toBeGreaterThan(20);
    expect(links.length).toBeGreaterThan(80);
  });

  test('every link leads to a file or folder, and to a heading that is there', () => {
    const broken = links.filter(({ document, to }) => {
      const [path, anchor] = to.split('#');
      const file = path === '' ? document : join(dirname(document), path!);
      if (!existsSync(join(root, file))) return true;
      return anchor !== undefined && !anchorsOf(file).includes(anchor);
    });
    expect(broken).toEqual([]);
  });

  test('every name that is linked to a source file stands in it', () => {
    const named = links.filter(({ text, to }) => /^`\w+`$/.test(text) && to.endsWith('.ts'));
    expect(named.length).toBeGreaterThan(20);
    const missing = named.filter(({ document, text, to }) => {
      const source = read(join(dirname(document), to));
      return !new RegExp(`\\b${text.replaceAll('`', '')}\\b`).test(source);
    });
    expect(missing).toEqual([]);
  });

  /** Headings as a reader's browser knows them. */
  function anchorsOf(file: string): readonly string[] {
    if (!statSync(join(root, file)).isFile()) return [];
    return [...read(file).matchAll(/^#+ (.+)$/gm)].map(([, heading]) =>
      heading!
        .toLowerCase()
        .replace(/[^\p{L}\p{N} _-]/gu, '')
        .replaceAll(' ', '-'),
    );
  }
});

describe('names', () => {
  test('every name of ours in the glossary stands in the sources', () => {
    const folder = join(root, 'packages/pacetomo/src');
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
    const sources = [...files.map((name) => readFileSync(join(folder, name), 'utf8')), read('docs/recovery.md')].join();
    const names = tableRows(read('docs/glossary.md')).flatMap(([, ours]) => quotedIn(ours!.replaceAll('\\', '')));
    expect(names.length).toBeGreaterThan(35);
    // `Vec<'specimen'>` is a word and a text, `Tilt.deg` a type and its field, `001` an example
    const words = names
      .flatMap((name) => name.match(/[A-Za-z][\w.]*/g) ?? [])
      .flatMap((name) => name.split(/\.(?=deg)/));
    const stands = (word: string): boolean => new RegExp(`\\b${word.replace('.', '\\.')}\\b`).test(sources);
    expect(words.filter((word) => !stands(word))).toEqual([]);
  });

  test('ARCHITECTURE.md has at most 200 lines, and the table of its test', () => {
    const text = read('ARCHITECTURE.md');
    expect(text.trimEnd().split('\n').length).toBeLessThanOrEqual(200);
    const source = read('tests/architecture.test.ts');
    const said = tableRows(text).filter((cells) => cells.length === 3 && /^`\w+`$/.test(cells[0]!));
    const saidIn = (column: number): readonly (readonly [string, readonly string[]])[] =>
      said.map((cells) => [
        quotedIn(cells[0]!)[0]!,
        [...quotedIn(cells[column]!), ...(/\bNode\b/.test(cells[column]!) ? ['node:'] : [])].toSorted(),
      ]);
    expect(Object.fromEntries(saidIn(1))).toEqual(tableOf(source, 'layers'));
    expect(Object.fromEntries(saidIn(2))).toEqual(tableOf(source, 'outside'));
  });

  test('the folders that ARCHITECTURE.md shows are there', () => {
    const tree = /^packages\/\n[\s\S]*?^scripts\//m.exec(read('ARCHITECTURE.md'))?.[0] ?? '';
    const [ofProgram = '', ofPage = ''] = tree.split(/^ {2}web\/src\//m);
    const shown = (text: string, indent: number): readonly string[] =>
      [...text.matchAll(new RegExp(`^ {${indent}}([\\w-]+)/ `, 'gm'))].map(([, name]) => name!).toSorted();
    const folders = (path: string): readonly string[] =>
      readdirSync(join(root, path), { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map(({ name }) => name)
        .toSorted();
    expect(shown(ofProgram, 4)).toEqual(folders('packages/pacetomo/src'));
    expect(shown(ofPage, 4)).toEqual(folders('packages/web/src'));
    expect([...shown(ofProgram, 2), 'pacetomo', 'web'].toSorted()).toEqual(folders('packages'));
  });

  /** A table of architecture.test.ts: lists of texts by folder, sorted. */
  function tableOf(source: string, name: string): Readonly<Record<string, readonly string[]>> {
    const [, body] = new RegExp(`const ${name}: .*?= \\{\\n([\\s\\S]*?)\\n\\};`).exec(source) ?? [];
    const rows = [...(body ?? '').matchAll(/^ {2}(\w+): \[([^\]]*)\]/gm)];
    expect(rows.length).toBeGreaterThan(5);
    return Object.fromEntries(rows.map(([, folder, list]) => [folder!, [...quotedIn(list!)].toSorted()]));
  }
});

describe('commands', () => {
  const main = read('packages/pacetomo/src/cli/main.ts');
  const commandLine = readdirSync(join(root, 'packages/pacetomo/src/cli'))
    .map((name) => read(`packages/pacetomo/src/cli/${name}`))
    .join('\n');
  const virtualCommandLine =
    read('packages/virtual-serialem/src/cliProgram.ts') + read('packages/virtual-serialem/src/report/reportCommand.ts');
  const verbsOf = (source: string): readonly string[] =>
    [...source.matchAll(/(?:\.command|return new Command)\('([\w-]+)'\)/g)].map(([, verb]) => verb!);
  /** Verbs of `main.ts`, and those that have a file of their own. */
  const verbs = [...verbsOf(main), ...[...main.matchAll(/addCommand\((\w+)Command\(\)\)/g)].map(([, verb]) => verb!)];
  const all = documents.flatMap((document) => code(read(document)));
  const said = (program: string): readonly string[] =>
    all.flatMap((line) =>
      [...line.matchAll(new RegExp(`(?:^|npx )${program} ([a-z][a-z-]*)`, 'g'))].map(([, verb]) => verb!),
    );

  test('every verb of the program is there, and README.md names all of them', () => {
    expect([...new Set(said('pacetomo'))].toSorted()).toEqual(verbs.toSorted());
    const readme = read('README.md') + read('CHANGELOG.md');
    expect(verbs.filter((verb) => !readme.includes(`pacetomo ${verb}`))).toEqual([]);
  });

  test('every verb of the virtual SerialEM that is named is there', () => {
    expect(said('virtual-serialem').length).toBeGreaterThan(0);
    expect(said('virtual-serialem').filter((verb) => !verbsOf(virtualCommandLine).includes(verb))).toEqual([]);
  });

  test('every option that is named is there', () => {
    const optionsIn = (lines: readonly string[]): readonly string[] =>
      lines.flatMap((line) => [...line.matchAll(/(?:^| )--([a-z][a-z-]*)/g)].map(([, option]) => option!));
    const ours = all.filter((line) => !/vitest|npm install|oxlint/.test(line));
    const virtual = ours.filter((line) => line.includes('virtual-serialem'));
    // an option with a value, or a flag
    const isIn = (source: string, option: string): boolean =>
      source.includes(`'--${option} `) || source.includes(`'--${option}'`);
    const either = ours.filter((line) => !virtual.includes(line) && !line.includes('pacetomo'));
    expect(optionsIn(ours).length).toBeGreaterThan(8);
    expect(optionsIn(virtual).filter((option) => !isIn(virtualCommandLine, option))).toEqual([]);
    expect(optionsIn(ours.filter((line) => / ?pacetomo /.test(line))).filter((o) => !isIn(commandLine, o))).toEqual([]);
    expect(optionsIn(either).filter((option) => !isIn(commandLine + virtualCommandLine, option))).toEqual([]);
  });

  test('every npm script and every file that is run is there', () => {
    const { scripts } = JSON.parse(read('package.json'));
    const names = all.flatMap((line) => [...line.matchAll(/npm (?:run )?(\w+)/g)].map(([, name]) => name!));
    expect(names).toContain('start');
    expect(names.filter((name) => name !== 'install' && !(name in scripts))).toEqual([]);
    const files = all.flatMap((line) => [...line.matchAll(/^node ([\w./-]+)/g)].map(([, file]) => file!));
    expect(files.filter((file) => !existsSync(join(root, file)))).toEqual([]);
  });
});

describe('numbers', () => {
  const functions = {
    ...{ add, apply, subtract, foreshortening, levellingTiltDeg, planeHeightUm },
    ...{ fitHeightUm, movementAcrossUm, riseUm, doseSymmetric },
  };
  const evaluate = (expression: string): unknown =>
    new Function(...Object.keys(functions), `return (${expression});`)(...Object.values(functions));
  const numbersOf = (value: unknown): readonly number[] =>
    [...JSON.stringify(value).matchAll(/-?\d+(\.\d+)?(e-?\d+)?/g)].map(([text]) => Number(text));
  const lines = blocks(read('docs/conventions.md'), 'ts').flatMap((block) => block.trim().split('\n'));

  test('the conventions have worked numbers', () => expect(lines.length).toBeGreaterThan(12));

  test.each(lines)('%s', (line) => {
    const [, expression, stated] = /^(.+); \/\/ (.+)$/.exec(line) ?? [];
    const decimals = Math.max(0, ...[...stated!.matchAll(/\.(\d+)/g)].map(([, digits]) => digits!.length));
    const expected = numbersOf(evaluate(stated!));
    const actual = numbersOf(evaluate(expression!));
    expect(actual).toHaveLength(expected.length);
    for (const [i, number] of expected.entries()) expect(actual[i]).toBeCloseTo(number, decimals);
  });
});

describe('bytes of docs/protocol.md', () => {
  const dialogues = blocks(read('docs/protocol.md'), 'serialem').map((block) => {
    const [call, ...rest] = block.replace(/;.*$/gm, '').split(/\n(?=[CS=!] )/);
    const part = (letter: string): string | undefined =>
      rest
        .find((text) => text.startsWith(letter))
        ?.slice(1)
        .trim();
    return { call: call!.trim(), sent: part('C'), answered: part('S'), values: part('='), failure: part('!') };
  });

  test('there are several', () => expect(dialogues.length).toBeGreaterThan(7));

  test.each(dialogues)('$call', ({ call, sent, answered, values, failure }) => {
    const request = requestOf(call);
    if (sent !== undefined) {
      const golden = dump(sent);
      expect(masked(encodeRequest(request), golden)).toBe(masked(golden.bytes, golden));
    }
    if (answered === undefined) return;
    const reply = decodeReply(request.kind as 'command' | 'askForControl', dump(answered).bytes);
    if (reply.kind === 'control') expect(reply.granted).toBe(true);
    else if (reply.kind === 'transport') expect(reply.code).toBe(Number(failure));
    else if (reply.kind !== 'command') throw new Error(`the answer is ${JSON.stringify(reply)}`);
    else if (failure !== undefined) expect(reply.scriptError).toBe(Number(failure));
    else expect(reply).toMatchObject({ scriptError: 0, values: JSON.parse(values!) });
  });

  function requestOf(call: string): Request {
    if (call === 'askForControl') return { kind: 'askForControl' };
    const [, name, args] = /^(\w+)\((.*)\)$/.exec(call)!;
    const command = commandNamed(name!)!;
    return { kind: 'command', code: command.code, args: packArguments(command, JSON.parse(`[${args}]`)) };
  }
});

describe('docs/recovery.md', () => {
  const rows = tableRows(read('docs/recovery.md')).filter((cells) => /^(yes|no)$/.test(cells[2] ?? ''));

  test('shows a journal that can be read', () => {
    const [journal] = blocks(read('docs/recovery.md'), 'journal');
    const { events, wholeBytes } = parseJournal(Buffer.from(journal!));
    expect(events.length).toBeGreaterThan(4);
    expect(wholeBytes).toBe(Buffer.byteLength(journal!));
  });

  test('has every event in its table, and no other', () => {
    const types = [...read('packages/pacetomo/src/run/events.ts').matchAll(/readonly type: '([a-z.-]+)'/g)];
    expect(rows.flatMap(([event]) => quotedIn(event!)).toSorted()).toEqual(types.map(([, type]) => type).toSorted());
  });

  test('says which events are on the disk before anything else happens', () => {
    const [, list] = /mayBeLost[^=]*= new Set\(\[([^\]]+)\]/.exec(
      read('packages/pacetomo/src/session/journalFile.ts'),
    )!;
    const said = rows.filter((cells) => cells[2] === 'no').flatMap(([event]) => quotedIn(event!));
    expect(said.toSorted()).toEqual([...quotedIn(list!)].toSorted());
  });
});

test('the first series is what its README says', () => {
  const folder = 'examples/first-series';
  const file = parseTargets(read(join(folder, 'first_tgts.txt')));
  const made = makePlan({ file, path: 'first_tgts.txt', sha256: '', program: 'test', before: [], over: [] });
  expect(made).toMatchObject({ plan: { name: 'first' }, warnings: [] });
  const { targets, tilts, lowestTiltDeg, highestTiltDeg, exposures, levelAtDeg, outOfReach } = checkPlan(made.plan!);
  const readme = read(join(folder, 'README.md'));
  expect(readme).toContain(`first: ${targets} targets.`);
  expect(readme).toContain(`${tilts} tilts from ${lowestTiltDeg}° to ${highestTiltDeg}°: ${exposures} images.`);
  expect(readme).toContain(`level at ${levelAtDeg}°`);
  expect(outOfReach).toEqual([]);
});

test('decisions are numbered without gaps and say what was decided and what lost', () => {
  const decisions = documents.filter((name) => dirname(name) === join('docs', 'decisions')).toSorted();
  const parts = ['Context', 'Decision', 'Consequences', 'What lost'];
  for (const [i, name] of decisions.entries()) {
    const number = String(i + 1).padStart(4, '0');
    expect(relative(join('docs', 'decisions'), name).slice(0, 4)).toBe(number);
    expect(read(name).startsWith(`# ${number}. `)).toBe(true);
    expect([...read(name).matchAll(/^## (.+)$/gm)].map(([, part]) => part)).toEqual(parts);
  }
  expect(decisions.length).toBeGreaterThan(10);
});
