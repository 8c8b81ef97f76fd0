import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { openBrowser } from './browser.ts';

const program = fileURLToPath(new URL('../../packages/pacetomo/bin/pacetomo.mjs', import.meta.url));

export interface SiteWish {
  /** Scenario of the virtual microscope that is started at once; none when absent. */
  readonly virtual?: string;
  readonly seed?: number;
  /** Puts files into the folder before the server is started. */
  readonly prepare?: (folder: string) => Promise<void>;
  readonly size?: { readonly width: number; readonly height: number };
  readonly scheme?: 'dark' | 'light';
}

/** A real server on a folder of its own, with a real browser before it. */
export interface Site {
  readonly folder: string;
  readonly url: string;
  readonly browser: Browser;
  /** The first window: signed in, in control. */
  readonly page: Page;
  /** Everything that went wrong in any window: uncaught errors, and addresses outside that it asked for. */
  readonly wrongs: readonly string[];
  /** The server that was started last. */
  readonly server: ChildProcess;
  /** Starts the server again at the same place, after it has died. */
  serveAgain(): Promise<void>;
  /** Another browser of its own, signed in. */
  open(role: 'viewer' | 'operator', size?: SiteWish['size']): Promise<Page>;
  /** A link that signs in once. */
  link(role: 'viewer' | 'operator'): Promise<string>;
  close(): Promise<void>;
}

/** Opens one. Close it in the end, also after a failure. */
export async function openSite(wish: SiteWish = {}): Promise<Site> {
  const folder = await mkdtemp(join(tmpdir(), 'pacetomo-page-'));
  await wish.prepare?.(folder);
  let server = serve(folder, '127.0.0.1:0', wish);
  const { url, link } = await readiness(folder, server);
  const browser = await openBrowser();
  const wrongs: string[] = [];
  const contextFor = (size: SiteWish['size']): Promise<BrowserContext> =>
    browser.newContext({ viewport: size ?? { width: 1366, height: 768 }, colorScheme: wish.scheme ?? 'dark' });
  const enter = async (at: string, size: SiteWish['size']): Promise<Page> => {
    const page = await (await contextFor(size)).newPage();
    page.on('pageerror', (error) => wrongs.push(String(error)));
    page.on('request', (request) => {
      if (!/^(data|blob):/.test(request.url()) && !request.url().startsWith(url))
        wrongs.push(`asked for ${request.url()}`);
    });
    await page.goto(at);
    await page.getByRole('navigation', { name: 'Pages' }).waitFor();
    return page;
  };
  const linkFor = (role: 'viewer' | 'operator'): Promise<string> => newLink(folder, role);
  const page = await enter(link, wish.size);
  await takeControl(page);
  return {
    folder,
    url,
    browser,
    page,
    wrongs,
    get server() {
      return server;
    },
    serveAgain: async () => {
      await rm(join(folder, 'ready.json'));
      server = serve(folder, new URL(url).host, {});
      await readiness(folder, server);
    },
    open: async (role, size) => enter(await linkFor(role), size),
    link: linkFor,
    close: async () => {
      await browser.close();
      await endServer(server);
      await endVirtual(folder);
      await rm(folder, { recursive: true, force: true, maxRetries: 30, retryDelay: 100 });
    },
  };
}

/** Takes control as a person does. */
export async function takeControl(page: Page, name = 'Ann'): Promise<void> {
  await page.getByRole('button', { name: 'Take control' }).first().click();
  await page.getByLabel('Your name, for others and for the journal').fill(name);
  await page.getByRole('dialog').getByRole('button', { name: 'Take control' }).click();
  await page.getByRole('button', { name: 'Give control back' }).waitFor();
}

function serve(folder: string, listen: string, { virtual, seed = 1 }: SiteWish): ChildProcess {
  const args = ['serve', '--folder', folder, '--listen', listen, '--port-file', join(folder, 'ready.json')];
  const scenario = virtual === undefined ? [] : ['--virtual', virtual, '--seed', String(seed)];
  return spawn(process.execPath, [program, ...args, ...scenario], { stdio: ['ignore', 'inherit', 'inherit'] });
}

/** Where the server is, once it says so. */
async function readiness(
  folder: string,
  server: ChildProcess,
): Promise<{ readonly url: string; readonly link: string }> {
  const path = join(folder, 'ready.json');
  while (!existsSync(path)) {
    if (server.exitCode !== null) throw new Error(`the server ended with ${server.exitCode} before it was ready`);
    await new Promise((resolve) => setTimeout(resolve, 50)); // another process: there is nothing else to wait for
  }
  return JSON.parse(await readFile(path, 'utf8')) as { url: string; link: string };
}

async function newLink(folder: string, role: 'viewer' | 'operator'): Promise<string> {
  const args = [program, 'link', '--folder', folder, ...(role === 'viewer' ? ['--viewer'] : [])];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  child.stdout.on('data', (chunk) => (text += chunk));
  await once(child, 'close');
  const [link] = /http\S+/.exec(text) ?? [];
  if (link === undefined) throw new Error(`“pacetomo link” gave no link: ${text}`);
  return link;
}

async function endServer(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  server.kill('SIGTERM');
  await once(server, 'exit');
}

/** The virtual microscope outlives the server, so that runs do. */
async function endVirtual(folder: string): Promise<void> {
  const text = await readFile(join(folder, '.pacetomo', 'microscope.json'), 'utf8').catch(() => '{}');
  const { pid } = (JSON.parse(text) as { virtual?: { pid?: number } | null }).virtual ?? {};
  if (pid === undefined) return;
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // it has ended already
  }
}
