import { writeFile } from 'node:fs/promises';
import { Trouble } from '../run/errors.ts';
import { ownProgram } from './finishElsewhere.ts';
import { lastLine } from './insideSerialEm.ts';

/** Where SerialEM listens to its own scripts unless its properties (SocketServerPort 7) say otherwise. */
export const internalPort = 48889;

/** What `pacetomo shim` may be told. */
export interface ShimOptions {
  readonly out?: string | undefined;
  /** SerialEM's port for its own scripts. */
  readonly port: number;
}

/** `pacetomo shim`: the script for a script slot of SerialEM that starts a run there. */
export async function shim({ out, port }: ShimOptions): Promise<void> {
  const text = shimScript({ node: process.execPath, program: ownProgram, port });
  if (out === undefined) console.log(text.trimEnd());
  else {
    await write(out, text);
    console.log(`${out} is written. Load it into a script of SerialEM; docs/inside-serialem.md says how.`);
  }
}

/**
 * The script. SerialEM doubles every backslash of a script and makes `SEMprint(` of `print(` (protocol 13.2), so there is none
 * of the first. It sends SerialEM nothing while the program works, because that would throw the program out.
 */
export function shimScript({ node, program, port }: Record<'node' | 'program', string> & { port: number }): string {
  return `#!Python
# Starts PACEtomo for the current or acquired Navigator item. Written by "pacetomo shim".
import os, subprocess, sys, serialem as sem
sys.stdout.reconfigure(errors='replace')
sem.ReportNavItem()
note, folder = sem.GetVariable('navNote'), sem.ReportDirectory()
command = [${quoted(node)}, ${quoted(program)}, 'run', '--inside', '--item-note', str(note), '--directory', str(folder), '--port', '${port}']
pipes = {'stdin': subprocess.PIPE, 'stdout': subprocess.PIPE, 'stderr': subprocess.STDOUT}
pacetomo, word = subprocess.Popen(command, encoding='utf-8', errors='replace', **pipes), 'lost'
for line in iter(pacetomo.stdout.readline, ''):
    if line.startswith('${lastLine}'):
        word = line.split()[1]
        break
    print(line.rstrip())
if word == 'stop': sem.EndAcquireAtItems()
if word != 'done': os._exit(1)
`;
}

/** Windows takes slashes for backslashes, which would be doubled. */
function quoted(path: string): string {
  const text = path.replaceAll('\\', '/');
  if (/^[ -~]+$/.test(text) && !text.includes("'")) return `'${text}'`;
  throw new Trouble(
    'bad-input',
    `A script in SerialEM cannot name ${path}: it has an apostrophe or letters beyond ASCII. Install Node.js and pacetomo in another folder.`,
  );
}

async function write(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text, { flag: 'wx' });
  } catch (cause) {
    const isThere = cause instanceof Error && 'code' in cause && cause.code === 'EEXIST';
    const why = cause instanceof Error ? cause.message : String(cause);
    throw isThere
      ? new Trouble('would-overwrite', `${path} is there already. Choose another name with --out.`, { cause })
      : new Trouble('cannot-write', `${path} cannot be written: ${why}.`, { cause });
  }
}
