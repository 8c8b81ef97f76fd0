/**
 * The two commands of the README, on any machine with Node and nothing else:
 * installs what is missing, builds what is stale, then does what was asked for.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const wanted = process.argv[2];
const rest = process.argv.slice(3);

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19))
  fail(`Node.js 20.19 or newer is needed; this is ${process.versions.node}. Get it from nodejs.org.`);

install();
node('node_modules/typescript/bin/tsc', ['-b']);
buildPage();
const jobs = { start, demo, test, nightly, bench };
const job = jobs[wanted] ?? fail(`There is no job ${wanted}; there are: ${Object.keys(jobs).join(', ')}.`);
job();

/** The page, on a virtual microscope: everything that can be done with a real one. */
function start() {
  const session = ['--folder', join(root, 'session'), '--virtual', 'lamella', '--open'];
  node('packages/pacetomo/bin/pacetomo.mjs', ['serve', ...session, ...rest]);
}

/** Twelve tilt series without anybody, and how good they are. */
function demo() {
  node('packages/pacetomo/bin/pacetomo.mjs', ['demo', ...rest]);
}

function test() {
  installIndependentReaders();
  installBrowser();
  node('node_modules/typescript/bin/tsc', ['-p', 'tsconfig.check.json']);
  for (const part of ['packages/web', 'tests/page'])
    node('node_modules/typescript/bin/tsc', ['-p', `${part}/tsconfig.json`]);
  node('node_modules/@biomejs/biome/bin/biome', ['check', '--error-on-warnings', '.']);
  node('node_modules/vitest/vitest.mjs', ['run', ...rest]);
}

/** The tests that let a run die, with many times their trials; THOROUGH says how many times, 10 otherwise. Hours. */
function nightly() {
  process.env.THOROUGH ??= '10';
  const tests = ['crash', 'kill', 'powerCut', 'faultStorm', 'retryAudit', 'stateMachine', 'operatorsHand'];
  const chosen = rest.length > 0 ? rest : tests.map((name) => `tests/system/${name}`);
  node('node_modules/vitest/vitest.mjs', ['run', '--project', 'system', '--testTimeout=0', ...chosen]);
}

function bench() {
  installFftw();
  node('bench/bench.mjs', rest);
}

/** Installs the exact packages of the lock file, once for each lock file, platform and Node version. */
function install() {
  const lock = readFileSync(join(root, 'package-lock.json'));
  const stamp = createHash('sha256').update(lock).update(`${process.platform} ${process.arch} ${major}`).digest('hex');
  const stampFile = join(root, 'node_modules', '.install-stamp');
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return;
  console.log('Installing packages…');
  const npm = process.env.npm_execpath;
  if (npm === undefined) fail('Run this through npm: npm start, npm test.');
  node(npm, ['ci', '--no-fund', '--no-audit', '--loglevel=error']);
  writeFileSync(stampFile, stamp);
}

/** Builds the page when anything that it is made of is newer than it. */
function buildPage() {
  const page = join(root, 'packages', 'pacetomo', 'page', 'index.html');
  const builtMs = existsSync(page) ? statSync(page).mtimeMs : 0;
  const parts = ['package-lock.json', 'packages/web', 'packages/pacetomo/dist', 'packages/em-files/dist'];
  if (parts.every((part) => newestMs(join(root, part)) < builtMs)) return;
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js');
  node(vite, ['build', '--logLevel', 'warn', join(root, 'packages', 'web')]);
}

/** When a file, or any file in a folder, was changed last, ms. */
function newestMs(path) {
  const stats = statSync(path);
  if (!stats.isDirectory()) return stats.mtimeMs;
  return Math.max(0, ...readdirSync(path).map((name) => newestMs(join(path, name))));
}

/** The tests of the page use a real browser. Edge is on every Windows; elsewhere Chromium is installed if that is possible. */
function installBrowser() {
  const places = [process.env.PACE_BROWSER, '/usr/bin/chromium', '/usr/bin/google-chrome'];
  if (process.platform === 'linux' && !places.some((place) => place !== undefined && existsSync(place)))
    installPackage('chromium');
}

/** Our stacks and tables are opened by other people's readers, where they can be had; elsewhere those tests say that they were skipped. */
function installIndependentReaders() {
  for (const reader of ['mrcfile', 'gemmi'])
    if (!succeeds('/usr/bin/python3', '-c', `import ${reader}`)) installPackage(`python3-${reader}`);
}

/** The benchmark's measure of Fourier transforms, where it can be had; elsewhere the benchmark says so. */
function installFftw() {
  if (!succeeds('/usr/bin/python3', '-c', 'import ctypes; ctypes.CDLL("libfftw3f.so.3")'))
    installPackage('libfftw3-single3');
}

/** Installs a Debian package, on a machine where that is possible without asking anybody. */
function installPackage(name) {
  if (process.getuid?.() !== 0 || !succeeds('apt-get', '--version')) return;
  console.log(`Installing ${name}…`);
  if (succeeds('apt-get', 'install', '-y', '-q', name)) return;
  succeeds('apt-get', 'update', '-q');
  succeeds('apt-get', 'install', '-y', '-q', name);
}

function succeeds(...command) {
  return spawnSync(command[0], command.slice(1), { stdio: 'ignore' }).status === 0;
}

/** Runs a script with this Node; its failure is ours. No shell, so that it works alike on Windows. */
function node(script, args) {
  const { status } = spawnSync(process.execPath, [script, ...args], { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

function fail(sentence) {
  console.error(sentence);
  process.exit(1);
}
