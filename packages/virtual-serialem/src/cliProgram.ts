import { readFile } from 'node:fs/promises';
import { Command, type CommandUnknownOpts, Option } from '@commander-js/extra-typings';
import { commandFamilies } from './commands/commandList.ts';
import { printReport } from './report/printReport.ts';
import { readTruth } from './report/readTruth.ts';
import { truthReport } from './report/truthReport.ts';
import { loadScenario, presetNames } from './scenario/presets.ts';
import { createVirtualSerialEm, type VirtualSerialEm } from './server.ts';

/** What the command line writes to, and who keeps a server that has started. */
export interface CliHost {
  write(text: string): void;
  /** Told of a server that is about to listen; closes it when it is time. */
  started(virtual: VirtualSerialEm): void;
}

/** The command line of `virtual-serialem`. Throws what goes wrong, with a sentence. */
export function cliProgram(host: CliHost): CommandUnknownOpts {
  const program = serveCommand(host);
  program.addCommand(scenariosCommand(host));
  program.addCommand(commandsCommand(host));
  program.addCommand(reportCommand(host));
  return program;
}

function serveCommand(host: CliHost): CommandUnknownOpts {
  return new Command('virtual-serialem')
    .description(
      "A SerialEM without a microscope: answers scripts on SerialEM's port and forms images of a virtual specimen",
    )
    .option(
      '--scenario <name-or-file>',
      'name of a scenario, or a .json file with what differs from the defaults',
      'lamella',
    )
    .option('--port <port>', 'TCP port; 0 takes any free one', wholeNumber, 48888)
    .option('--host <address>', 'address to listen on; anybody who reaches it can send commands', '127.0.0.1')
    .option('--dir <folder>', 'folder in which SerialEM works; nothing outside is touched', 'virtual-serialem')
    .option('--seed <number>', 'chooses specimen, errors and noise', wholeNumber, 1)
    .option('--speed <factor>', '0 never waits, 1 is real time, 60 makes a minute of a second', notNegative, 0)
    .option('--truth <file.jsonl>', 'where to log what really happened, one line per exposure')
    .addOption(
      new Option('--answer <answer>', 'what dialogs are answered with')
        .choices(['yes', 'no'] as const)
        .default('yes' as const),
    )
    .action(async ({ port, host: address, truth, ...rest }) => {
      const virtual = await createVirtualSerialEm({ ...rest, ...(truth === undefined ? {} : { truth }) });
      host.started(virtual);
      const listening = await virtual.listen({ port, host: address });
      host.write(`SerialEM is listening on ${address}:${listening.port}\n`);
    });
}

function scenariosCommand(host: CliHost): CommandUnknownOpts {
  return new Command('scenarios').description('list the scenarios that come with this program').action(async () => {
    for (const name of await presetNames())
      host.write(`${name.padEnd(12)} ${(await loadScenario(name)).description}\n`);
  });
}

function commandsCommand(host: CliHost): CommandUnknownOpts {
  return new Command('commands').description('list the script commands that this SerialEM has').action(() => {
    for (const [title, family] of commandFamilies) host.write(`${title}\n  ${Object.keys(family).join(' ')}\n`);
  });
}

function reportCommand(host: CliHost): CommandUnknownOpts {
  return new Command('report')
    .description('how good a run was, from its truth log')
    .argument('<truth.jsonl>', 'the file that --truth wrote')
    .option('--json', 'print JSON instead of a table', false)
    .option('--defocus <um>', 'wanted defocus of all files, µm; without it the mean of each file', number)
    .option(
      '--target-defocus <file=um>',
      'wanted defocus of one stack file, µm; can be repeated',
      targetDefocus,
      new Map<string, number>(),
    )
    .action(async (file, { json, defocus, targetDefocus: byFile }) => {
      const exposures = readTruth(await readFile(file, 'utf8'));
      const report = truthReport(exposures, { byFile, otherwise: defocus ?? null });
      host.write(json ? `${JSON.stringify(report, null, 2)}\n` : printReport(report));
    });
}

function number(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw new Error(`"${text}" is not a number.`);
  return value;
}

function notNegative(text: string): number {
  const value = number(text);
  if (value < 0) throw new Error(`${text} is below zero.`);
  return value;
}

function wholeNumber(text: string): number {
  const value = notNegative(text);
  if (!Number.isInteger(value)) throw new Error(`${text} is not a whole number.`);
  return value;
}

function targetDefocus(text: string, before: ReadonlyMap<string, number>): Map<string, number> {
  const at = text.lastIndexOf('=');
  if (at < 1) throw new Error(`"${text}" is not FILE=DEFOCUS, for example area1_ts_002.mrc=-5.0.`);
  return new Map([...before, [text.slice(0, at), number(text.slice(at + 1))]]);
}
