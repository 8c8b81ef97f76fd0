import { Command, InvalidArgumentError } from '@commander-js/extra-typings';
import { Trouble } from '../run/errors.ts';
import type { Ending } from '../session/acquire.ts';
import { defaultAddress } from './address.ts';
import { check } from './check.ts';
import { demo } from './demo.ts';
import { programVersion } from './programVersion.ts';
import { resume, run } from './run.ts';
import { status } from './status.ts';

const collect = (value: string, earlier: readonly string[] = []): readonly string[] => [...earlier, value];

function seconds(text: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new InvalidArgumentError('Give a number of seconds.');
  return value;
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new InvalidArgumentError('Give a whole number.');
  return value;
}

/** The command line. */
function commandLine(): Command {
  const program = new Command('pacetomo')
    .description('Parallel cryo-electron tomography with SerialEM.')
    .version(programVersion);
  program
    .command('run')
    .description('acquire the tilt series of a targets file')
    .argument('<targets>', 'targets file, such as lamella_tgts.txt')
    .option('--serialem <host:port>', 'where SerialEM listens', defaultAddress)
    .option('--set <name=value>', 'change a setting (may be given several times)', collect)
    .option('--settings <file>', 'settings file (TOML)')
    .option('--runs <folder>', 'where run folders are made', 'runs')
    .option('--reply-timeout <seconds>', 'give the connection up when a command stays unanswered this long', seconds)
    .action(async (targets, options) => end(await run(targets, options)));
  program
    .command('resume')
    .description('go on with a run that was stopped or interrupted')
    .argument('<run>', 'run folder')
    .option('--serialem <host:port>', 'where SerialEM listens, if it has moved')
    .option('--reply-timeout <seconds>', 'give the connection up when a command stays unanswered this long', seconds)
    .action(async (folder, options) => end(await resume(folder, options)));
  program
    .command('status')
    .description('say how far a run has got')
    .argument('<run>', 'run folder')
    .option('--json', 'for programs')
    .action(status);
  program
    .command('check')
    .description('say what a run would do, how long it would take and what is out of reach')
    .argument('<targets>', 'targets file')
    .option('--set <name=value>', 'change a setting (may be given several times)', collect)
    .option('--settings <file>', 'settings file (TOML)')
    .option('--json', 'for programs')
    .action(check);
  program
    .command('demo')
    .description('acquire a virtual lamella: twelve targets, 41 tilts, no microscope needed')
    .option('--runs <folder>', 'where everything is written', 'runs')
    .option('--seed <number>', 'another specimen and another stage', wholeNumber, 1)
    .action(async (options) => end(await demo(options)));
  return program;
}

/** A stopped run is no failure, but neither is it done: scripts can tell by the exit code. */
function end(ending: Ending): void {
  process.exitCode = ending === 'complete' ? 0 : 130;
}

try {
  await commandLine().parseAsync();
} catch (error) {
  if (!(error instanceof Trouble)) throw error; // a bug: let it be seen whole
  console.error(error.message);
  process.exitCode = 1;
}
