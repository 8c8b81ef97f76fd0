import { Command, type CommandUnknownOpts, Option } from '@commander-js/extra-typings';
import { chosenArea } from './area/chosenArea.ts';
import { commandsText, missingCommandsText } from './commands/commandListing.ts';
import { notNegative, wholeNumber } from './numberOptions.ts';
import { reportCommand } from './report/reportCommand.ts';
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
  program.addCommand(areaCommand(host));
  program.addCommand(commandsCommand(host));
  program.addCommand(reportCommand(host));
  return program;
}

function serveCommand(host: CliHost): CommandUnknownOpts {
  return new Command('virtual-serialem')
    .enablePositionalOptions() // `area S2 --seed 7`: that seed belongs to area
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
    .option('--faults <file.json>', 'a list of faults that happen beside those of the scenario')
    .option('--truth <file.jsonl>', 'where to log what really happened, one line per exposure')
    .addOption(
      new Option('--answer <answer>', 'what dialogs are answered with')
        .choices(['yes', 'no'] as const)
        .default('yes' as const),
    )
    .option('--answers <file.json>', 'rules for answers to dialogs, and keys to press; before --answer')
    .addOption(
      new Option('--mode <mode>', "which of SerialEM's ports this is: external, or that of Python scripts in SerialEM")
        .choices(['external', 'internal', 'internal-shim'] as const)
        .default('external' as const),
    )
    .action(async ({ port, host: address, truth, faults, answers, ...rest }) => {
      const virtual = await createVirtualSerialEm({
        ...rest,
        keepsExposures: false, // nobody can ask for them here; they are in the file
        ...(truth === undefined ? {} : { truth }),
        ...(faults === undefined ? {} : { faults }),
        ...(answers === undefined ? {} : { answers }),
      });
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

function areaCommand(host: CliHost): CommandUnknownOpts {
  return new Command('area')
    .description('print what the microscopist has chosen and measured before the run: targets, pretilt, tilts; as JSON')
    .argument('<scenario>', 'name of a scenario, or a .json file')
    .option('--seed <number>', 'chooses specimen, errors and noise', wholeNumber, 1)
    .action(async (name, { seed }) => {
      const area = chosenArea(await loadScenario(name), seed);
      if (!area) throw new Error(`The scenario ${name} has no area: nothing is chosen in it.`);
      host.write(`${JSON.stringify(area, null, 2)}\n`);
    });
}

function commandsCommand(host: CliHost): CommandUnknownOpts {
  return new Command('commands')
    .description('list the script commands that this SerialEM has')
    .option('--json', 'print JSON instead of text', false)
    .option('--missing', 'list those that SerialEM has and this one refuses', false)
    .action(({ json, missing }) => host.write(missing ? missingCommandsText(json) : commandsText(json)));
}
