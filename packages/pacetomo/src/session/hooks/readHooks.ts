import { readFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { decodeText } from '@pacetomo/em-files';
import { parse as parseToml } from 'smol-toml';
import type { z } from 'zod';
import { Trouble } from '../../run/errors.ts';
import { type CommandHook, type Hooks, noHooks, type Webhook } from './hooks.ts';
import { type HooksFile, hooksFile } from './hooksFile.ts';

/**
 * Where the hooks of a run are: `hooks.toml` in the folder of the runs, which for an area of a batch is the one above the batch.
 * Nowhere else is looked, for what stands there is started.
 */
async function hooksPath(runPath: string): Promise<string> {
  const above = dirname(resolve(runPath));
  const isBatch = (await textOf(join(above, 'batch.json'))) !== null;
  return join(isBatch ? dirname(above) : above, 'hooks.toml');
}

/** The hooks of a run, none when there is no file of them. Throws Trouble `bad-input` as `readHooks` does. */
export async function hooksOfRun(runPath: string): Promise<Hooks> {
  const path = await hooksPath(runPath);
  const text = await textOf(path);
  return text === null ? noHooks : hooksIn(text, path);
}

/** Reads a file of hooks. Throws Trouble `bad-input` when there is none, or with all that is wrong with it and no secret. */
export async function readHooks(path: string): Promise<Hooks> {
  const text = await textOf(path);
  if (text === null)
    throw new Trouble('bad-input', `There is no file of hooks ${path}. Check the name and the folder.`);
  return hooksIn(text, path);
}

/** The hooks that a text says; paths are taken from the folder of its file. Throws Trouble `bad-input`. */
export function hooksIn(text: string, path: string): Hooks {
  const read = hooksFile.safeParse(tomlIn(text, path));
  if (!read.success) throw unusable(path, read.error.issues.map(sentenceOf));
  const folder = dirname(resolve(path));
  const hooks: Hooks = {
    commands: read.data.command.map((each) => commandOf(each, folder)),
    webhooks: read.data.webhook.map(webhookOf),
  };
  const names = [...hooks.commands, ...hooks.webhooks].map(({ name }) => name);
  const twice = names.filter((name, i) => names.indexOf(name) !== i);
  if (twice.length > 0) throw unusable(path, [`two hooks are called ${twice[0]}: give each a “name” of its own`]);
  return hooks;
}

function commandOf({ name, run, folder, timeLimitS }: HooksFile['command'][number], from: string): CommandHook {
  const [program, ...args] = run;
  const isPath = /[\\/]/.test(program);
  return {
    name: name ?? basename(program.replaceAll('\\', '/')),
    program: isPath ? resolve(from, program) : program,
    args,
    folder: folder === undefined ? from : resolve(from, folder),
    timeLimitS,
  };
}

/** Whoever knows the whole address of a webhook may post there, so its path is no part of the name. */
function webhookOf({ name, url, headers, secret }: HooksFile['webhook'][number]): Webhook {
  const key = secret === undefined ? null : Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  return { name: name ?? new URL(url).origin, url, headers, secret: key };
}

/** Null when there is no such file. */
async function textOf(path: string): Promise<string | null> {
  try {
    return decodeText(await readFile(path)).text;
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return null;
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new Trouble('bad-input', `The hooks in ${path} cannot be read: ${why}. See that they can, or remove them.`, {
      cause,
    });
  }
}

/** The parser quotes the lines around a mistake, in which a secret may stand: only its first line is passed on. */
function tomlIn(text: string, path: string): unknown {
  try {
    return parseToml(text);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message.split('\n')[0] : String(cause);
    const where = cause instanceof Error && 'line' in cause ? ` in line ${cause.line}` : '';
    throw unusable(path, [`it is no TOML${where} (${why})`]);
  }
}

function sentenceOf({ path, message }: z.core.$ZodIssue): string {
  const [kind, index, ...within] = path;
  const hook = typeof index === 'number' ? `[[${String(kind)}]] number ${index + 1}` : String(kind ?? 'the file');
  const place = within.map((part) => (typeof part === 'number' ? `${part + 1}` : String(part))).join(' ');
  return `${hook}${place && `, ${place}`}: ${message}`;
}

const unusable = (path: string, mistakes: readonly string[]): Trouble =>
  new Trouble(
    'bad-input',
    `The hooks in ${path} cannot be used: ${mistakes.join('; ')}. docs/output.md says what may stand there.`,
  );
