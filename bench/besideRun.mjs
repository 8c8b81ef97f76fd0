import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { constants, setPriority } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { heading, report } from './measure.mjs';
import { addressOf } from './series.mjs';
import { makeStack } from './sorting.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const program = (name) => join(root, 'packages', name, 'bin', `${name}.mjs`);
/** So much faster than a real microscope: an exposure takes about half a second, so that what disturbs it shows the more. */
const speed = Number(process.env.PACETOMO_SPEED ?? 10);
const times = Number(process.env.PACETOMO_TIMES ?? 4);

/**
 * Time per exposure of a run: alone, while large stacks are sorted beside it as `finishElsewhere` does, and while they are
 * sorted without rests; in turns, so that whatever else the computer does falls on all of them.
 */
export async function besideRun(folder) {
  const stack = join(folder, 'beside_ts_001.mrc');
  await makeStack(stack, 80);
  heading(`Time per exposure beside sorting, virtual microscope at ${speed} times its speed`);
  const ways = {
    alone: null,
    'sorting with rests': 'restfulDisk(diskFiles)',
    'sorting without': 'diskFiles',
  };
  const found = Object.fromEntries(Object.keys(ways).map((way) => [way, []]));
  for (let time = 0; time < times; time++)
    for (const [way, files] of Object.entries(ways)) {
      const sorting = files === null ? null : sortAgainAndAgain(stack, files);
      found[way].push(...(await secondsBetweenExposures(folder)));
      await sorting?.end();
    }
  rmSync(stack);
  for (const [way, seconds] of Object.entries(found))
    for (const of of [median, mean])
      report(
        `${of.name} ${way}`,
        of(seconds),
        's',
        of(seconds) / of(found.alone),
        `times as long as alone (${seconds.length} exposures)`,
      );
}

async function secondsBetweenExposures(into) {
  const folder = mkdtempSync(join(into, 'run-'));
  const options = ['--port', '0', '--dir', folder, '--scenario', 'quiet', '--speed', String(speed)];
  const serialEm = spawn(process.execPath, [program('virtual-serialem'), ...options], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const address = await addressOf(serialEm);
    const targets = join(root, 'examples/first-series/first_tgts.txt');
    const run = spawn(
      process.execPath,
      [
        program('pacetomo'),
        'run',
        targets,
        '--serialem',
        address,
        '--runs',
        folder,
        '--set',
        'writeExports=no',
        '--set',
        'writeRunFile=no',
      ],
      { stdio: 'ignore' },
    );
    const [code] = await once(run, 'exit');
    if (code !== 0) throw new Error(`the run ended with exit code ${code}`);
  } finally {
    serialEm.kill('SIGTERM');
    if (serialEm.exitCode === null) await once(serialEm, 'exit');
  }
  const [name] = readdirSync(folder).filter((entry) => entry.includes('_run'));
  const lines = readFileSync(join(folder, name, 'journal.jsonl'), 'utf8')
    .trim()
    .split('\n');
  const commits = lines
    .map((line) => JSON.parse(line.slice(line.indexOf('{'))))
    .filter(({ type, purpose }) => type === 'expose.commit' && purpose === 'record');
  rmSync(folder, { recursive: true });
  return commits.slice(1).map(({ t }, i) => (Date.parse(t) - Date.parse(commits[i].t)) / 1000);
}

const dist = (file) => new URL(`../packages/pacetomo/dist/finish/${file}.js`, import.meta.url).href;
const sortOn = (files) => `
const { sortByTilt } = await import('${dist('sortByTilt')}');
const { diskFiles } = await import('${dist('finishFiles')}');
const { restfulDisk } = await import('${dist('restfulDisk')}');
await sortByTilt(process.argv.at(-1), { files: ${files}, withSha256: true });
`;

function sortAgainAndAgain(stack, files) {
  let isOver = false;
  let child = null;
  const going = (async () => {
    while (!isOver) {
      copyFileSync(`${stack}.acquired`, `${stack}.mdoc`);
      child = spawn(process.execPath, ['--input-type=module', '-e', sortOn(files), stack], { stdio: 'inherit' });
      setPriority(child.pid, constants.priority.PRIORITY_LOW);
      const [code] = await once(child, 'exit');
      if (code !== 0 && !isOver) throw new Error(`sorting ended with exit code ${code}`);
      rmSync(join(stack, '../unsorted'), { recursive: true, force: true });
    }
  })();
  return {
    end: () => {
      isOver = true;
      child?.kill();
      return going;
    },
  };
}

const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];
