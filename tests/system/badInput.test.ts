import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ScriptEngine } from '@pacetomo/serialem-link';
import { listen } from '@pacetomo/serialem-link/node';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { runPacetomo, startVirtualMicroscope } from './programs.ts';

const target = (number: number, x: number, y: number): string =>
  `_tgt = 00${number}\ntsfile = bad_ts_00${number}.mrc\nSSX = ${x}\nSSY = ${y}\n`;
const series = '_set minTilt = -3\n_set maxTilt = 3\n';

const quiet: object = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../packages/virtual-serialem/scenarios/quiet.json'), 'utf8'),
);

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pacetomo-bad-'));
  writeFileSync(join(folder, 'bad_tgts.txt'), `${series}${target(1, 0, 0)}${target(2, 2, 3)}`);
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A refusal is one or a few sentences on standard error, no stack trace, exit code 1, and no run folder left behind. */
async function refusal(...args: string[]): Promise<string> {
  const { code, stderr } = await runPacetomo(args, folder);
  expect(code).toBe(1);
  expect(stderr).not.toMatch(/^\s+at /m);
  expect(stderr.trim().split('\n').length).toBeLessThanOrEqual(3);
  return stderr;
}

const runFolders = (): readonly string[] => {
  try {
    return readdirSync(join(folder, 'runs'));
  } catch {
    return [];
  }
};

describe('without any microscope', () => {
  test('a targets file that is not there', async () => {
    expect(await refusal('run', 'nobody_tgts.txt')).toContain(
      'There is no targets file nobody_tgts.txt. Check the name and the folder.',
    );
  });

  test('a garbled targets file', async () => {
    writeFileSync(join(folder, 'garbled_tgts.txt'), `${series}${target(1, 0, 0)}what is this\n`);
    const said = await refusal('run', 'garbled_tgts.txt');
    expect(said).toContain('garbled_tgts.txt cannot be read as a targets file. Line 7');
    expect(said).toContain('Mend that line');
  });

  test('a binary file', async () => {
    writeFileSync(
      join(folder, 'stack_tgts.txt'),
      Buffer.from(Array.from({ length: 2000 }, (_, i) => (i * 7919) % 256)),
    );
    expect(await refusal('run', 'stack_tgts.txt')).toContain('cannot be read as a targets file');
  });

  test('a port where nothing listens', async () => {
    expect(await refusal('run', 'bad_tgts.txt', '--serialem', '127.0.0.1:9')).toMatch(
      /127\.0\.0\.1:9.*EnableExternalPython/s,
    );
    expect(runFolders()).toEqual([]);
  });

  test('an address that is none', async () => {
    expect(await refusal('run', 'bad_tgts.txt', '--serialem', 'microscope')).toContain(
      '“microscope” is not an address. Write HOST:PORT',
    );
  });

  test('a target beyond the image-shift limit', async () => {
    writeFileSync(join(folder, 'far_tgts.txt'), `${series}${target(1, 0, 0)}${target(2, 17, 19)}`);
    const said = await refusal('run', 'far_tgts.txt');
    expect(said).toContain('target 002 (25.5 µm)');
    expect(said).toContain('raise imageShiftLimit if the microscope allows it');
  });

  test('a folder that is no run', async () => {
    expect(await refusal('resume', 'runs/nothing_run01')).toContain('runs/nothing_run01 is not the folder of a run');
    expect(await refusal('status', 'bad_tgts.txt')).toContain('is not the folder of a run');
  });
});

describe('with something else on the port', () => {
  let server: Server;
  const listening = (answer: (received: Buffer) => Buffer | null): Promise<string> =>
    new Promise((resolve) => {
      server = createServer((socket) =>
        socket.on('data', (bytes) => answer(bytes) && socket.write(answer(bytes)!)).on('error', () => {}),
      );
      server.listen(0, '127.0.0.1', () => {
        const address = server.address();
        resolve(`127.0.0.1:${typeof address === 'object' ? address?.port : ''}`);
      });
    });
  afterEach(() => server.close());

  test('a web server', async () => {
    const address = await listening(() => Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n'));
    expect(await refusal('run', 'bad_tgts.txt', '--serialem', address)).toMatch(/SerialEM/);
    expect(runFolders()).toEqual([]);
  });
});

describe('with SerialEM', () => {
  test('that is busy', async () => {
    const engineFor = (): ScriptEngine => ({
      askForControl: () => false,
      run: async () => ({ transport: -9 }),
      image: async () => null,
      putImage: async () => {},
      disconnected: () => {},
    });
    const server = await listen(engineFor, { port: 0 });
    expect(await refusal('run', 'bad_tgts.txt', '--serialem', `127.0.0.1:${server.port}`)).toContain(
      'SerialEM is busy and does not give control',
    );
    expect(runFolders()).toEqual([]);
    await server.close();
  });

  test('whose folder has a stack of that name already', async () => {
    writeFileSync(join(folder, 'bad_ts_002.mrc'), 'somebody else’s data');
    const scope = await startVirtualMicroscope(folder, ['--scenario', 'quiet']);
    const said = await refusal('run', 'bad_tgts.txt', '--serialem', scope.address);
    expect(said).toContain('bad_ts_002.mrc (target 002) exists already');
    expect(said).toContain('nothing was exposed or overwritten');
    expect(await scope.end()).toEqual([]);
    expect(readFileSync(join(folder, 'bad_ts_002.mrc'), 'utf8')).toBe('somebody else’s data');
  });

  test('whose reply to an exposure is lost: the run says so, finds the image and goes on by itself', async () => {
    const scenario = { ...quiet, faults: [{ kind: 'reply-lost', at: { name: 'R', occurrence: 3 } }] };
    writeFileSync(join(folder, 'scenario.json'), JSON.stringify(scenario));
    const scope = await startVirtualMicroscope(folder, ['--scenario', join(folder, 'scenario.json')]);
    const { code, stdout } = await runPacetomo(['run', 'bad_tgts.txt', '--serialem', scope.address], folder);
    expect(code).toBe(0);
    expect(stdout).toMatch(/R\(\)/);
    expect(stdout).toMatch(/The last exposure was accounted for \((saved-from-buffer|found-in-stack)\)/);
    const images = (await scope.end()).filter(({ command }) => command === 'R');
    expect(images).toHaveLength(2 * 3);
    expect(new Set(images.map(({ file, section }) => `${file}:${section}`)).size).toBe(2 * 3);
  });
});
