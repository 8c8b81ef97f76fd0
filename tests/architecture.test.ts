import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join, normalize, sep } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');

/** Which package may use which of ours. The virtual microscope shares only the protocol and the file formats with the program. */
const packages: Readonly<Record<string, readonly string[]>> = {
  'em-files': [],
  'serialem-link': [],
  'virtual-serialem': ['em-files', 'serialem-link'],
  pacetomo: ['em-files', 'serialem-link'],
  web: [],
};

/** Who may import whom inside `pacetomo`. A folder may import itself and what stands beside it, nothing else. */
const layers: Readonly<Record<string, readonly string[]>> = {
  geometry: [],
  images: [],
  microscope: ['geometry', 'images'],
  plan: ['geometry'],
  area: ['geometry'],
  layout: ['geometry'],
  holes: ['geometry', 'images'],
  maps: ['geometry', 'images'],
  motion: ['geometry', 'plan'],
  run: ['geometry', 'microscope', 'motion', 'plan'],
  dose: ['geometry', 'images', 'motion', 'plan', 'run'],
  series: ['dose', 'geometry', 'motion', 'plan', 'run'],
  quality: ['geometry', 'images', 'series'],
  exports: ['geometry', 'series'],
  procedures: [
    'area',
    'dose',
    'geometry',
    'holes',
    'images',
    'layout',
    'maps',
    'microscope',
    'motion',
    'plan',
    'run',
    'series',
  ],
  serialem: ['geometry', 'images', 'microscope', 'plan', 'run'],
  finish: ['run'],
  session: [
    'area',
    'dose',
    'exports',
    'finish',
    'geometry',
    'holes',
    'maps',
    'microscope',
    'plan',
    'procedures',
    'quality',
    'run',
    'serialem',
    'series',
  ],
  api: ['area', 'dose', 'geometry', 'plan'],
  desk: [
    'api',
    'area',
    'dose',
    'finish',
    'geometry',
    'holes',
    'images',
    'maps',
    'microscope',
    'plan',
    'procedures',
    'quality',
    'run',
    'serialem',
    'session',
  ],
  server: ['api', 'desk', 'run', 'session'],
  cli: [
    'api',
    'area',
    'desk',
    'dose',
    'finish',
    'geometry',
    'holes',
    'images',
    'layout',
    'plan',
    'run',
    'serialem',
    'server',
    'session',
  ],
};

/** What may come from outside, by folder: everything above `run` has to work in a browser. */
const outside: Readonly<Record<string, readonly string[]>> = {
  geometry: ['ml-matrix', 'simple-statistics'],
  images: ['ml-matrix', 'simple-statistics'],
  microscope: [],
  plan: ['@pacetomo/em-files', 'zod'],
  area: ['@pacetomo/em-files'],
  layout: ['d3-polygon'],
  holes: ['d3-delaunay', 'ml-matrix', 'simple-statistics'],
  maps: ['@pacetomo/em-files'],
  motion: [],
  run: ['zod'],
  dose: ['ml-matrix'],
  series: ['@pacetomo/em-files'],
  quality: ['@pacetomo/em-files', 'node:zlib'],
  exports: ['zod'],
  procedures: [],
  serialem: ['@pacetomo/serialem-link'],
  finish: ['@pacetomo/em-files', 'node:'],
  session: ['@pacetomo/em-files', '@pacetomo/serialem-link', 'echarts', 'node:', 'smol-toml', 'zod'],
  api: ['zod'],
  desk: ['@pacetomo/em-files', '@pacetomo/serialem-link', 'node:', 'nodemailer', 'smol-toml', 'zod'],
  server: ['@hono/node-server', '@pacetomo/em-files', 'hono', 'node:', 'zod'],
  cli: ['@commander-js/extra-typings', '@pacetomo/em-files', '@pacetomo/serialem-link', 'cli-progress', 'node:'],
};

interface Import {
  readonly file: string;
  readonly to: string;
}

function importsOf(folder: string): Import[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file))
    .flatMap((file) => {
      const text = readFileSync(join(folder, file), 'utf8').replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
      return [...text.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*['"]([\w@./:-]+)['"]/g)].map(([, to]) => ({
        file: file.split(sep).join('/'),
        to: to!,
      }));
    });
}

const source = (name: string): string => join(root, 'packages', name, 'src');

/** The folder of `pacetomo/src` that a relative import ends in. */
const layerOf = ({ file, to }: Import): string => normalize(join(dirname(file), to)).split(sep)[0]!;

/** The folders of `virtual-serialem` that are the microscope and its specimen; the others are the program SerialEM around it. */
const physics = ['random', 'specimen', 'camera', 'scenario', 'column', 'facility', 'beamEffects', 'truth'];

describe('packages', () => {
  test('every package has its place in the table', () => {
    const found = readdirSync(join(root, 'packages')).filter((name) => existsSync(source(name)));
    expect(found.sort()).toEqual(Object.keys(packages).sort());
  });

  test.each(Object.entries(packages))(
    '%s uses only the packages it may, through their front doors',
    (name, allowed) => {
      const imports = importsOf(source(name));
      expect(imports.length).toBeGreaterThan(5);
      const ours = imports.filter(
        ({ to }) =>
          to.startsWith('@pacetomo/') || (to.startsWith('pacetomo') && !(name === 'web' && to === 'pacetomo/page')),
      );
      const wrong = ours.filter(
        ({ to }) => !allowed.some((other) => to === `@pacetomo/${other}` || to === `@pacetomo/${other}/node`),
      );
      expect(wrong).toEqual([]);
      expect(
        imports.filter(({ file, to }) => to.startsWith('.') && normalize(join(dirname(file), to)).startsWith('..')),
      ).toEqual([]);
    },
  );

  test('em-files and serialem-link depend on nothing', () => {
    for (const name of ['em-files', 'serialem-link']) {
      const manifest: unknown = JSON.parse(readFileSync(join(root, 'packages', name, 'package.json'), 'utf8'));
      expect(manifest).not.toHaveProperty('dependencies');
      const foreign = importsOf(source(name)).filter(({ to }) => !to.startsWith('.') && !isNode(to));
      expect(foreign).toEqual([]);
    }
  });

  test('em-files runs in a browser but for its node door', () => {
    const imports = importsOf(source('em-files'));
    const reached = new Set(['index.ts']);
    for (const file of reached) {
      for (const { to } of imports.filter((edge) => edge.file === file && edge.to.startsWith('.')))
        reached.add(normalize(to));
    }
    expect(reached.size).toBeGreaterThan(10);
    expect(imports.filter(({ file, to }) => isNode(to) && reached.has(file))).toEqual([]);
  });

  test('the virtual microscope knows nothing of the program that controls it', () => {
    const folder = source('virtual-serialem');
    const inside = importsOf(folder).filter(
      ({ file, to }) => to.startsWith('.') && physics.includes(file.split('/')[0]!),
    );
    expect(inside.length).toBeGreaterThan(50);
    const outwards = inside.filter((found) => !physics.includes(layerOf(found)));
    expect(outwards).toEqual([]);
  });
});

describe('layers of pacetomo', () => {
  const imports = importsOf(source('pacetomo'));
  const inside = imports.filter(({ file }) => file.includes('/'));
  const from = (layer: string): Import[] => inside.filter(({ file }) => file.startsWith(`${layer}/`));

  test('every folder has its place in both tables', () => {
    const folders = readdirSync(source('pacetomo'), { withFileTypes: true }).filter((entry) => entry.isDirectory());
    expect(folders.map(({ name }) => name).sort()).toEqual(Object.keys(layers).sort());
    expect(Object.keys(outside).sort()).toEqual(Object.keys(layers).sort());
  });

  test.each(Object.entries(layers))('%s imports only the layers below it', (layer, allowed) => {
    const wrong = from(layer).filter(
      (edge) => edge.to.startsWith('.') && layerOf(edge) !== layer && !allowed.includes(layerOf(edge)),
    );
    expect(wrong).toEqual([]);
  });

  test.each(Object.entries(outside))('%s takes from outside only what it may', (layer, allowed) => {
    const foreign = from(layer).filter(({ to }) => !to.startsWith('.'));
    expect(foreign.filter(({ to }) => !allowed.some((name) => to.startsWith(name)))).toEqual([]);
  });

  test('every permission is used', () => {
    const unused = Object.entries(layers).flatMap(([layer, allowed]) =>
      allowed
        .filter((to) => !from(layer).some((edge) => edge.to.startsWith('.') && layerOf(edge) === to))
        .map((to) => `${layer} → ${to}`),
    );
    const unusedOutside = Object.entries(outside).flatMap(([layer, allowed]) =>
      allowed.filter((name) => !from(layer).some(({ to }) => to.startsWith(name))).map((name) => `${layer} → ${name}`),
    );
    expect([...unused, ...unusedOutside]).toEqual([]);
  });

  test('what a browser shares with the runner touches neither Node nor the disk', () => {
    for (const layer of ['geometry', 'images', 'plan', 'area', 'layout', 'holes', 'motion', 'run', 'dose', 'api'])
      expect(from(layer).filter(({ to }) => isNode(to))).toEqual([]);
  });
});

test.each(Object.keys(packages))('no files of %s import each other in a circle', (name) => {
  const imports = importsOf(source(name)).filter(({ to }) => to.startsWith('.'));
  const inCircle = [...new Set(imports.map(({ file }) => file))].filter((start) => {
    const reached = new Set<string>();
    const toVisit = [start];
    for (const file of toVisit) {
      for (const edge of imports.filter((candidate) => candidate.file === file)) {
        const to = normalize(join(dirname(file), edge.to))
          .split(sep)
          .join('/');
        if (!reached.has(to)) toVisit.push(to);
        reached.add(to);
      }
    }
    return reached.has(start);
  });
  expect(inCircle).toEqual([]);
});

test('no file is longer than 400 lines, tables of data excepted', () => {
  const tables = ['commandTable.ts'];
  const long = Object.keys(packages).flatMap((name) =>
    readdirSync(source(name), { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.tsx?$/.test(file) && !tables.some((table) => file.endsWith(table)))
      .filter((file) => readFileSync(join(source(name), file), 'utf8').split('\n').length > 401)
      .map((file) => `${name}/${file}`),
  );
  expect(long).toEqual([]);
});

function isNode(name: string): boolean {
  return name.startsWith('node:') || builtinModules.includes(name);
}
